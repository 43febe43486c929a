"""The engine around a table in moto: a queue, endpoints and a clock that a test moves."""

import heapq
import itertools
import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from math import ceil, floor
from typing import Any

from standardwebhooks.webhooks import Webhook
from trunkline.domain.customer_events import CustomerEvent
from trunkline.domain.deliveries import Delivery, Outcome
from trunkline.domain.subscriptions import Subscription
from trunkline.domain.timestamps import from_iso
from trunkline.services.cleanup import CleanupReport, ScheduledCleanup
from trunkline.services.deliveries import Deliverer, Ending, FanOut, Hint
from trunkline.services.reconcilers import DeliveryReconciler
from trunkline.services.slow_organizations import SlowOrganizations
from trunkline.table.client import Table
from trunkline.table.deliveries import DeliveryTable, delivery_from
from trunkline.table.due import DueTable
from trunkline.table.slow_organizations import SlowOrganizationTable
from trunkline.table.subscriptions import SubscriptionTable

from tests.deliveries.builders import BEGINNING
from tests.support.tables import everything

CLEANUP_EVERY = timedelta(minutes=15)


@dataclass(frozen=True)
class Sent:
    """One request to an endpoint."""

    url: str
    headers: Mapping[str, str]
    body: bytes
    at: datetime

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def name(self) -> str:
        """Of an event of ``builders.an_event``."""
        name: str = json.loads(self.body)["data"]["name"]
        return name


@dataclass
class SlowQueue:
    """The queue of slow organisations: a test takes from it itself."""

    waiting: list[Hint] = field(default_factory=list)

    def send(self, hints: Sequence[tuple[Hint, timedelta]]) -> None:
        self.waiting += [hint for hint, _ in hints]


@dataclass(eq=False)
class FakeTimer:
    """A timer for which time passes when the world's does."""

    running: list["FakeTimer"]
    seconds: float
    function: Callable[[], None]

    def start(self) -> None:
        self.running.append(self)

    def cancel(self) -> None:
        self.running.remove(self)


@dataclass
class World:
    """What happens is driven by ``run``: hints come when they are due, and the cleanup every 15 minutes."""

    table: Table
    now: datetime = BEGINNING
    outcomes: dict[str, Callable[[Sent], Outcome]] = field(default_factory=dict)
    sent: list[Sent] = field(default_factory=list)
    waiting: list[tuple[datetime, int, Hint]] = field(default_factory=list)
    counted: "itertools.count[int]" = field(default_factory=itertools.count)
    slow: SlowQueue = field(default_factory=SlowQueue)
    # Of the requests that are being made.
    timers: list[FakeTimer] = field(default_factory=list)
    endings: dict[Ending, int] = field(default_factory=lambda: defaultdict(int))

    # ---- what the engine is given ----

    def clock(self) -> datetime:
        return self.now

    def send(self, hints: Sequence[tuple[Hint, timedelta]]) -> None:
        for hint, wait in hints:
            assert wait <= timedelta(minutes=15), "SQS takes no longer delay"
            heapq.heappush(self.waiting, (self.now + max(wait, timedelta(0)), next(self.counted), hint))

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Outcome:
        sent = Sent(url, headers, body, self.now)
        self.sent.append(sent)
        answer = self.outcomes.get(url)
        return answer(sent) if answer else Outcome(status=200)

    def seal(self, text: str, context: Mapping[str, str]) -> str:
        assert set(context) == {"organization", "subscription"}
        return f"sealed:{text}"

    def unseal(self, sealed: str, context: Mapping[str, str]) -> str:
        assert set(context) == {"organization", "subscription"}
        return sealed.removeprefix("sealed:")

    def timer(self, seconds: float, function: Callable[[], None]) -> FakeTimer:
        return FakeTimer(self.timers, seconds, function)

    def hangs(self) -> None:
        """Let the requests that are being made take their 15 seconds, as those of an endpoint that says nothing do."""
        began = self.now
        for timer in list(self.timers):
            self.now = began + timedelta(seconds=timer.seconds)
            timer.function()
        self.now = began + timedelta(seconds=15)

    # ---- the engine ----

    @property
    def subscriptions(self) -> SubscriptionTable:
        return SubscriptionTable(self.table)

    @property
    def deliveries(self) -> DeliveryTable:
        return DeliveryTable(self.table)

    def fan_out(self, table: Any = None) -> FanOut:
        records = table or self.table
        return FanOut(SubscriptionTable(records), DeliveryTable(records), self, self.clock)

    def deliverer(self, table: Any = None, sender: Any = None) -> Deliverer:
        records = table or self.table
        slow = SlowOrganizations(SlowOrganizationTable(records), self.slow, self.clock, self.timer)
        return Deliverer(
            SubscriptionTable(records),
            DeliveryTable(records),
            self,
            sender or self,
            self,
            slow,
            self.clock,
            lambda: 0.0,
        )

    def subscribe(self, subscription: Subscription) -> Subscription:
        self.subscriptions.add(subscription)
        return subscription

    def happens(self, *events: CustomerEvent) -> None:
        self.fan_out().spread(events)

    def clean_up(self) -> CleanupReport:
        index = DueTable(self.table, {"delivery": delivery_from}, clock=self.clock)
        reconcilers = {"delivery": DeliveryReconciler(self.deliveries, self)}
        return ScheduledCleanup(index=index, reconcilers=reconcilers, clock=self.clock, workers=1).run(lambda: True)

    def run(self, until: timedelta = timedelta(0)) -> None:
        """Let so much time pass since the beginning: whatever is due in it happens."""
        end = BEGINNING + until
        while True:
            while self.waiting and self.waiting[0][0] <= self.now:
                self.take_hint()
            next_cleanup = self._next_cleanup() or end + timedelta(1)
            next_hint = self.waiting[0][0] if self.waiting else end + timedelta(1)
            if min(next_hint, next_cleanup) > end:
                self.now = max(self.now, end)
                return
            if next_hint <= next_cleanup:
                self.now = max(self.now, next_hint)
                self.take_hint()
            else:
                self.now = next_cleanup
                self.clean_up()

    def _next_cleanup(self) -> datetime | None:
        """The first of those every 15 minutes that finds something, and has not been; None for none."""
        due = [from_iso(item["gsi2sk"]["S"]) for item in everything() if "gsi2sk" in item]
        if not due:
            return None
        ticks = max(ceil((min(due) - BEGINNING) / CLEANUP_EVERY), floor((self.now - BEGINNING) / CLEANUP_EVERY) + 1)
        return BEGINNING + ticks * CLEANUP_EVERY

    def take_hint(self) -> None:
        _, _, hint = heapq.heappop(self.waiting)
        self.endings[self.deliverer().deliver(hint)] += 1

    def take_slow_hint(self) -> None:
        self.endings[self.deliverer().deliver(self.slow.waiting.pop(0), is_among_slow=True)] += 1

    # ---- what a test looks at ----

    def of(self, subscription: Subscription) -> list[Delivery]:
        """The newest first."""
        return list(self.deliveries.of_subscription(subscription, None, limit=1000, after=None).entries)

    def one(self, subscription: Subscription) -> Delivery:
        (delivery,) = self.of(subscription)
        return delivery

    def found(self, subscription: Subscription) -> Subscription:
        found = self.subscriptions.find(subscription.organization_id, subscription.id)
        assert found
        return found


def verified(sent: Sent, secret: str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw") -> Any:
    """What the package of Standard Webhooks reads; its own clock does not know of the test's."""
    moment = datetime.fromtimestamp(int(sent.headers["webhook-timestamp"]), UTC)
    assert Webhook(secret).sign(sent.id, moment, sent.body.decode()) in sent.headers["webhook-signature"].split(" ")
    return json.loads(sent.body)
