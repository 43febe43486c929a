"""Responses about customers' webhooks, and the events that they are sent, as types.

Never imported when a function runs.
"""

from typing import Annotated, Any, Literal

from pydantic import Field
from typing_extensions import TypedDict

from trunkline.domain.calls import CallState
from trunkline.domain.deliveries import DeliveryStatus
from trunkline.domain.health import HealthStatus
from trunkline.domain.provider_phones import Carrier
from trunkline.domain.subscriptions import DisabledReason

__all__ = ("DeliveryList", "DeliveryView", "WebhookList", "WebhookSecretView", "WebhookView")

Moment = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
Uuid = Annotated[str, Field(json_schema_extra={"format": "uuid"})]


class WebhookView(TypedDict):
    """An endpoint of the customer, and the events that it gets."""

    id: Annotated[Uuid, Field(description="The webhook's id.")]
    url: Annotated[str, Field(description="Where events are sent.")]
    events: Annotated[list[str], Field(description="Names of events, or patterns such as `call.*`.")]
    phoneNumberUuids: Annotated[list[Uuid] | None, Field(description="Null is all numbers of the workspace.")]
    description: Annotated[str | None, Field(description="What it is for.")]
    enabled: Annotated[bool, Field(description="Whether events are sent.")]
    disabledReason: Annotated[
        DisabledReason | None,
        Field(description="Why the service switched it off: it answered 410, or did nothing but fail for five days."),
    ]
    failingSince: Annotated[Moment | None, Field(description="Since when no delivery has succeeded.")]
    earlierSecretUntil: Annotated[
        Moment | None, Field(description="Until then deliveries are signed with the secret before the last, too.")
    ]
    createdBy: Annotated[str, Field(description="The user whose token created it.")]
    createdAt: Annotated[Moment, Field(description="When it was created, in UTC.")]
    updatedAt: Annotated[Moment, Field(description="When somebody changed it last, in UTC.")]


class WebhookSecretView(WebhookView):
    """The same with the secret, which is shown once."""

    secret: Annotated[
        str | None, Field(description="Signs deliveries. Null where the response repeats an earlier one: rotate then.")
    ]


class TryView(TypedDict):
    """One request to the endpoint."""

    at: Annotated[Moment, Field(description="When it began, in UTC.")]
    status: Annotated[int | None, Field(description="Of the response; null for none.")]
    error: Annotated[
        str | None,
        Field(
            description="What there was in its place, such as `timeout`. `interrupted`: nobody knows what came of it."
        ),
    ]
    milliseconds: Annotated[int | None, Field(description="How long it took.")]


class DeliveryView(TypedDict):
    """One event for one webhook."""

    id: Annotated[str, Field(description="The event's, sent as `webhook-id` on every try.")]
    type: Annotated[str, Field(description="The event's name.")]
    timestamp: Annotated[Moment, Field(description="When it happened.")]
    status: Annotated[DeliveryStatus, Field(description="`parked` could not be tried, for a fault of ours.")]
    reason: Annotated[str | None, Field(description="Why it failed.")]
    nextTryAt: Annotated[Moment | None, Field(description="When it is tried next; null for never.")]
    tries: Annotated[list[TryView], Field(description="The last twenty, the oldest first.")]
    responseBody: Annotated[str | None, Field(description="Of the last response, up to 4 KB.")]
    data: Annotated[dict[str, Any], Field(description="The event's content.")]
    createdAt: Annotated[Moment, Field(description="When it was made, in UTC.")]


WebhookList = Annotated[list[WebhookView], Field(description="The webhooks of the workspace, the oldest first.")]
DeliveryList = Annotated[list[DeliveryView], Field(description="A page of deliveries, the newest first.")]


class EventNumber(TypedDict):
    """The number of a call or message."""

    uuid: Annotated[Uuid | None, Field(description="The phone number; null where none is linked.")]
    phoneNumber: Annotated[str | None, Field(description="In E.164.")]


class ChangedNumber(EventNumber):
    """A number as a change left it; unlinked, as it was before."""

    id: Annotated[int, Field(description="The number's id.")]
    name: Annotated[str | None, Field(description="What people call it.")]
    provider: Annotated[Carrier | None, Field(description="The carrier of the linked provider phone.")]
    providerPhoneUuid: Annotated[Uuid | None, Field(description="The linked provider phone.")]
    archiveStatus: Annotated[str, Field(description="As the number itself has it.")]
    version: Annotated[int, Field(description="Grows with each change: of two events the higher one is later.")]


class EventArchive(TypedDict):
    """How an archive ended."""

    attempt: Annotated[int, Field(description="Which of the number's archives.")]
    reason: Annotated[str | None, Field(description="The code of the failure.")]


# A keyword of Python is no name of a class's member.
_Sender = TypedDict("_Sender", {"from": Annotated[str | None, Field(description="Who calls or writes.")]})


class EventCall(_Sender):
    """A call as it is known when the event is made."""

    id: Annotated[str, Field(description="The carrier's id of the call.")]
    provider: Annotated[Carrier, Field(description="Its carrier.")]
    direction: Annotated[str | None, Field(description="`inbound` or `outbound`.")]
    to: Annotated[str | None, Field(description="Who is called.")]
    status: Annotated[CallState, Field(description="Where it stands.")]
    startedAt: Annotated[Moment, Field(description="When it began.")]
    answeredAt: Annotated[Moment | None, Field(description="When it was answered.")]
    endedAt: Annotated[Moment | None, Field(description="When it ended.")]
    durationSeconds: Annotated[int | None, Field(description="As the carrier counts.")]
    hangupCause: Annotated[str | None, Field(description="Why it ended, in the carrier's words.")]


class EventRecording(TypedDict):
    """A recording. The list of calls has a link to it."""

    id: Annotated[str, Field(description="The recording's id.")]
    status: Annotated[str, Field(description="`completed`.")]
    durationSeconds: Annotated[int | None, Field(description="How long it is.")]
    channels: Annotated[str | None, Field(description="How many, in the carrier's words.")]


class EventMessage(_Sender):
    """A message that came in."""

    id: Annotated[str, Field(description="The carrier's id of the message.")]
    provider: Annotated[Carrier, Field(description="Its carrier.")]
    direction: Annotated[Literal["inbound"], Field(description="Always inbound.")]
    to: Annotated[str | None, Field(description="The number.")]
    text: Annotated[str | None, Field(description="Null where it was read back from a log without texts.")]
    mediaUrls: Annotated[list[str], Field(description="Where its media are at the carrier.")]
    receivedAt: Annotated[Moment, Field(description="When it came in.")]


class EventData(TypedDict):
    """What every event has."""

    workspaceUuid: Annotated[Uuid | None, Field(description="The workspace that has the number.")]


class NumberData(EventData):
    """What events of a number have."""

    phoneNumber: Annotated[ChangedNumber, Field(description="The number.")]


class ArchiveData(NumberData):
    """What events of an archive have."""

    archive: Annotated[EventArchive, Field(description="The archive.")]


class CallData(EventData):
    """What events of a call have."""

    phoneNumber: Annotated[EventNumber, Field(description="The number.")]
    call: Annotated[EventCall, Field(description="The call.")]


class RecordingData(CallData):
    """What events of a recording have."""

    recording: Annotated[EventRecording, Field(description="The recording.")]


class MessageData(EventData):
    """What events of a message have."""

    phoneNumber: Annotated[EventNumber, Field(description="The number.")]
    message: Annotated[EventMessage, Field(description="The message.")]


class HealthNumber(EventNumber):
    """The number whose health has changed."""

    provider: Annotated[Carrier, Field(description="Its carrier.")]
    providerPhoneUuid: Annotated[Uuid, Field(description="The linked provider phone.")]


class EventCheck(TypedDict):
    """One thing that was looked at, at the carrier."""

    name: Annotated[str, Field(description="What was looked at.")]
    status: Annotated[HealthStatus, Field(description="What was found.")]
    expected: Annotated[str, Field(description="What should stand there.")]
    actual: Annotated[str, Field(description="What stands there.")]
    hint: Annotated[str, Field(description="What to do.")]


class EventHealth(TypedDict):
    """A number's health, and what it was before."""

    status: Annotated[HealthStatus, Field(description="How it is.")]
    before: Annotated[HealthStatus, Field(description="How it was.")]
    checks: Annotated[list[EventCheck], Field(description="What was looked at.")]


class HealthData(EventData):
    """What events of a number's health have."""

    phoneNumber: Annotated[HealthNumber, Field(description="The number.")]
    health: Annotated[EventHealth, Field(description="Its health.")]


class TestData(EventData):
    """What a test has."""

    message: Annotated[str, Field(description="That it is a test.")]
