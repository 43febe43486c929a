"""Responses of Quo's API as types: views are checked against them, and the API document is made from them.

Never imported when a function runs.
"""

from typing import Annotated, Literal, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from trunkline.domain.custom_fields import CustomFieldType
from trunkline.http.quo import descriptions as described
from trunkline.http.quo.history_responses import (
    CallPageResponse,
    CallResponse,
    MessagePageResponse,
    MessageResponse,
    Moment,
    PhoneNumbersResponse,
    RecordingsResponse,
    UserId,
)

__all__ = [
    "CallPageResponse",
    "CallResponse",
    "ContactOriginView",
    "ContactPageResponse",
    "ContactPointView",
    "ContactResponse",
    "ContactView",
    "CustomFieldView",
    "CustomFieldsResponse",
    "ErrorResponse",
    "FaultView",
    "MessagePageResponse",
    "MessageResponse",
    "PhoneNumbersResponse",
    "RecordingsResponse",
    "WebhookResponse",
    "WebhookView",
    "WebhooksResponse",
]

CustomFieldContent = str | list[str] | bool | float | None


class ContactPointView(TypedDict):
    """An email address or phone number, as it was sent."""

    name: Annotated[str, described.POINT_NAME]
    value: Annotated[str | None, described.POINT_VALUE]
    id: Annotated[str, Field(description="The item's id, by which an update changes or removes it.")]


class DefaultFieldsView(TypedDict):
    """The fields that every contact has."""

    company: Annotated[str | None, described.COMPANY]
    emails: Annotated[list[ContactPointView], described.EMAILS]
    firstName: Annotated[str | None, described.FIRST_NAME]
    lastName: Annotated[str | None, described.LAST_NAME]
    phoneNumbers: Annotated[list[ContactPointView], described.PHONE_NUMBERS]
    role: Annotated[str | None, described.ROLE]


class CustomValueView(TypedDict):
    """A value of one of the organisation's custom fields."""

    name: Annotated[str, Field(description="What people call the field.")]
    key: Annotated[str, Field(description="The field's key, which requests name it by.")]
    id: Annotated[str, Field(description="The field's id, which requests may name it by instead.")]
    type: Annotated[CustomFieldType, Field(description="What the field holds.")]
    value: Annotated[CustomFieldContent, Field(description="Of the field's type; null fits each type.")]


class ContactOriginView(TypedDict, total=False):
    """Where a contact came from, where it was said."""

    sourceUrl: Annotated[
        str,
        Field(description="Where the contact is to be found in its source; only where the contact has one."),
    ]


class ContactView(ContactOriginView):
    """A contact."""

    id: Annotated[str, Field(description="The contact's id, 24 hexadecimal digits.")]
    externalId: Annotated[str | None, described.EXTERNAL_ID]
    source: Annotated[str | None, Field(description="Where the contact is from; null where that is not said.")]
    defaultFields: Annotated[DefaultFieldsView, Field(description="Name, company, addresses and numbers.")]
    customFields: Annotated[list[CustomValueView], described.CUSTOM_FIELDS]
    createdAt: Annotated[Moment, Field(description="When it was created, in UTC.")]
    updatedAt: Annotated[Moment, Field(description="When it was last changed, in UTC.")]
    createdByUserId: Annotated[str, Field(description="The user who created it.")]


class CustomFieldView(TypedDict):
    """A custom field that the organisation defines for its contacts."""

    name: Annotated[str, Field(description="What people call the field.")]
    key: Annotated[str, Field(description="The field's key, for `customFields` of a contact.")]
    type: Annotated[CustomFieldType, Field(description="What the field holds.")]


class ContactResponse(TypedDict):
    """One contact."""

    data: Annotated[ContactView, Field(description="The contact.")]


class ContactPageResponse(TypedDict):
    """A page of contacts."""

    data: Annotated[list[ContactView], Field(description="The contacts of this page.")]
    totalItems: Annotated[
        int,
        Field(
            description="What this page and those before it hold, and one more when there is a next page: "
            "exact on the last page."
        ),
    ]
    nextPageToken: Annotated[str | None, Field(description="For `pageToken`; null on the last page.")]


class CustomFieldsResponse(TypedDict):
    """All custom fields."""

    data: Annotated[list[CustomFieldView], Field(description="The fields, all of them.")]


class WebhookView(TypedDict):
    """Where events are sent, and what they are signed with."""

    id: Annotated[str, Field(description="The webhook's id.", pattern="^WH[0-9a-f]{32}$")]
    userId: Annotated[UserId, Field(description="The user who created it.")]
    orgId: Annotated[str, Field(description="The organisation that the key belongs to.", pattern="^OR")]
    label: Annotated[str | None, Field(description="What people call it; null where it has no label.")]
    status: Annotated[Literal["enabled", "disabled"], Field(description="Whether events are sent to it.")]
    url: Annotated[str, Field(description="Where events are sent.")]
    key: Annotated[str, Field(description="What events are signed with, in base64.")]
    createdAt: Annotated[Moment, Field(description="When it was created, in UTC.")]
    updatedAt: Annotated[Moment, Field(description="When it was last changed, in UTC.")]
    deletedAt: Annotated[None, Field(description="Always null: one that was deleted is gone.")]
    events: Annotated[list[str], Field(description="The events that it was created for.")]
    resourceIds: Annotated[list[str], Field(description="The ids of its phone numbers, or `*` for all.")]


class WebhookResponse(TypedDict):
    """One webhook."""

    data: Annotated[WebhookView, Field(description="The webhook.")]


class WebhooksResponse(TypedDict):
    """All webhooks."""

    data: Annotated[list[WebhookView], Field(description="The webhooks, the oldest first.")]


class FaultSchemaView(TypedDict):
    """What would have been right."""

    type: Annotated[
        str,
        Field(
            description="The JSON type that the member has to have; `any` where that is another member's to say.",
            json_schema_extra={"enum": ["any", "array", "boolean", "integer", "number", "object", "string"]},
        ),
    ]


class FaultView(TypedDict):
    """One member that is to blame; no value that was sent is repeated."""

    path: Annotated[
        str, Field(description="A JSON pointer; empty for the whole body.", examples=["/defaultFields/firstName"])
    ]
    message: Annotated[str, Field(description="What is wrong with the member.")]
    schema: Annotated[FaultSchemaView, Field(description="What the member should have been.")]


class ErrorResponse(TypedDict):
    """Why nothing was done; `code` is stable, for programs."""

    message: Annotated[str, Field(description="What is wrong, for people.")]
    code: Annotated[
        str,
        Field(
            description="What is wrong, for programs: a family of routes, a variant, and the HTTP status.",
            pattern=r"^\d{7}$",
            examples=["0800400"],
        ),
    ]
    status: Annotated[int, Field(description="The HTTP status.")]
    docs: Annotated[str, Field(description="Where the vendor documents its API.")]
    title: Annotated[str, Field(description="The kind of error, in a few words.")]
    trace: Annotated[str, Field(description="The request, as `X-Request-Id` names it.")]
    errors: NotRequired[
        Annotated[list[FaultView], Field(description="The members that are to blame, ten at most; absent if none is.")]
    ]
    description: NotRequired[
        Annotated[str, Field(description="The title again, of a custom field that does not fit; absent otherwise.")]
    ]
