"""What the service has acknowledged, and so has to be true in the end."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

# A record of which the last request had no answer: it is as before or as asked.
UNSURE = object()
GONE = object()


@dataclass(frozen=True)
class Owned:
    """A number that was created: whose, and what it is called in paths and events."""

    tenant: str
    id: int
    uuid: str


@dataclass
class Ledger:
    """One for all threads."""

    numbers: dict[str, Owned] = field(default_factory=dict)
    archived: set[str] = field(default_factory=set)
    # By dialect, tenant and id: a text of the record, GONE or UNSURE. Each record is one client's.
    records: dict[tuple[str, str, str], object] = field(default_factory=dict)
    # Texts of messages, and carriers' ids of calls, of which an event was taken.
    messages: set[str] = field(default_factory=set)
    calls: set[str] = field(default_factory=set)
    # By status; 0 where there was none.
    answers: Counter[int] = field(default_factory=Counter)
    operations: Counter[str] = field(default_factory=Counter)
    disturbances: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def writing(self) -> Iterator["Ledger"]:
        """Change it, alone."""
        with self._lock:
            yield self

    def snapshot_of_numbers(self) -> list[Owned]:
        """The numbers there are now, in the order of their creation."""
        with self._lock:
            return list(self.numbers.values())
