"""What every carrier's logs of calls, messages and recordings can be asked: the protocol behind which they look alike.

An entry of a log is turned into the webhook that it would have been, and read by the one reader of the carrier's
webhooks. So a history is the same whichever way it came. What a log cannot say is absent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from trunkline.domain.calls import Event
from trunkline.domain.identifiers import E164
from trunkline.services.carrier_adapters import Budget, CarrierAccount


@dataclass(frozen=True, slots=True, kw_only=True)
class LogWindow:
    """From ``start`` on, up to ``end``; of one number, or where that is None of the whole account."""

    start: datetime
    end: datetime
    e164: E164 | None = None

    def has(self, began: datetime, ended: datetime | None = None) -> bool:
        """Tell whether something lies in the window, or a part of it."""
        return began < self.end and (ended or began) >= self.start


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntry:
    """A call, a message or a recording that a log has.

    ``call_id`` is the carrier's id of the call, or of the message. ``event`` is what the webhook would have told; None
    where only ``detail`` has it. ``called`` is the number that was called; None where the log does not tell it.
    ``began`` is when the event's call began. ``detail`` names what is still to be asked for.
    """

    call_id: str
    at: datetime
    event: Event | None = None
    called: E164 | None = None
    began: datetime | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogPage:
    """Some entries, and the position after them; None when the log ends here.

    ``unended`` counts calls that go on, ``unreadable`` entries that lack what they must have.
    """

    entries: Sequence[LogEntry]
    next_position: str | None
    unended: int = 0
    unreadable: int = 0


class CarrierLog(Protocol):
    """The logs of one account at one carrier. Every method raises as ``CarrierAdapter``'s do and is one call."""

    def calls_between(self, window: LogWindow, position: str | None) -> LogPage:
        """List the calls that came in and have ended, from a position of the previous page on."""

    def messages_between(self, window: LogWindow, position: str | None) -> LogPage:
        """List the messages that came in."""

    def recordings_between(self, window: LogWindow, position: str | None) -> LogPage:
        """List the recordings of calls, perhaps of other numbers' calls too; ``call_id`` tells them apart."""

    def detail(self, window: LogWindow, entry: LogEntry) -> Sequence[LogEntry]:
        """Return what an entry does not tell itself; the last one ends its call, or is its message."""


class LogFactory(Protocol):
    """Makes logs."""

    def __call__(self, account: CarrierAccount, budget: Budget) -> CarrierLog:
        """Return the account's logs; the calls together keep to the budget."""
