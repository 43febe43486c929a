"""What a warm environment remembers, for a time and in a number that are bounded."""

from collections.abc import Callable
from time import time
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class ExpiringCache(Generic[Key, Value]):
    """Values by key, each for ``seconds`` at most; beyond ``entries`` of them the oldest goes.

    Ages are told by the wall clock. A monotonic clock may stand still while Lambda keeps an environment frozen between
    two requests, and a revoked token would then work for hours. After the wall clock was set back a value is read anew.
    """

    def __init__(self, seconds: float, *, entries: int = 256, clock: Callable[[], float] = time) -> None:
        self._seconds = seconds
        self._max_entries = entries
        self._clock = clock
        self._entries: dict[Key, tuple[float, Value]] = {}

    def get(
        self, key: Key, read: Callable[[], Value | None], *, not_older_than_seconds: float | None = None
    ) -> Value | None:
        """Return the value that is remembered, or read it and remember it.

        Args:
            key: What the value is remembered by.
            read: Reads the value. A None that it returns is not remembered, so guesses do not push out what is known.
            not_older_than_seconds: A shorter time than the cache's own, for this call.
        """
        seconds = self._seconds if not_older_than_seconds is None else min(not_older_than_seconds, self._seconds)
        now = self._clock()
        entry = self._entries.get(key)
        if entry is not None and 0 <= now - entry[0] < seconds:
            return entry[1]
        self.forget(key)
        value = read()
        if value is not None:
            if len(self._entries) >= self._max_entries:
                self._entries.pop(next(iter(self._entries)))
            self._entries[key] = (now, value)
        return value

    def forget(self, key: Key) -> None:
        """Read the value anew next time."""
        self._entries.pop(key, None)
