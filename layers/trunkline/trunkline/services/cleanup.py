"""What the schedule comes back to: everything that was begun and has not ended.

Work comes from the due index, in bounded batches, until it is done or the time is up. Before an item is touched its
entry is moved into the future, further each time: so of two runs at once one gets it, an item that brings the function
down is not the first of every run, and one that has failed ten times is parked, where it rings an alarm and waits for
an operator.
"""

import random
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

from trunkline.domain.timestamps import Clock, utc_now
from trunkline.errors import TrunklineError
from trunkline.observability import logger

BATCH = 50
MAX_TRIES = 10
FIRST_BACK_OFF = timedelta(minutes=5)
LAST_BACK_OFF = timedelta(hours=6)


class CleanupResult(StrEnum):
    """What has become of an item that was due; also the names of the counts."""

    # The item was brought to its end.
    FINISHED = "Finished"
    # It is under way, or somebody else is at it: looked at again later.
    POSTPONED = "Postponed"
    # Nothing was open any more.
    NOTHING_DUE = "NothingDue"
    # It could not be finished; it was moved into the future.
    FAILED = "Failed"
    # It has failed too often.
    PARKED = "Parked"
    # Another run has it.
    TAKEN = "Taken"


@dataclass(frozen=True, slots=True)
class DueItem:
    """An item that is due: what it is, and its entry in the index.

    ``read`` gives its record; it fails for an item that its module cannot read. ``key`` is for the index alone.
    """

    entity: str
    read: Callable[[], Any]
    key: Hashable
    due_at: datetime
    tries: int


class DueIndex(Protocol):
    """The due index."""

    def partitions(self) -> Sequence[str]:
        """All of its partitions."""

    def due(self, partition: str, *, until: datetime, limit: int) -> Iterator[Sequence[DueItem]]:
        """Batches of what is due in a partition, the longest due first, each item read afresh."""

    def take(self, item: DueItem, until: datetime) -> DueItem | None:
        """The item with its entry moved to ``until`` and this try counted; None when another run was first."""

    def note(self, item: DueItem, reason: str) -> None:
        """Keep with the item why its last try failed, for the operator who will find it parked."""

    def park(self, item: DueItem, now: datetime) -> bool:
        """Move the entry to the parked ones; False when another run was first."""


class Reconciler(Protocol):
    """Knows what to do with one kind of item that is due."""

    def __call__(self, item: DueItem, now: datetime) -> CleanupResult:
        """Bring the item to its end and its entry up to date; any error means that it could not be done now."""


@dataclass(slots=True)
class CleanupReport:
    """What a run has come to."""

    counts: Counter[str] = field(default_factory=Counter)
    # Whether everything that was due was looked at.
    is_complete: bool = True

    def by_name(self) -> dict[str, int]:
        """Every count by the name of its metric, those of nought too."""
        return {f"Cleanup{ending}": self.counts[ending] for ending in CleanupResult}


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledCleanup:
    """The use case; ``caretakers`` are by the entity of an item."""

    index: DueIndex
    reconcilers: Mapping[str, Reconciler]
    clock: Clock = utc_now

    def run(self, has_time: Callable[[], bool]) -> CleanupReport:
        """Look at what is due, until ``has_time`` says no."""
        report = CleanupReport()
        partitions = list(self.index.partitions())
        # Another order each time: a run that is short of time does not always leave out the same items.
        random.shuffle(partitions)
        for partition in partitions:
            for batch in self.index.due(partition, until=self.clock(), limit=BATCH):
                for item in batch:
                    if not has_time():
                        report.is_complete = False
                        return report
                    report.counts[self._take_care(item)] += 1
        return report

    def _take_care(self, item: DueItem) -> CleanupResult:
        now = self.clock()
        if item.tries >= MAX_TRIES:
            return self._park(item, now)
        taken = self.index.take(item, now + back_off(item.tries))
        if taken is None:
            return CleanupResult.TAKEN
        try:
            return self.reconcilers[item.entity](taken, now)
        except Exception as error:  # noqa: BLE001 - one item must not keep the rest from being looked at
            logger.warning("cleanup failed", entity=item.entity, tries=taken.tries, error=type(error).__name__)
            if taken.tries >= MAX_TRIES:
                self.index.note(taken, error.code if isinstance(error, TrunklineError) else type(error).__name__)
            return CleanupResult.FAILED

    def _park(self, item: DueItem, now: datetime) -> CleanupResult:
        if not self.index.park(item, now):
            return CleanupResult.TAKEN
        logger.error("cleanup parked", entity=item.entity, key=str(item.key))
        return CleanupResult.PARKED


def back_off(tries: int) -> timedelta:
    """How long to leave an item alone that was tried so often before: 5 minutes, doubled each time, 6 hours at most."""
    doubled: int = 2**tries
    return min(LAST_BACK_OFF, FIRST_BACK_OFF * doubled)
