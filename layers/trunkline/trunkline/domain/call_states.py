"""The states of a call, and which of them are final."""

from datetime import timedelta
from enum import StrEnum


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
