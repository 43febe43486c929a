"""Read a carrier's logs: a bounded part at each run of the scheduled cleanup, resumed where it stopped.

A page is stored before the position after it is. So when a run is interrupted, the next one reads a page again at
worst, and finds what it has stored.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING

from trunkline.domain.calls import Filing, FromLog, LegEvent, MessageEvent, RecordingEvent
from trunkline.domain.identifiers import E164, OrganizationId, ProviderPhoneUuid, WorkspaceUuid
from trunkline.domain.webhooks import Webhook
from trunkline.errors import CarrierRefusedError
from trunkline.observability import logger
from trunkline.services.backfill import SETTLED_AFTER, Backfill, Step
from trunkline.services.carrier_accounts import Accounts
from trunkline.services.carrier_adapters import Budget
from trunkline.services.carrier_logs import CarrierLog, LogEntry, LogFactory, LogPage
from trunkline.services.cleanup import AccountKey, CleanupResult, DueItem
from trunkline.services.webhooks import RecordingQueue

if TYPE_CHECKING:
    from trunkline.table.backfills import BackfillTable
    from trunkline.table.events import EventTable

# Of one account, whatever number of its backfills is due.
CALLS_A_SECOND = 4
CALLS_A_VISIT = 40
# A call that is begun by then may take five seconds more: together less than the cleanup keeps for an item.
VISIT_SECONDS = 15.0
_BUDGET_SECONDS = 24.0
# The next run of the cleanup goes on.
GO_ON_AFTER = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """Where what comes in for a number is filed."""

    phone_uuid: ProviderPhoneUuid
    e164: E164
    workspace_uuid: WorkspaceUuid | None = None
    number_uuid: str | None = None
    # What happened before was not the number's: its provider phone may have served another.
    since: datetime | None = None

    def filing(self, organization: OrganizationId, at: datetime) -> Filing:
        """Return the phone number that was there by then, else the provider phone."""
        is_its = self.number_uuid is not None and (self.since is None or self.since <= at)
        return Filing(
            organization_id=organization,
            workspace_uuid=self.workspace_uuid if is_its else None,
            filed_under=self.number_uuid if is_its and self.number_uuid else self.phone_uuid,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the table has of an entry: ``called`` and ``is_late`` are of its call, which may be there without it."""

    is_stored: bool = False
    called: E164 | None = None
    # None of the first events of the call has come, so it seems to have begun when it ended.
    is_late: bool = False


class Pace:
    """Limit how many times a second this process calls an account."""

    def __init__(
        self, sleep: Callable[[float], None] = time.sleep, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._sleep, self._clock = sleep, clock
        self._lock = Lock()
        self._next: dict[AccountKey, float] = {}

    def wait(self, account: AccountKey) -> None:
        """Return when it is the caller's turn."""
        with self._lock:
            now = self._clock()
            turn = max(now, self._next.get(account, now))
            self._next[account] = turn + 1 / CALLS_A_SECOND
        if turn > now:
            self._sleep(turn - now)


@dataclass(slots=True)
class _Visit:
    """What a visit has done so far."""

    backfill: Backfill
    log: CarrierLog
    pace: Pace
    ends_at: float
    clock: Callable[[], float]
    calls: int = 0
    stored: dict[str, int] = field(default_factory=dict)

    def is_late(self) -> bool:
        return self.clock() >= self.ends_at

    def is_over(self) -> bool:
        return self.calls >= CALLS_A_VISIT or self.is_late()

    def turn(self) -> None:
        """Wait for the account's turn, and count the call."""
        self.pace.wait(self.backfill.account)
        self.calls += 1

    def page(self) -> LogPage:
        self.turn()
        window, position = self.backfill.window, self.backfill.position
        match self.backfill.step:
            case Step.CALLS:
                return self.log.calls_between(window, position)
            case Step.MESSAGES:
                return self.log.messages_between(window, position)
            case Step.RECORDINGS:
                return self.log.recordings_between(window, position)


@dataclass(frozen=True, slots=True)
class BackfillReconciler:
    """Backfills that are due, as ``trunkline.services.cleanup`` has them done."""

    store: "BackfillTable"
    events: "EventTable"
    recordings: RecordingQueue
    accounts: Accounts
    log_for: LogFactory
    pace: Pace = field(default_factory=Pace)
    clock: Callable[[], float] = time.monotonic

    def account_of(self, item: DueItem) -> AccountKey | None:
        """Return the account whose logs are read: a carrier that does not answer delays this one only."""
        backfill: Backfill = item.read()
        return backfill.account

    def __call__(self, item: DueItem, now: datetime) -> CleanupResult:
        """Read and store a bounded number of pages, each before the position after it."""
        backfill: Backfill = item.read()
        account = self.accounts.open(*backfill.account)
        if account is None:
            raise CarrierRefusedError("The credentials of the carrier account are not stored")
        log = self.log_for(account, Budget(_BUDGET_SECONDS))
        visit = _Visit(backfill, log, self.pace, self.clock() + VISIT_SECONDS, self.clock)
        due_seen = item.due_at
        while True:
            following = self._page(visit)
            if following is None:
                return self._finish(visit.backfill, due_seen, now)
            is_over = visit.is_over()
            due_at = now + GO_ON_AFTER if is_over else due_seen
            if not self.store.save(following, seen_due=due_seen, due_at=due_at) or is_over:
                return CleanupResult.POSTPONED
            visit.backfill = following

    def _page(self, visit: _Visit) -> Backfill | None:
        """Read and store a page; the backfill as it is after it, None when that was the last one."""
        before, calls = visit.backfill, visit.calls
        visit.stored.clear()
        page = visit.page()
        is_whole, unplaced = self._store(visit, page)
        is_settled = before.window.end <= before.requested_at - SETTLED_AFTER
        counted = replace(
            before,
            is_to_repeat=before.is_to_repeat or bool(page.unended or unplaced) or not is_settled,
            stored={name: before.stored.get(name, 0) + visit.stored.get(name, 0) for name in Step},
            unreadable=before.unreadable + page.unreadable,
            requests=before.requests + visit.calls - calls,
        )
        visit.backfill = counted
        return counted.after_page(page.next_position) if is_whole else counted

    def _finish(self, backfill: Backfill, due_seen: datetime, now: datetime) -> CleanupResult:
        if backfill.is_to_repeat and not backfill.is_repeated:
            due_at = max(now, backfill.window.end) + SETTLED_AFTER
            self.store.save(backfill.again(), seen_due=due_seen, due_at=due_at)
            return CleanupResult.POSTPONED
        if not self.store.save(replace(backfill, finished_at=now), seen_due=due_seen, due_at=None):
            return CleanupResult.POSTPONED
        account = backfill.account
        logger.info(
            "backfilled",
            organization=account.organization_id,
            carrier=account.carrier,
            stored=backfill.stored,
            unreadable=backfill.unreadable,
            requests=backfill.requests,
        )
        return CleanupResult.FINISHED

    def _store(self, visit: _Visit, page: LogPage) -> tuple[bool, int]:
        """Store what is missing of a page.

        Returns:
            Whether all of it was looked at, and how many entries belong to calls that are not known, or not yet.
        """
        account = visit.backfill.account
        standings = self.store.standings(account, page.entries)
        called = {id_: e164 for id_, e164 in _called(page.entries, standings).items() if e164}
        homes = self.store.homes(account, set(called.values()))
        unplaced = 0
        # Calls before the legs that are told with them.
        for entry in sorted(page.entries, key=lambda each: isinstance(each.event, LegEvent)):
            standing, e164 = standings[id(entry)], called.get(entry.call_id)
            home = homes.get(e164) if e164 else None
            if home is None:
                unplaced += isinstance(entry.event, LegEvent) and e164 is None
                continue
            webhook = _webhook(account, home)
            if standing.is_late and entry.began:
                self.store.correct_start(webhook, entry.call_id, entry.began)
            if standing.is_stored:
                continue
            if visit.is_late() or (entry.detail and visit.is_over()):
                return False, unplaced
            self._store_entry(visit, entry, webhook, home)
        return True, unplaced

    def _store_entry(self, visit: _Visit, entry: LogEntry, webhook: Webhook, home: Home) -> None:
        entries: Sequence[LogEntry] = [entry]
        if entry.detail:
            visit.turn()
            entries = visit.log.detail(visit.backfill.window, entry)
        for each in entries:
            if each.event is None:
                continue
            if isinstance(each.event, RecordingEvent) and each.event.expires:
                # Queued before it is stored, as when it is sent: else it could look done and be lost.
                self.recordings.put(webhook, each.event)
            began = each.began or entry.began or each.at
            is_message = isinstance(each.event, MessageEvent)
            filing = home.filing(webhook.organization_id, each.at if is_message else began)
            self.events.keep(webhook, filing, each.event, each.at, FromLog(began=began))
        if entries:
            visit.stored[visit.backfill.step] = visit.stored.get(visit.backfill.step, 0) + 1


def _called(entries: Sequence[LogEntry], standings: Mapping[int, Standing]) -> dict[str, E164 | None]:
    """Return the number that was called, by call or message: as the log tells it, or as the table has it."""
    found: dict[str, E164 | None] = {}
    for entry in entries:
        known = found.get(entry.call_id)
        found[entry.call_id] = entry.called or known or standings[id(entry)].called
    return found


def _webhook(account: AccountKey, home: Home) -> Webhook:
    """Return whose events these are, as the webhook's token would tell it."""
    return Webhook(
        organization_id=account.organization_id,
        provider_phone_uuid=home.phone_uuid,
        e164=home.e164,
        carrier=account.carrier,
        account_id=account.account_id,
        base_url="",
    )
