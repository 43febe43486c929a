"""Request bodies of the Zudu API. Nothing is published on lengths: these keep an item below a read unit of 4 KB."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from trunkline.domain.e164_parser import parse_e164
from trunkline.domain.identifiers import NUMBER_ID_LIMIT
from trunkline.domain.webhook_urls import MAX_URL_LENGTH
from trunkline.errors import RuleError

Nickname = Annotated[str, Field(max_length=200)] | None
# Ids of agents and trunks, names of providers and types: whatever the client calls them, in printable ASCII.
Name = Annotated[str, Field(min_length=1, max_length=128, pattern=r"^[!-~]+$")] | None
Version = Annotated[int, Field(ge=1, lt=NUMBER_ID_LIMIT)] | None
# Parsed afterwards: whether it is a number or a public URL is a rule of the domain, not of the document's shape.
NumberText = Annotated[str, Field(max_length=40)]
UrlText = Annotated[str, Field(max_length=MAX_URL_LENGTH)] | None


class MembersBody(BaseModel):
    """The members that a client may send; null is as good as left out, and on a change asks for the default."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)

    area_code: Annotated[
        int | None, Field(ge=200, le=999, description="3-digit area code (US/Canada); derived where it is left out.")
    ] = None
    nickname: Nickname = None
    inbound_agent_id: Name = None
    outbound_agent_id: Name = None
    inbound_agent_version: Version = None
    outbound_agent_version: Version = None
    inbound_webhook_url: Annotated[
        UrlText, Field(description="A public https URL. It is stored and echoed; nothing is sent to it yet.")
    ] = None
    number_provider: Annotated[Name, Field(description="Default `twilio`.")] = None
    outbound_trunk_id: Name = None
    phone_number_type: Annotated[Name, Field(description="Default `zudu-<number_provider>`.")] = None

    def members(self) -> dict[str, Any]:
        """The members that were sent, by their names in the domain."""
        return {name: getattr(self, name) for name in MembersBody.model_fields if name in self.model_fields_set}


class CreateZuduNumberRequest(MembersBody):
    """A number, and what there is to say of it."""

    phone_number: Annotated[NumberText, Field(description="E.164 format phone number.")]


class UpdateZuduNumberRequest(MembersBody):
    """A partial update; ``label`` is another name of ``nickname``."""

    phone_number: Annotated[
        NumberText | None, Field(description="As in the path, or left out: it cannot be changed.")
    ] = None
    label: Annotated[Nickname, Field(description="Another name of `nickname`.")] = None

    def changes(self, number: str) -> dict[str, Any]:
        """What is to change of ``number``.

        Raises:
            RuleError: The body asks for another number, or for two nicknames.
        """
        if self.phone_number is not None and parse_e164(self.phone_number, member="phone_number") != number:
            raise RuleError("phone_number", "cannot be changed; delete the number and create the other one")
        changes = self.members()
        # Sent as null it is a change too, so its presence counts and not its value.
        if "label" in self.model_fields_set and changes.setdefault("nickname", self.label) != self.label:
            raise RuleError("label", "is another name of nickname; send one of the two")
        return changes
