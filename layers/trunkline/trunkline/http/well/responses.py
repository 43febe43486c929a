"""Answers of the Well API as types: the views are held to them, and the API document is made from them.

Never imported when a function runs.
"""

from typing import Annotated, Literal, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from trunkline.domain.well_phones import RecordKind

Moment = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
Uuid = Annotated[str, Field(json_schema_extra={"format": "uuid"})]


class PhoneAttributesView(TypedDict):
    """A number in its three parts, and what is said of it. There is no `updated_at`, as published."""

    country_code: Annotated[int, Field(examples=[1])]
    national_number: Annotated[str, Field(examples=["4155552671"])]
    e164_number: Annotated[str, Field(examples=["+14155552671"])]
    label: str | None
    is_primary: Annotated[bool, Field(description="At most one live phone is primary for a person or a company.")]
    is_verified: bool
    created_at: Annotated[Moment, Field(description="As it was sent, in UTC.", examples=["2023-11-07T05:31:56Z"])]


class RecordAttributesView(TypedDict, total=False):
    """What is known of a related record: people have the first three, companies and workspaces the others."""

    first_name: str
    last_name: str
    email: str
    name: str
    description: str
    website: Annotated[str, Field(description="Companies: the address, with a scheme.")]


class ReferenceView(TypedDict):
    """A related record. A workspace that was sent by its alias has `external_workspace_id` in place of `id`."""

    type: RecordKind
    id: NotRequired[str]
    external_workspace_id: NotRequired[str]


class RelatedView(ReferenceView):
    """A related record with what is known of it now."""

    attributes: RecordAttributesView


class ReferencesView(TypedDict):
    """References of one kind; empty where none was sent."""

    data: list[ReferenceView]


class RelatedListView(TypedDict):
    """Related records of one kind; empty where none was sent."""

    data: list[RelatedView]


class ListedRelationshipsView(TypedDict):
    """What a phone belongs to, as references."""

    persons: ReferencesView
    companies: ReferencesView
    workspaces: ReferencesView


class RelationshipsView(TypedDict):
    """What a phone belongs to, with what is known of each record."""

    persons: RelatedListView
    companies: RelatedListView
    workspaces: RelatedListView


class ListedPhoneView(TypedDict):
    """A phone in a list."""

    type: Literal["phone"]
    id: Uuid
    attributes: PhoneAttributesView
    relationships: ListedRelationshipsView


class PhoneView(TypedDict):
    """A phone."""

    type: Literal["phone"]
    id: Uuid
    attributes: PhoneAttributesView
    relationships: RelationshipsView


class CreatedPhoneResponse(TypedDict):
    """The new phone: `data` is an array of one."""

    data: Annotated[list[PhoneView], Field(min_length=1, max_length=1)]


class PhoneResponse(TypedDict):
    """One phone: `data` is an object."""

    data: PhoneView


class PageMetaView(TypedDict):
    """How many phones there are; `total` is known, and not null, on the page that ends the list."""

    total: int | None
    count: int


class PageLinksView(TypedDict):
    """Path and query of the next page; null at the end."""

    next: str | None


class PhonePageResponse(TypedDict):
    """A page of phones."""

    data: list[ListedPhoneView]
    meta: PageMetaView
    links: PageLinksView


class DetailsView(TypedDict):
    """The first member that is to blame, and why."""

    path: Annotated[str, Field(examples=["data.attributes.e164_number"])]
    issue: str


class TraceView(TypedDict):
    """The request, as `X-Request-Id` names it."""

    trace_id: str
    log_id: str


class BlameView(TypedDict, total=False):
    """Which member is to blame, where one is."""

    details: DetailsView


class ErrorResponse(BlameView):
    """Why nothing was done; `code` is stable, for programs."""

    code: Annotated[str, Field(examples=["SCHEMA_VALIDATION_ERROR"])]
    status: int
    title: str
    message: str
    meta: TraceView
