"""Calls and messages of a number, and the carriers' events that they are made from."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from trunkline.domain.identifiers import NumberUuid, OrganizationId, WorkspaceUuid
from trunkline.domain.provider_phones import Carrier


class CallState(StrEnum):
    """The state of a call, in words that are the same for every carrier."""

    UNKNOWN = "unknown"
    INITIATED = "initiated"
    RINGING = "ringing"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    CANCELED = "canceled"
    FAILED = "failed"


# From the least to the most that is known of a call that has not ended.
LIVE_STATES = (CallState.UNKNOWN, CallState.INITIATED, CallState.RINGING, CallState.IN_PROGRESS)
# A call that was not heard of for this long has ended, even if nobody said so: it must not hold a number for ever, and
# no carrier lets a call last longer.
IS_OVER_AFTER = timedelta(hours=4)


def state_of(*, ended_as: CallState | None, only_if_answered: bool, seen: frozenset[CallState]) -> CallState:
    """Return the state that a set of events means, in any order: an end is final, else the furthest step counts."""
    if ended_as is not None:
        unanswered = only_if_answered and CallState.IN_PROGRESS not in seen
        return CallState.NO_ANSWER if unanswered else ended_as
    return next((state for state in reversed(LIVE_STATES) if state in seen), CallState.UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """Whose a call or message is: the organisation, and the number that it is filed under."""

    organization_id: OrganizationId
    workspace_uuid: WorkspaceUuid | None
    # A phone number's UUID where there is a workspace, else a provider phone's.
    filed_under: str

    @property
    def phone_number_uuid(self) -> NumberUuid | None:
        """The phone number, of what was not filed under a provider phone."""
        return NumberUuid(self.filed_under) if self.workspace_uuid else None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEvent:
    """One step of a call. ``raw_state`` is the carrier's word; numbers are as the carrier writes them, with ``+``."""

    call_id: str
    state: CallState
    raw_state: str
    from_number: str | None = None
    to_number: str | None = None
    direction: str | None = None
    duration_seconds: int | None = None
    hangup_cause: str | None = None
    # The carrier says "ended well" of calls that nobody answered too; whether this one was, other events tell.
    ended_only_if_answered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingEvent:
    """A recording of a call.

    ``expires`` says that the carrier's link ends soon: then it has to be copied. It is found at the carrier by
    ``carriers_id`` or, where the event does not tell that, as the recording of the call that began at ``started_at``.
    """

    call_id: str
    recording_id: str
    state: str
    url: str | None = None
    expires: bool = False
    carriers_id: str | None = None
    started_at: str | None = None
    # Its id in an event that does not tell the carrier's.
    also_known_as: str | None = None
    duration_seconds: int | None = None
    channels: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LegEvent:
    """The end of a leg of a call: the leg to the number that the call was forwarded to."""

    call_id: str
    leg_id: str
    state: CallState
    to_number: str | None = None
    duration_seconds: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageEvent:
    """A message that was received."""

    message_id: str
    from_number: str | None
    to_number: str | None
    # None where the carrier's log does not tell it.
    text: str | None
    media_urls: tuple[str, ...] = ()


Event = CallEvent | LegEvent | RecordingEvent | MessageEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class FromLog:
    """An event was not sent by the carrier but read back from its log, which tells when the event's call began."""

    began: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """A recording of a call; ``object_key`` names our copy."""

    id: str
    state: str
    url: str | None
    object_key: str | None
    duration_seconds: int | None
    channels: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """How the leg to the number that a call was forwarded to ended."""

    id: str
    state: CallState
    to_number: str | None
    duration_seconds: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call as its events leave it, in whichever order they came; ``filed_under`` is whose history it is in.

    That is the UUID of the phone number, or of the provider phone while that was linked to none.
    """

    id: str
    filed_under: str
    carrier: Carrier
    state: CallState
    raw_state: str | None
    from_number: str | None
    to_number: str | None
    direction: str | None
    started_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    last_event_at: datetime
    duration_seconds: int | None
    hangup_cause: str | None
    recordings: tuple[Recording, ...]
    legs: tuple[Leg, ...]
    # A part of it at least was read back from the carrier's log.
    is_backfilled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message that was received; ``filed_under`` is as in a call."""

    id: str
    filed_under: str
    carrier: Carrier
    from_number: str | None
    to_number: str | None
    text: str | None
    media_urls: tuple[str, ...]
    received_at: datetime
    # Read back from the carrier's log, which need not have the text.
    is_backfilled: bool = False
