"""The sandbox's time: the machine's own, or one that a test moves."""

import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time and lets it pass."""

    def now(self) -> datetime:
        """The time, with its zone."""
        ...

    def sleep(self, seconds: float) -> None:
        """Return when so much time has passed."""
        ...


class SystemClock:
    """The machine's time."""

    def now(self) -> datetime:
        """The time, in UTC."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        """Wait, really."""
        time.sleep(seconds)


class FixedClock:
    """A time that stands still until it is moved; sleeping moves it and takes no time."""

    def __init__(self, start: datetime) -> None:
        self._now = start
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """The time that it was set to."""
        with self._lock:
            return self._now

    def sleep(self, seconds: float) -> None:
        """Move the time on."""
        self.advance(seconds)

    def advance(self, seconds: float) -> None:
        """Move the time on by so many seconds, or back."""
        with self._lock:
            self._now += timedelta(seconds=seconds)


def iso(moment: datetime) -> str:
    """As Telnyx writes it: ``2026-11-21T09:30:00.000000Z``."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def rfc2822(moment: datetime) -> str:
    """As Twilio writes it: ``Sat, 21 Nov 2026 09:30:00 +0000``."""
    return moment.astimezone(UTC).strftime("%a, %d %b %Y %H:%M:%S +0000")


def spaced(moment: datetime) -> str:
    """As Plivo writes it: ``2026-11-21 09:30:00``, in UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
