"""Responses of the Zudu API as types: views are checked against them, and the API document is made from them.

Never imported when a function runs.
"""

from typing import Annotated, Literal, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from trunkline.domain.zudu_numbers import SortBy, SortOrder
from trunkline.http.zudu import descriptions as described

Moment = Annotated[str, Field(json_schema_extra={"format": "date-time"})]


class NumberView(TypedDict):
    """The organisation's record of a number."""

    phone_number: Annotated[str, Field(description="E.164 format phone number; it is the record's id.")]
    organization_id: Annotated[str, Field(description="The organisation that the key belongs to.")]
    phone_number_pretty: Annotated[str, Field(description="The number as people write it.")]
    area_code: Annotated[int | None, Field(description="3-digit area code (US/Canada); null elsewhere.")]
    nickname: Annotated[str | None, described.NICKNAME]
    phone_number_type: Annotated[str, described.PHONE_NUMBER_TYPE]
    inbound_agent_id: Annotated[str | None, described.INBOUND_AGENT_ID]
    outbound_agent_id: Annotated[str | None, described.OUTBOUND_AGENT_ID]
    inbound_agent_version: Annotated[int, described.INBOUND_AGENT_VERSION]
    outbound_agent_version: Annotated[int, described.OUTBOUND_AGENT_VERSION]
    inbound_webhook_url: Annotated[
        str | None, Field(description="The URL that is told of calls and messages which come in; null is none.")
    ]
    number_provider: Annotated[str, described.NUMBER_PROVIDER]
    outbound_trunk_id: Annotated[str | None, described.OUTBOUND_TRUNK_ID]
    created_at: Annotated[Moment, Field(description="When the record was created, in UTC.")]
    updated_at: Annotated[Moment, Field(description="When the record was last changed, in UTC.")]
    last_modification_timestamp: Annotated[int, Field(description="Milliseconds since 1970, of `updated_at`.")]


class FoundNumberView(NumberView):
    """The record with what Zudu sets up for a number; Trunkline sets up neither, so both are null."""

    inbound_trunk_id: Annotated[None, Field(description="Always null: Trunkline sets up no trunk.")]
    dispatch_rule_id: Annotated[None, Field(description="Always null: Trunkline sets up no dispatch rule.")]


class CleanupView(TypedDict):
    """Whether what Zudu sets up for a number is gone; nothing of the kind is ever left behind."""

    dispatch_rule: Annotated[Literal[True], Field(description="No dispatch rule is left behind.")]
    inbound_trunk: Annotated[Literal[True], Field(description="No inbound trunk is left behind.")]
    outbound_trunk: Annotated[
        Literal[True], Field(description="No outbound trunk of ours is left behind; yours is not touched.")
    ]


class DeletedView(TypedDict):
    """What was deleted."""

    phone_number: Annotated[str, Field(description="The number whose record was deleted, in E.164.")]
    organization_id: Annotated[str, Field(description="The organisation that the key belongs to.")]
    cleanup_results: Annotated[CleanupView, Field(description="What is gone besides the record.")]


class PaginationView(TypedDict):
    """Where the page is in the list."""

    page: Annotated[int, Field(description="Counted from 0.")]
    limit: Annotated[int, Field(description="How many records a page holds at most.")]
    total_pages: Annotated[int, Field(description="How many pages there are.")]
    total_count: Annotated[int, Field(description="How many records fit the filters.")]
    has_next: Annotated[bool, Field(description="Whether there is a page after this one.")]
    has_previous: Annotated[bool, Field(description="Whether there is a page before this one.")]


class FiltersView(TypedDict):
    """The filters that were sent."""

    nickname: NotRequired[Annotated[str, Field(description="The part of a nickname that was asked for.")]]
    area_code: NotRequired[Annotated[int, Field(description="The area code that was asked for.")]]
    agent_id: NotRequired[Annotated[str, Field(description="The agent that was asked for, inbound or outbound.")]]


class SearchView(TypedDict):
    """One page of a list that a body asked for."""

    organization_id: Annotated[str, Field(description="The organisation that the key belongs to.")]
    phone_numbers: Annotated[list[NumberView], Field(description="The records of this page.")]
    returned_count: Annotated[int, Field(description="How many records this page holds.")]
    pagination: Annotated[PaginationView, Field(description="Which page this is, and of how many.")]
    sort_order: Annotated[SortOrder, Field(description="Whether the list ascends or descends.")]
    sort_by: Annotated[SortBy, Field(description="The member that the list is sorted by.")]


class PageView(SearchView):
    """One page of a list."""

    applied_filters: Annotated[FiltersView, Field(description="The filters that were sent; empty if none was.")]


class ImportedNumberView(TypedDict):
    """The record of a number that was imported; Trunkline sets up neither trunks nor dispatch rules."""

    phone_number: Annotated[str, Field(description="E.164 format phone number; it is the record's id.")]
    nickname: Annotated[str | None, described.NICKNAME]
    organization_id: Annotated[str, Field(description="The organisation that the key belongs to.")]
    phone_number_type: Annotated[str, Field(description="`CUSTOM`, as of every number that was imported.")]
    number_provider: Annotated[str, Field(description="The carrier that it was imported from.")]
    inbound_agent_id: Annotated[str | None, described.INBOUND_AGENT_ID]
    outbound_agent_id: Annotated[str | None, described.OUTBOUND_AGENT_ID]
    inbound_trunk_id: Annotated[None, Field(description="Always null: no trunk is set up.")]
    outbound_trunk_id: Annotated[None, Field(description="Always null: no trunk is set up.")]
    dispatch_rule_id: Annotated[None, Field(description="Always null: no dispatch rule is set up.")]
    created_at: Annotated[Moment, Field(description="When the record was made.")]


class CapabilitiesView(TypedDict):
    """What a number can do, as its carrier says."""

    voice: Annotated[bool, Field(description="Whether it takes calls.")]
    sms: Annotated[bool, Field(description="Whether it takes text messages.")]


class ValidationView(TypedDict):
    """What the carrier says of a number."""

    phone_number: Annotated[str, Field(description="The number that was looked for in the account.")]
    friendly_name: Annotated[str, Field(description="The nickname, or the number for people.")]
    capabilities: Annotated[CapabilitiesView, Field(description="What the number can do.")]
    status: Annotated[Literal["active"], Field(description="Any other number is refused.")]
    message: Annotated[str, Field(description="What was found, for people.")]


class ImportDetailsView(TypedDict):
    """When and whence a number was imported."""

    imported_at: Annotated[int, Field(description="When it was imported, in milliseconds since 1970.")]
    organization_id: Annotated[str, Field(description="The organisation that the key belongs to.")]
    provider: Annotated[str, Field(description="The carrier that it was imported from.")]


class ImportedView(TypedDict):
    """A number that was imported."""

    phone_number: Annotated[ImportedNumberView, Field(description="The new record.")]
    validation_result: Annotated[ValidationView, Field(description="What the carrier says of the number.")]
    import_details: Annotated[ImportDetailsView, Field(description="When and whence it was imported.")]


class AvailableView(TypedDict):
    """All numbers without an agent."""

    organization_id: Annotated[str, Field(description="The organisation that the key belongs to.")]
    available_count: Annotated[int, Field(description="How many numbers there are.")]
    phone_numbers: Annotated[list[NumberView], Field(description="The numbers, all of them.")]


class NumberResponse(TypedDict):
    """A record, new or changed."""

    message: Annotated[str, Field(description="What was done, for people.")]
    status: Annotated[Literal["success"], Field(description="How the request ended.")]
    error: Annotated[None, Field(description="Null, as nothing went wrong.")]
    data: Annotated[NumberView, Field(description="The record.")]


class FoundNumberResponse(TypedDict):
    """A record that was asked for."""

    message: Annotated[str, Field(description="What was done, for people.")]
    status: Annotated[Literal["success"], Field(description="How the request ended.")]
    error: Annotated[None, Field(description="Null, as nothing went wrong.")]
    data: Annotated[FoundNumberView, Field(description="The record.")]


class DeletedResponse(TypedDict):
    """A record that is gone."""

    message: Annotated[str, Field(description="What was done, for people.")]
    status: Annotated[Literal["success"], Field(description="How the request ended.")]
    error: Annotated[None, Field(description="Null, as nothing went wrong.")]
    data: Annotated[DeletedView, Field(description="The number, and what is gone with its record.")]


class PageResponse(TypedDict):
    """One page of the records."""

    message: Annotated[str, Field(description="What was done, for people.")]
    status: Annotated[Literal["success"], Field(description="How the request ended.")]
    error: Annotated[None, Field(description="Null, as nothing went wrong.")]
    data: Annotated[PageView, Field(description="The page.")]


class SearchResponse(TypedDict):
    """One page of the records, as a body asked for it."""

    message: Annotated[str, Field(description="What was done, for people.")]
    status: Annotated[Literal["success"], Field(description="How the request ended.")]
    error: Annotated[None, Field(description="Null, as nothing went wrong.")]
    data: Annotated[SearchView, Field(description="The page.")]


class ImportedResponse(TypedDict):
    """A number that was imported."""

    message: Annotated[str, Field(description="What was done, for people.")]
    status: Annotated[Literal["success"], Field(description="How the request ended.")]
    error: Annotated[None, Field(description="Null, as nothing went wrong.")]
    data: Annotated[ImportedView, Field(description="The record, what the carrier says, and the import.")]


class AvailableResponse(TypedDict):
    """The numbers without an agent."""

    message: Annotated[str, Field(description="What was done, for people.")]
    status: Annotated[Literal["success"], Field(description="How the request ended.")]
    error: Annotated[None, Field(description="Null, as nothing went wrong.")]
    data: Annotated[AvailableView, Field(description="The numbers.")]


class ErrorResponse(TypedDict):
    """Why nothing was done; `error` is stable and for programs, `message` is for people."""

    message: Annotated[str, Field(description="What is wrong, for people.")]
    status: Annotated[Literal["error"], Field(description="How the request ended.")]
    error: Annotated[str, Field(description="What is wrong, for programs.", examples=["PHONE_NUMBER_EXISTS"])]
    data: Annotated[None, Field(description="Always null.")]
