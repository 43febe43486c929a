"""The sandbox's time: the machine's own, or one that a test moves."""

import threading
import time
from datetime import UTC, datetime, timedelta, timezone
from typing import Protocol

# As in the examples that Plivo publishes.
_KOLKATA = timezone(timedelta(hours=5, minutes=30))


class Clock(Protocol):
    """Tells the time and lets it pass."""

    def now(self) -> datetime:
        """Return the time, with its zone."""
        ...

    def sleep(self, seconds: float) -> None:
        """Return when so much time has passed."""
        ...

    def begin(self, seconds: float) -> datetime:
        """Return when a simulated call begins that lasts about so long."""
        ...

    def pass_by(self, seconds: float) -> None:
        """Let the time of a simulated call pass."""
        ...


class SystemClock:
    """The machine's time."""

    def now(self) -> datetime:
        """Return the time, in UTC."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        """Wait, really."""
        time.sleep(seconds)

    def begin(self, seconds: float) -> datetime:
        """Return the time so long ago: a call that is told now has ended now."""
        return self.now() - timedelta(seconds=seconds)

    def pass_by(self, seconds: float) -> None:
        """Do nothing: nobody waits until a simulated call is over."""


class FixedClock:
    """A time that stands still until it is moved; sleeping moves it and takes no time."""

    def __init__(self, start: datetime) -> None:
        self._now = start
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """Return the time that it was set to."""
        with self._lock:
            return self._now

    def sleep(self, seconds: float) -> None:
        """Move the time on."""
        self.advance(seconds)

    def begin(self, seconds: float) -> datetime:
        """Return the time now, which moves on with the call."""
        del seconds
        return self.now()

    def pass_by(self, seconds: float) -> None:
        """Move the time on."""
        self.advance(seconds)

    def advance(self, seconds: float) -> None:
        """Move the time on by so many seconds, or back."""
        with self._lock:
            self._now += timedelta(seconds=seconds)


def iso(moment: datetime) -> str:
    """Write a time as Telnyx does: ``2026-11-21T09:30:00.000000Z``."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def rfc2822(moment: datetime) -> str:
    """Write a time as Twilio does: ``Sat, 21 Nov 2026 09:30:00 +0000``."""
    return moment.astimezone(UTC).strftime("%a, %d %b %Y %H:%M:%S +0000")


def moment_of(text: str) -> datetime:
    """Read what ``iso`` wrote."""
    return datetime.fromisoformat(text)


def local(moment: datetime) -> str:
    """Write a time as Plivo's records have it, in the time zone of the account: ``2026-11-21 15:00:00+05:30``."""
    return moment.astimezone(_KOLKATA).isoformat(sep=" ")


def spaced(moment: datetime) -> str:
    """Write a time as Plivo does: ``2026-11-21 09:30:00``, in UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
