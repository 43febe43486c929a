"""Responses of Quo's API about phone numbers, calls, recordings and messages as types.

Never imported when a function runs.
"""

from typing import Annotated, Literal, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from trunkline.domain.quo import CallStatus, Direction

Moment = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
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
