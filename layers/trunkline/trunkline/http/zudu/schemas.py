"""Request bodies of the Zudu API. Nothing is published on lengths: these keep an item below a read unit of 4 KB.

Never imported when a function runs: functions load ``schemas_core``, which is made of it.
"""

from typing import Annotated, Required

from pydantic import ConfigDict, Field, with_config
from typing_extensions import TypedDict

from trunkline.domain.identifiers import NUMBER_ID_LIMIT
from trunkline.domain.webhook_urls import MAX_URL_LENGTH
from trunkline.http.texts import NUMBER_SCHEMA
from trunkline.http.zudu import descriptions as described

Nickname = Annotated[str, Field(max_length=200)] | None
# Ids of agents and trunks, names of providers and types: whatever the client calls them, in printable ASCII.
Name = Annotated[str, Field(min_length=1, max_length=128, pattern=r"^[!-~]+$")] | None
Version = Annotated[int, Field(ge=1, lt=NUMBER_ID_LIMIT)] | None
# Parsed afterwards: whether it is a number or a public URL is a rule of the domain, not of the document's shape.
NumberText = Annotated[str, Field(max_length=40, json_schema_extra=NUMBER_SCHEMA)]
UrlText = Annotated[str, Field(max_length=MAX_URL_LENGTH)] | None

RULES = ConfigDict(strict=True, extra="ignore")


@with_config(RULES)
class MembersBody(TypedDict, total=False):
    """The members that a client may send; null is as good as left out, and on a change asks for the default."""

    area_code: Annotated[
        int | None, Field(ge=200, le=999, description="3-digit area code (US/Canada); derived where it is left out.")
    ]
    nickname: Annotated[Nickname, described.NICKNAME]
    inbound_agent_id: Annotated[Name, described.INBOUND_AGENT_ID]
    outbound_agent_id: Annotated[Name, described.OUTBOUND_AGENT_ID]
    inbound_agent_version: Annotated[Version, described.INBOUND_AGENT_VERSION]
    outbound_agent_version: Annotated[Version, described.OUTBOUND_AGENT_VERSION]
    inbound_webhook_url: Annotated[
        UrlText, Field(description="A public https URL. It is stored and echoed; nothing is sent to it yet.")
    ]
    number_provider: Annotated[Name, described.NUMBER_PROVIDER]
    outbound_trunk_id: Annotated[Name, described.OUTBOUND_TRUNK_ID]
    phone_number_type: Annotated[Name, described.PHONE_NUMBER_TYPE]


@with_config(RULES)
class CreateZuduNumberRequest(MembersBody, total=False):
    """A number, and what there is to say of it."""

    phone_number: Required[Annotated[NumberText, Field(description="E.164 format phone number.")]]


@with_config(RULES)
class UpdateZuduNumberRequest(MembersBody, total=False):
    """A partial update; ``label`` is another name of ``nickname``."""

    phone_number: Annotated[NumberText | None, Field(description="As in the path, or left out: it cannot be changed.")]
    label: Annotated[Nickname, Field(description="Another name of `nickname`.")]
