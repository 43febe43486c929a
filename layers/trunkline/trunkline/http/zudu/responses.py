"""Answers of the Zudu API as types: the views are held to them, and the API document is made from them.

Never imported when a function runs.
"""

from typing import Annotated, Literal, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from trunkline.domain.zudu_lists import SortBy, SortOrder

Moment = Annotated[str, Field(json_schema_extra={"format": "date-time"})]


class NumberView(TypedDict):
    """The organisation's record of a number."""

    phone_number: Annotated[str, Field(description="E.164 format phone number; it is the record's id.")]
    organization_id: str
    phone_number_pretty: str
    area_code: Annotated[int | None, Field(description="3-digit area code (US/Canada); null elsewhere.")]
    nickname: str | None
    phone_number_type: str
    inbound_agent_id: str | None
    outbound_agent_id: str | None
    inbound_agent_version: int
    outbound_agent_version: int
    inbound_webhook_url: Annotated[
        str | None, Field(description="Checked, stored and echoed; nothing is sent to it yet.")
    ]
    number_provider: str
    outbound_trunk_id: str | None
    created_at: Moment
    updated_at: Moment
    last_modification_timestamp: Annotated[int, Field(description="Milliseconds since 1970, of `updated_at`.")]


class FoundNumberView(NumberView):
    """The record with what Zudu sets up for a number; Trunkline sets up neither, so both are null."""

    inbound_trunk_id: None
    dispatch_rule_id: None


class CleanupView(TypedDict):
    """Whether what Zudu sets up for a number is gone; nothing of the kind is ever left behind."""

    dispatch_rule: Literal[True]
    inbound_trunk: Literal[True]
    outbound_trunk: Literal[True]


class DeletedView(TypedDict):
    """What was deleted."""

    phone_number: str
    organization_id: str
    cleanup_results: CleanupView


class PaginationView(TypedDict):
    """Where the page is in the list."""

    page: Annotated[int, Field(description="Counted from 0.")]
    limit: int
    total_pages: int
    total_count: int
    has_next: bool
    has_previous: bool


class FiltersView(TypedDict):
    """The filters that were sent."""

    nickname: NotRequired[str]
    area_code: NotRequired[int]
    agent_id: NotRequired[str]


class SearchView(TypedDict):
    """One page of a list that a body asked for."""

    organization_id: str
    phone_numbers: list[NumberView]
    returned_count: int
    pagination: PaginationView
    sort_order: SortOrder
    sort_by: SortBy


class PageView(SearchView):
    """One page of a list."""

    applied_filters: FiltersView


class ImportedNumberView(TypedDict):
    """The record of a number that was imported; Trunkline sets up neither trunks nor dispatch rules."""

    phone_number: str
    nickname: str | None
    organization_id: str
    phone_number_type: str
    number_provider: str
    inbound_agent_id: str | None
    outbound_agent_id: str | None
    inbound_trunk_id: None
    outbound_trunk_id: None
    dispatch_rule_id: None
    created_at: Moment


class CapabilitiesView(TypedDict):
    """What a number can do, as its carrier says."""

    voice: bool
    sms: bool


class ValidationView(TypedDict):
    """What the carrier says of a number."""

    phone_number: str
    friendly_name: Annotated[str, Field(description="The nickname, or the number for people.")]
    capabilities: CapabilitiesView
    status: Literal["active"]
    message: str


class ImportDetailsView(TypedDict):
    """When and whence a number was imported."""

    imported_at: Annotated[int, Field(description="Milliseconds since 1970.")]
    organization_id: str
    provider: str


class ImportedView(TypedDict):
    """A number that was imported."""

    phone_number: ImportedNumberView
    validation_result: ValidationView
    import_details: ImportDetailsView


class AvailableView(TypedDict):
    """All numbers without an agent."""

    organization_id: str
    available_count: int
    phone_numbers: list[NumberView]


class NumberResponse(TypedDict):
    """A record, new or changed."""

    message: str
    status: Literal["success"]
    error: None
    data: NumberView


class FoundNumberResponse(TypedDict):
    """A record that was asked for."""

    message: str
    status: Literal["success"]
    error: None
    data: FoundNumberView


class DeletedResponse(TypedDict):
    """A record that is gone."""

    message: str
    status: Literal["success"]
    error: None
    data: DeletedView


class PageResponse(TypedDict):
    """One page of the records."""

    message: str
    status: Literal["success"]
    error: None
    data: PageView


class SearchResponse(TypedDict):
    """One page of the records, as a body asked for it."""

    message: str
    status: Literal["success"]
    error: None
    data: SearchView


class ImportedResponse(TypedDict):
    """A number that was imported."""

    message: str
    status: Literal["success"]
    error: None
    data: ImportedView


class AvailableResponse(TypedDict):
    """The numbers without an agent."""

    message: str
    status: Literal["success"]
    error: None
    data: AvailableView


class ErrorResponse(TypedDict):
    """Why nothing was done; `error` is stable and for programs, `message` is for people."""

    message: str
    status: Literal["error"]
    error: Annotated[str, Field(examples=["PHONE_NUMBER_EXISTS"])]
    data: None
