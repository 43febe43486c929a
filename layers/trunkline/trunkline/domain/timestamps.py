"""Times as the service stores and prints them."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the present time, in UTC."""
    return datetime.now(UTC)


def to_iso(moment: datetime) -> str:
    """``2026-01-31T08:15:00.123Z``: UTC, milliseconds, of one length so that texts sort as times do."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def to_iso_seconds(moment: datetime) -> str:
    """``2022-01-01T00:00:00Z``, as the published documents print times; a fraction only where there is one.

    Fractions finer than a millisecond are not stored.
    """
    precision = "milliseconds" if moment.microsecond // 1000 else "seconds"
    return moment.astimezone(UTC).isoformat(timespec=precision).replace("+00:00", "Z")


def from_iso(text: str) -> datetime:
    """Parse a time that ``to_iso`` wrote."""
    return datetime.fromisoformat(text)
