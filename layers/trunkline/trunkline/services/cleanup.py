"""What the schedule comes back to: everything that was begun and has not ended.

Work comes from the due index, in bounded batches, until it is done or the time is up. Before an item is touched its
entry is moved into the future, further each time: so of two runs at once one gets it, an item that brings the function
down is not the first of every run, and one that has failed ten times is parked, where it rings an alarm and waits for
an operator.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from trunkline.domain.identifiers import OrganizationId
from trunkline.domain.provider_phones import Carrier
from trunkline.domain.timestamps import Clock, utc_now
from trunkline.errors import CarrierUnavailableError, NumberBusyError, TrunklineError, UnavailableError
from trunkline.observability import logger

if TYPE_CHECKING:
    from trunkline.table.due import DueTable

BATCH = 50
MAX_TRIES = 10
FIRST_BACK_OFF = timedelta(minutes=5)
LAST_BACK_OFF = timedelta(hours=6)
# Carriers answer in tenths of seconds: so many items at once are some fifty a second.
WORKERS = 8
# When so many of a carrier's accounts were not served, it is the carrier that is down.
ACCOUNTS_OF_A_CARRIER_THAT_IS_DOWN = 3


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
    # ``due_at`` as it is stored, whatever that is.
    seen: str
    tries: int


class AccountKey(NamedTuple):
    """An organisation's account at a carrier."""

    organization_id: OrganizationId
    carrier: Carrier
    account_id: str


class Reconciler(Protocol):
    """Knows what to do with one kind of item that is due."""

    def account_of(self, item: DueItem) -> AccountKey | None:
        """Return the account at the carrier that is called for the item; None when none is."""

    def __call__(self, item: DueItem, now: datetime) -> CleanupResult:
        """Bring the item to its end and its entry up to date; any error means that it could not be done now."""


class CircuitBreaker:
    """The accounts of which the carrier does not answer, for as long as a run lasts.

    The first item of an account is worked on alone: one that hangs costs one timeout, not one an item. What is left out
    is not counted as tried, so an outage parks nothing.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._served: set[AccountKey] = set()
        self._down: dict[Carrier, set[AccountKey]] = defaultdict(set)

    def is_open(self, account: AccountKey | None) -> bool:
        """Tell whether the account must not be called any more in this run."""
        if account is None:
            return False
        with self._lock:
            down = self._down[account.carrier]
            return account in down or len(down) >= ACCOUNTS_OF_A_CARRIER_THAT_IS_DOWN

    def was_served(self, account: AccountKey | None) -> bool:
        """Tell whether several items of the account may be worked on at once."""
        return account is None or account in self._served

    def note(self, account: AccountKey | None, error: Exception | None) -> None:
        """Remember whether the carrier was there."""
        if account is None:
            return
        is_down = isinstance(error, CarrierUnavailableError) and not isinstance(error, NumberBusyError)
        with self._lock:
            if is_down:
                self._down[account.carrier].add(account)
            else:
                self._served.add(account)


@dataclass(slots=True)
class CleanupReport:
    """The counts of a run."""

    counts: Counter[str] = field(default_factory=Counter)
    # Whether everything that was due was looked at.
    is_complete: bool = True

    def by_name(self) -> dict[str, int]:
        """Return every count by the name of its metric, zeros too."""
        return {f"Cleanup{ending}": self.counts[ending] for ending in CleanupResult}


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledCleanup:
    """The use case; ``reconcilers`` are by the entity of an item."""

    index: "DueTable"
    reconcilers: Mapping[str, Reconciler]
    clock: Clock = utc_now
    workers: int = WORKERS

    def run(self, has_time: Callable[[], bool]) -> CleanupReport:
        """Look at what is due, archives first, until ``has_time`` says no."""
        report, breaker = CleanupReport(), CircuitBreaker()
        with ThreadPoolExecutor(self.workers) as pool:
            for batch in self._batches():
                # A group is worked on in turn, groups at once. The invocation's deadline is each thread's too.
                futures = [
                    pool.submit(copy_context().run, self._reconcile_group, group, has_time, breaker)
                    for group in self._groups(batch, breaker)
                ]
                for future in futures:
                    counts, is_complete = future.result()
                    report.counts += counts
                    report.is_complete = report.is_complete and is_complete
                if not report.is_complete:
                    break
        return report

    def _batches(self) -> Iterator[Sequence[DueItem]]:
        for partitions in self.index.partitions():
            # Another order each time: a run that is short of time does not always leave out the same items.
            for partition in random.sample(partitions, len(partitions)):
                yield from self.index.due(partition, until=self.clock(), limit=BATCH)

    def _groups(self, batch: Sequence[DueItem], breaker: CircuitBreaker) -> list[list[DueItem]]:
        """Group the items: those of an account that was not called yet together, all others alone."""
        alone: list[list[DueItem]] = []
        together: dict[AccountKey, list[DueItem]] = defaultdict(list)
        for item in batch:
            account = self._account_of(item)
            if account is None or breaker.was_served(account):
                alone.append([item])
            else:
                together[account].append(item)
        return [*alone, *together.values()]

    def _reconcile_group(
        self, group: Sequence[DueItem], has_time: Callable[[], bool], breaker: CircuitBreaker
    ) -> tuple[Counter[str], bool]:
        counts: Counter[str] = Counter()
        for item in group:
            if not has_time():
                return counts, False
            counts[self._reconcile(item, breaker)] += 1
        return counts, True

    def _account_of(self, item: DueItem) -> AccountKey | None:
        try:
            return self.reconcilers[item.entity].account_of(item)
        except Exception:  # noqa: BLE001 - what cannot be read fails when it is worked on, and is parked in the end
            return None

    def _reconcile(self, item: DueItem, breaker: CircuitBreaker) -> CleanupResult:
        account = self._account_of(item)
        if breaker.is_open(account):
            return CleanupResult.POSTPONED
        taken: DueItem | None = item
        try:
            now = self.clock()
            if item.tries >= MAX_TRIES:
                return self._park(item, now)
            taken = self.index.take(item, now + back_off(item.tries))
            if taken is None:
                return CleanupResult.TAKEN
            result = self.reconcilers[item.entity](taken, now)
        except Exception as error:  # noqa: BLE001 - one item must not keep the rest from being looked at
            breaker.note(account, error)
            self._note_failure(taken or item, error)
            return CleanupResult.FAILED
        breaker.note(account, None)
        return result

    def _note_failure(self, item: DueItem, error: Exception) -> None:
        logger.warning("cleanup failed", entity=item.entity, tries=item.tries, error=type(error).__name__)
        if item.tries >= MAX_TRIES:
            with suppress(UnavailableError):
                self.index.note(item, error.code if isinstance(error, TrunklineError) else type(error).__name__)

    def _park(self, item: DueItem, now: datetime) -> CleanupResult:
        if not self.index.park(item, now):
            return CleanupResult.TAKEN
        logger.error("cleanup parked", entity=item.entity, key=str(item.key))
        return CleanupResult.PARKED


def back_off(tries: int) -> timedelta:
    """Return how long to postpone an item after so many tries: 5 minutes, doubled each time, 6 hours at most."""
    doubled: int = 2**tries
    return min(LAST_BACK_OFF, FIRST_BACK_OFF * doubled)
