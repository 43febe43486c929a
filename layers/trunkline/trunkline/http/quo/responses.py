"""Responses of Quo's API as types: the views are held to them, and the API document is made from them.

Never imported when a function runs.
"""

from typing import Annotated, Literal, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from trunkline.domain.custom_fields import CustomFieldType
from trunkline.domain.quo import CallStatus, Direction
from trunkline.http.quo import descriptions as described

Moment = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
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


Permission = Literal["restricted", "unrestricted"]
RecordingStatus = Literal["absent", "completed", "deleted", "failed", "in-progress", "paused", "processing", "stopped"]
NumberId = Annotated[str, Field(description="The id of the phone number.", pattern="^PN[0-9a-f]{32}$")]
EventId = Annotated[str, Field(pattern="^AC[A-Za-z0-9_-]+$")]
UserId = Annotated[str, Field(pattern="^US")]
NextPageToken = Annotated[str | None, Field(description="For `pageToken`; null on the last page.")]
TotalItems = Annotated[
    int, Field(description="What this page and those before it hold, and one more when there is a next page.")
]


class CallView(TypedDict):
    """A call of a number with another person."""

    answeredAt: Annotated[Moment | None, Field(description="When it was answered, in UTC; null if it was not.")]
    answeredBy: Annotated[None, Field(description="Always null: a number answers, and no user.")]
    initiatedBy: Annotated[None, Field(description="Always null: a number calls, and no user.")]
    direction: Annotated[Direction, Field(description="As the number sees it.")]
    status: Annotated[CallStatus, Field(description="Where the call stands.")]
    completedAt: Annotated[Moment | None, Field(description="When it ended, in UTC; null while it goes on.")]
    createdAt: Annotated[Moment, Field(description="When the carrier first told of the call, in UTC.")]
    duration: Annotated[int, Field(description="In seconds; 0 until the carrier has said it.")]
    forwardedFrom: Annotated[None, Field(description="Always null: no call is forwarded to a number here.")]
    forwardedTo: Annotated[
        str | None,
        Field(description="The number that it was forwarded to; null if it was not, or the carrier is silent."),
    ]
    id: Annotated[EventId, Field(description="The call's id.")]
    phoneNumberId: NumberId
    participants: Annotated[list[str], Field(description="Who called and who was called; callers may be unknown.")]
    updatedAt: Annotated[Moment, Field(description="When the carrier last told of the call, in UTC.")]
    userId: Annotated[UserId, Field(description="The user that the key was made for.")]


class CallResponse(TypedDict):
    """One call."""

    data: Annotated[CallView, Field(description="The call.")]


class CallPageResponse(TypedDict):
    """A page of calls."""

    data: Annotated[list[CallView], Field(description="The calls of this page, the newest first.")]
    totalItems: TotalItems
    nextPageToken: NextPageToken


class RecordingView(TypedDict):
    """A recording of a call."""

    duration: Annotated[int | None, Field(description="In seconds; null where the carrier does not tell.")]
    id: Annotated[str, Field(description="The carrier's id of the recording.")]
    startTime: Annotated[None, Field(description="Always null: carriers do not tell it.")]
    status: Annotated[RecordingStatus | None, Field(description="Where it stands; null while there is no file.")]
    type: Annotated[str | None, Field(description="Its media type, such as `audio/mpeg`; null where it is unknown.")]
    url: Annotated[str | None, Field(description="Our copy for ten minutes, or the carrier's file.")]


class RecordingsResponse(TypedDict):
    """The recordings of a call."""

    data: Annotated[list[RecordingView], Field(description="The recordings; empty if nothing was recorded.")]


# "from" is no name in Python.
MessageView = TypedDict(
    "MessageView",
    {
        "id": Annotated[EventId, Field(description="The message's id.")],
        "to": Annotated[list[str], Field(description="The number that it was sent to.")],
        "from": Annotated[str, Field(description="Empty where the carrier did not say it.")],
        "text": Annotated[str, Field(description="Its text; empty where it has only media.")],
        "phoneNumberId": NumberId,
        "direction": Annotated[Direction, Field(description="`incoming`: the history has the messages that came in.")],
        "userId": Annotated[None, Field(description="Null, as the vendor has it of what came in.")],
        "status": Annotated[Literal["delivered"], Field(description="Always `delivered`: it came in.")],
        "createdAt": Annotated[Moment, Field(description="When it came in, in UTC.")],
        "updatedAt": Annotated[Moment, Field(description="The same moment: a message does not change.")],
    },
)
MessageView.__doc__ = "A message that a number received."


class MessageResponse(TypedDict):
    """One message."""

    data: Annotated[MessageView, Field(description="The message.")]


class MessagePageResponse(TypedDict):
    """A page of messages."""

    data: Annotated[list[MessageView], Field(description="The messages of this page, the newest first.")]
    totalItems: TotalItems
    nextPageToken: NextPageToken


class RegionsView(TypedDict):
    """Where something is allowed."""

    CA: Annotated[Permission, Field(description="In Canada.")]
    US: Annotated[Permission, Field(description="In the United States.")]
    Intl: Annotated[Permission, Field(description="In all other countries.")]


class RestrictionsView(TypedDict):
    """What a number may do; what its settings switch off is restricted everywhere."""

    messaging: Annotated[RegionsView, Field(description="Where it may send messages.")]
    calling: Annotated[RegionsView, Field(description="Where it may call.")]


class PhoneNumberView(TypedDict):
    """A live phone number of one of the organisation's workspaces."""

    id: NumberId
    groupId: Annotated[str, Field(description="The UUID of its workspace.")]
    createdAt: Annotated[Moment, Field(description="When it was created, in UTC.")]
    updatedAt: Annotated[Moment, Field(description="When it was last changed, in UTC.")]
    name: Annotated[str, Field(description="The number itself where it has no name.")]
    number: Annotated[str, Field(description="In E.164.")]
    formattedNumber: Annotated[
        str | None, Field(description="As North Americans write it; null for other countries' numbers.")
    ]
    forward: Annotated[str | None, Field(description="The number that calls are forwarded to; null is none.")]
    portRequestId: Annotated[None, Field(description="Always null: numbers are not ported here.")]
    portingStatus: Annotated[None, Field(description="Always null: numbers are not ported here.")]
    symbol: Annotated[None, Field(description="Always null: numbers have no symbols here.")]
    users: Annotated[list[str], Field(description="Always empty: a number belongs to no user.", max_length=0)]
    restrictions: Annotated[RestrictionsView, Field(description="Where it may call and send messages.")]


class PhoneNumbersResponse(TypedDict):
    """The organisation's phone numbers."""

    data: Annotated[list[PhoneNumberView], Field(description="The numbers, or a page of them.")]
    nextPageToken: NotRequired[
        Annotated[str | None, Field(description="Only in a page; for `pageToken`, null on the last one.")]
    ]


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
