"""Responses of the Well API as types: views are checked against them, and the API document is made from them.

Never imported when a function runs.
"""

from typing import Annotated, Literal, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from trunkline.domain.well_phones import RecordKind
from trunkline.http.well import descriptions as described

Moment = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
Uuid = Annotated[str, Field(json_schema_extra={"format": "uuid"})]


class PhoneAttributesView(TypedDict):
    """A number in its three parts, and what is said of it. There is no `updated_at`, as published."""

    country_code: Annotated[int, described.COUNTRY_CODE]
    national_number: Annotated[str, described.NATIONAL_NUMBER]
    e164_number: Annotated[str, Field(description="The whole number, in E.164.", examples=["+14155552671"])]
    label: Annotated[str | None, described.LABEL]
    is_primary: Annotated[bool, Field(description="At most one live phone is primary for a person or a company.")]
    is_verified: Annotated[bool, described.IS_VERIFIED]
    created_at: Annotated[Moment, Field(description="As it was sent, in UTC.", examples=["2023-11-07T05:31:56Z"])]


class RecordAttributesView(TypedDict, total=False):
    """What is known of a related record: people have the first three, companies and workspaces the others."""

    first_name: Annotated[str, described.FIRST_NAME]
    last_name: Annotated[str, described.LAST_NAME]
    email: Annotated[str, Field(description="The person's email address.")]
    name: Annotated[str, Field(description="The name of the company or workspace.")]
    description: Annotated[str, Field(description="What the company does, or the workspace is for.")]
    website: Annotated[str, Field(description="Companies: the address, with a scheme.")]


class ReferenceView(TypedDict):
    """A related record. A workspace that was sent by its alias has `external_workspace_id` in place of `id`."""

    type: Annotated[RecordKind, Field(description="What kind of record it is.")]
    id: NotRequired[Annotated[str, Field(description="The record's id, as you sent it.")]]
    external_workspace_id: NotRequired[
        Annotated[str, Field(description="Of a workspace that you named by its alias: its external id.")]
    ]


class RelatedView(ReferenceView):
    """A related record with what is known of it now."""

    attributes: Annotated[RecordAttributesView, Field(description="What is known of the record.")]


class ReferencesView(TypedDict):
    """References of one kind; empty where none was sent."""

    data: Annotated[list[ReferenceView], Field(description="The records, by their ids.")]


class RelatedListView(TypedDict):
    """Related records of one kind; empty where none was sent."""

    data: Annotated[list[RelatedView], Field(description="The records, with what is known of each.")]


class ListedRelationshipsView(TypedDict):
    """What a phone belongs to, as references."""

    persons: Annotated[ReferencesView, described.PERSONS]
    companies: Annotated[ReferencesView, described.COMPANIES]
    workspaces: Annotated[ReferencesView, described.WORKSPACES]


class RelationshipsView(TypedDict):
    """What a phone belongs to, with what is known of each record."""

    persons: Annotated[RelatedListView, described.PERSONS]
    companies: Annotated[RelatedListView, described.COMPANIES]
    workspaces: Annotated[RelatedListView, described.WORKSPACES]


class ListedPhoneView(TypedDict):
    """A phone in a list."""

    type: Annotated[Literal["phone"], Field(description="What kind of resource it is.")]
    id: Annotated[Uuid, Field(description="The phone's id.")]
    attributes: Annotated[PhoneAttributesView, Field(description="The number, and what is said of it.")]
    relationships: Annotated[ListedRelationshipsView, Field(description="What the phone belongs to.")]


class PhoneView(TypedDict):
    """A phone."""

    type: Annotated[Literal["phone"], Field(description="What kind of resource it is.")]
    id: Annotated[Uuid, Field(description="The phone's id.")]
    attributes: Annotated[PhoneAttributesView, Field(description="The number, and what is said of it.")]
    relationships: Annotated[RelationshipsView, Field(description="What the phone belongs to.")]


class CreatedPhoneResponse(TypedDict):
    """The new phone: `data` is an array of one."""

    data: Annotated[list[PhoneView], Field(description="The phone, alone in an array.", min_length=1, max_length=1)]


class PhoneResponse(TypedDict):
    """One phone: `data` is an object."""

    data: Annotated[PhoneView, Field(description="The phone.")]


class PageMetaView(TypedDict):
    """How many phones there are; `total` is known, and not null, on the page that ends the list."""

    total: Annotated[int | None, Field(description="How many phones the list has; null before its last page.")]
    count: Annotated[int, Field(description="How many phones this page has.")]


class PageLinksView(TypedDict):
    """Path and query of the next page; null at the end."""

    next: Annotated[str | None, Field(description="The next page; null on the last one.")]


class PhonePageResponse(TypedDict):
    """A page of phones."""

    data: Annotated[list[ListedPhoneView], Field(description="The phones of this page.")]
    meta: Annotated[PageMetaView, Field(description="How many phones there are.")]
    links: Annotated[PageLinksView, Field(description="Where the list goes on.")]


class DetailsView(TypedDict):
    """The first member that is to blame, and why."""

    path: Annotated[
        str, Field(description="The member, by the names on the way to it.", examples=["data.attributes.e164_number"])
    ]
    issue: Annotated[str, Field(description="What is wrong with the member.", examples=["required"])]


class TraceView(TypedDict):
    """The request, as `X-Request-Id` names it."""

    trace_id: Annotated[str, Field(description="The request's id.")]
    log_id: Annotated[str, Field(description="The same id, by which the logs name the request.")]


class BlameView(TypedDict, total=False):
    """Which member is to blame, where one is."""

    details: Annotated[DetailsView, Field(description="The first member that is to blame; absent if none is.")]


class ErrorResponse(BlameView):
    """Why nothing was done; `code` is stable, for programs."""

    code: Annotated[str, Field(description="What is wrong, for programs.", examples=["SCHEMA_VALIDATION_ERROR"])]
    status: Annotated[int, Field(description="The HTTP status.")]
    title: Annotated[str, Field(description="The kind of error, in a few words.")]
    message: Annotated[str, Field(description="What is wrong, for people.")]
    meta: Annotated[TraceView, Field(description="Names the request, for a report to the operator.")]
