"""Request bodies of the Zudu API. Nothing is published on lengths: these keep an item below a read unit of 4 KB.

Never imported when a function runs: functions load ``schemas_core``, which is generated from it.
"""

from typing import Annotated, Required

from pydantic import AfterValidator, ConfigDict, Field, with_config
from pydantic.config import JsonDict
from typing_extensions import TypedDict

from trunkline.domain.identifiers import NUMBER_ID_LIMIT
from trunkline.domain.webhook_urls import MAX_URL_LENGTH
from trunkline.domain.zudu_numbers import SortBy, SortOrder
from trunkline.http.bodies import HTTPS_SCHEMA, NUMBER_SCHEMA
from trunkline.http.zudu import descriptions as described
from trunkline.http.zudu.parameters import MAX_LIMIT, MAX_PAGE, MAX_TEXT_LENGTH
from trunkline.http.zudu.requests import importable_provider

Nickname = Annotated[str, Field(max_length=200)] | None
# Ids of agents and trunks, names of providers and types: whatever the client calls them, in printable ASCII.
Name = Annotated[str, Field(min_length=1, max_length=128, pattern=r"^[!-~]+$")] | None
Version = Annotated[int, Field(ge=1, lt=NUMBER_ID_LIMIT)] | None
# Parsed afterwards: whether it is a number or a public URL is a rule of the domain, not of the document's shape.
NumberText = Annotated[str, Field(max_length=40, json_schema_extra=NUMBER_SCHEMA)]
UrlText = Annotated[str, Field(max_length=MAX_URL_LENGTH, json_schema_extra=HTTPS_SCHEMA)] | None

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
        UrlText, Field(description="A public https URL that is told of calls and messages which come in.")
    ]
    number_provider: Annotated[Name, described.NUMBER_PROVIDER]
    outbound_trunk_id: Annotated[Name, described.OUTBOUND_TRUNK_ID]
    phone_number_type: Annotated[Name, described.PHONE_NUMBER_TYPE]


@with_config(RULES)
class CreateZuduNumberRequest(MembersBody, total=False):
    """A number, and what there is to say of it."""

    phone_number: Required[Annotated[NumberText, Field(description="E.164 format phone number.")]]


_ONE_NAME: JsonDict = {"not": {"required": ["label", "nickname"]}}


@with_config(ConfigDict(**RULES, json_schema_extra=_ONE_NAME))
class UpdateZuduNumberRequest(MembersBody, total=False):
    """A partial update; ``label`` is another name of ``nickname``, and goes without it."""

    phone_number: Annotated[NumberText | None, Field(description="As in the path, or left out: it cannot be changed.")]
    label: Annotated[Nickname, Field(description="Another name of `nickname`.")]


SearchText = Annotated[str, Field(min_length=1, max_length=MAX_TEXT_LENGTH)] | None


@with_config(RULES)
class CriteriaBody(TypedDict, total=False):
    """What a number has to be like to be listed; null asks for nothing."""

    nickname: Annotated[SearchText, Field(description="Only numbers with this text in their nickname, in any case.")]
    area_code: Annotated[int | None, Field(ge=200, le=999, description="Only numbers of this North American area.")]
    agent_id: Annotated[SearchText, Field(description="Only numbers of this agent, inbound or outbound.")]


@with_config(RULES)
class SearchZuduNumbersRequest(TypedDict, total=False):
    """A page of a list; null is as good as left out."""

    page: Annotated[Annotated[int, Field(ge=0, le=MAX_PAGE)] | None, Field(description="Counted from 0; default 0.")]
    limit: Annotated[Annotated[int, Field(ge=1, le=MAX_LIMIT)] | None, Field(description="Page size; default 50.")]
    sort_by: Annotated[Annotated[SortBy, Field(strict=False)] | None, Field(description="Default `phone_number`.")]
    sort_order: Annotated[Annotated[SortOrder, Field(strict=False)] | None, Field(description="Default `ascending`.")]
    filter_criteria: Annotated[CriteriaBody | None, Field(description="What a number has to be like to be listed.")]


@with_config(RULES)
class ImportZuduNumberRequest(TypedDict, total=False):
    """A number of a carrier account, and what there is to say of it."""

    phone_number: Required[Annotated[NumberText, Field(description="E.164 format phone number.")]]
    provider: Required[
        Annotated[
            str,
            Field(description="Who carries the number.", json_schema_extra={"enum": ["twilio", "plivo"]}),
            AfterValidator(importable_provider),
        ]
    ]
    account_sid: Required[
        Annotated[
            str,
            Field(max_length=128, pattern=r"^[A-Za-z0-9_-]+$", description="Account SID (Twilio) or Auth ID (Plivo)."),
        ]
    ]
    auth_token: Required[Annotated[str, Field(min_length=1, max_length=512, description="The account's Auth Token.")]]
    nickname: Annotated[Nickname, described.NICKNAME]
    inbound_agent_id: Annotated[Name, described.INBOUND_AGENT_ID]
    outbound_agent_id: Annotated[Name, described.OUTBOUND_AGENT_ID]
