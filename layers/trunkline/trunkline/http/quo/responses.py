"""Answers of Quo's API as types: the views are held to them, and the API document is made from them.

Never imported when a function runs.
"""

from typing import Annotated, Literal, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from trunkline.domain.custom_fields import CustomFieldType

Moment = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
CustomFieldContent = str | list[str] | bool | float | None


class ContactPointView(TypedDict):
    """An email address or phone number, as it was sent."""

    name: str
    value: str | None
    id: str


class DefaultFieldsView(TypedDict):
    """The fields that every contact has."""

    company: str | None
    emails: list[ContactPointView]
    firstName: str | None
    lastName: str | None
    phoneNumbers: list[ContactPointView]
    role: str | None


class CustomValueView(TypedDict):
    """A value of one of the organisation's custom fields."""

    name: str
    key: str
    id: str
    type: CustomFieldType
    value: Annotated[CustomFieldContent, Field(description="Of the field's type; null fits each type.")]


class ContactOriginView(TypedDict, total=False):
    """Where a contact came from, where it was said."""

    sourceUrl: Annotated[str, Field(description="Only where the contact has one.")]


class ContactView(ContactOriginView):
    """A contact."""

    id: str
    externalId: str | None
    source: str | None
    defaultFields: DefaultFieldsView
    customFields: list[CustomValueView]
    createdAt: Moment
    updatedAt: Moment
    createdByUserId: str


class CustomFieldView(TypedDict):
    """A custom field that the organisation defines for its contacts."""

    name: str
    key: str
    type: CustomFieldType


class ContactResponse(TypedDict):
    """One contact."""

    data: ContactView


class ContactPageResponse(TypedDict):
    """A page of contacts."""

    data: list[ContactView]
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

    data: list[CustomFieldView]


Direction = Literal["incoming", "outgoing"]
CallStatus = Literal[
    "queued", "initiated", "ringing", "in-progress", "completed", "busy", "no-answer", "canceled", "failed"
]
RecordingStatus = Literal["absent", "completed", "deleted", "failed", "in-progress", "paused", "processing", "stopped"]
NumberId = Annotated[str, Field(pattern="^PN[0-9a-f]{32}$")]
EventId = Annotated[str, Field(pattern="^AC[A-Za-z0-9_-]+$")]
UserId = Annotated[str, Field(pattern="^US")]
NextPageToken = Annotated[str | None, Field(description="For `pageToken`; null on the last page.")]
TotalItems = Annotated[
    int, Field(description="What this page and those before it hold, and one more when there is a next page.")
]


class CallView(TypedDict):
    """A call of a number with another person."""

    answeredAt: Moment | None
    answeredBy: Annotated[None, Field(description="Always null: a number answers, and no user.")]
    initiatedBy: Annotated[None, Field(description="Always null: a number calls, and no user.")]
    direction: Direction
    status: CallStatus
    completedAt: Moment | None
    createdAt: Moment
    duration: Annotated[int, Field(description="In seconds; 0 until the carrier has said it.")]
    forwardedFrom: None
    forwardedTo: str | None
    id: EventId
    phoneNumberId: NumberId
    participants: Annotated[list[str], Field(description="Who called and who was called; callers may be unknown.")]
    updatedAt: Moment
    userId: Annotated[UserId, Field(description="The user that the key was made for.")]


class CallResponse(TypedDict):
    """One call."""

    data: CallView


class CallPageResponse(TypedDict):
    """A page of calls."""

    data: list[CallView]
    totalItems: TotalItems
    nextPageToken: NextPageToken


class RecordingView(TypedDict):
    """A recording of a call."""

    duration: int | None
    id: str
    startTime: Annotated[None, Field(description="Always null: carriers do not tell it.")]
    status: RecordingStatus | None
    type: str | None
    url: Annotated[str | None, Field(description="Our copy for ten minutes, or the carrier's file.")]


class RecordingsResponse(TypedDict):
    """The recordings of a call."""

    data: list[RecordingView]


# "from" is no name in Python.
MessageView = TypedDict(
    "MessageView",
    {
        "id": EventId,
        "to": list[str],
        "from": Annotated[str, Field(description="Empty where the carrier did not say it.")],
        "text": str,
        "phoneNumberId": NumberId,
        "direction": Direction,
        "userId": Annotated[None, Field(description="Null, as the vendor has it of what came in.")],
        "status": Literal["delivered"],
        "createdAt": Moment,
        "updatedAt": Moment,
    },
)


class MessageResponse(TypedDict):
    """One message."""

    data: MessageView


class MessagePageResponse(TypedDict):
    """A page of messages."""

    data: list[MessageView]
    totalItems: TotalItems
    nextPageToken: NextPageToken


class RegionsView(TypedDict):
    """Where something is allowed."""

    CA: Literal["restricted", "unrestricted"]
    US: Literal["restricted", "unrestricted"]
    Intl: Literal["restricted", "unrestricted"]


class RestrictionsView(TypedDict):
    """What a number may do; what its settings switch off is restricted everywhere."""

    messaging: RegionsView
    calling: RegionsView


class PhoneNumberView(TypedDict):
    """A live phone number of one of the organisation's workspaces."""

    id: NumberId
    groupId: Annotated[str, Field(description="The UUID of its workspace.")]
    createdAt: Moment
    updatedAt: Moment
    name: Annotated[str, Field(description="The number itself where it has no name.")]
    number: str
    formattedNumber: str | None
    forward: str | None
    portRequestId: None
    portingStatus: None
    symbol: None
    users: Annotated[list[str], Field(description="Always empty: a number belongs to no user.", max_length=0)]
    restrictions: RestrictionsView


class PhoneNumbersResponse(TypedDict):
    """The organisation's phone numbers."""

    data: list[PhoneNumberView]
    nextPageToken: NotRequired[
        Annotated[str | None, Field(description="Only in a page; for `pageToken`, null on the last one.")]
    ]


class FaultSchemaView(TypedDict):
    """What would have been right."""

    type: str


class FaultView(TypedDict):
    """One member that is to blame; no value that was sent is repeated."""

    path: Annotated[
        str, Field(description="A JSON pointer; empty for the whole body.", examples=["/defaultFields/firstName"])
    ]
    message: str
    schema: FaultSchemaView


class ErrorResponse(TypedDict):
    """Why nothing was done; `code` is stable, for programs."""

    message: str
    code: Annotated[str, Field(pattern=r"^\d{7}$", examples=["0800400"])]
    status: int
    docs: str
    title: str
    trace: Annotated[str, Field(description="The request, as `X-Request-Id` names it.")]
    errors: NotRequired[list[FaultView]]
    description: NotRequired[str]
