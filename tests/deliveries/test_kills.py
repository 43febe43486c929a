"""Whatever step of whatever function dies: every event arrives, under the same id each time."""

import heapq
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from trunkline.domain.customer_events import CustomerEvent
from trunkline.domain.deliveries import DeliveryStatus, Outcome, new_delivery
from trunkline.errors import UnavailableError
from trunkline.services.deliveries import Deliverer, FanOut
from trunkline.services.slow_organizations import SlowOrganizations
from trunkline.table.client import Table
from trunkline.table.deliveries import DeliveryTable
from trunkline.table.slow_organizations import SlowOrganizationTable
from trunkline.table.subscriptions import SubscriptionTable

from tests.deliveries.builders import BEGINNING, a_subscription, an_event
from tests.deliveries.world import World
from tests.fakes.executions import Killed
from tests.support.tables import ContendedClient

# As the template has it.
VISIBILITY = timedelta(seconds=90)
TWO = timedelta(hours=2)
MOST_STEPS = 40


@dataclass
class Mortal:
    """The table, the queue and the endpoints of a function that dies at one step: before it is done, or after."""

    world: World
    dies_at: int
    is_done: bool
    step: int = 0

    def _step(self, effect: Callable[[], Any]) -> Any:
        self.step += 1
        if self.step == self.dies_at and not self.is_done:
            raise Killed
        result = effect()
        if self.step == self.dies_at:
            raise Killed
        return result

    def __getattr__(self, operation: str) -> Any:
        # What is not one of the methods below is a call of DynamoDB's client.
        return lambda **request: self._step(lambda: getattr(self.world.table.client, operation)(**request))

    def send(self, hints: Any) -> None:
        self._step(lambda: self.world.send(hints))

    def post(self, *request: Any) -> Outcome:
        outcome: Outcome = self._step(lambda: self.world.post(*request))
        return outcome

    @property
    def table(self) -> Table:
        return Table(self, self.world.table.name, sleep=lambda _: None)  # type: ignore[arg-type]

    @property
    def tables(self) -> tuple[SubscriptionTable, DeliveryTable]:
        return SubscriptionTable(self.table), DeliveryTable(self.table)

    def spread(self, events: list[CustomerEvent]) -> None:
        FanOut(*self.tables, self, self.world.clock).spread(events)

    def deliver(self, hint: Any) -> None:
        slow = SlowOrganizations(
            SlowOrganizationTable(self.table), _MortalSlowQueue(self), self.world.clock, self.world.timer
        )
        Deliverer(*self.tables, self, self, self.world, slow, self.world.clock, lambda: 0.0).deliver(hint)


@dataclass
class _MortalSlowQueue:
    mortal: Mortal

    def send(self, hints: Any) -> None:
        self.mortal._step(lambda: self.mortal.world.slow.send(hints))


EVENTS = [an_event(str(n), occurred_at=BEGINNING + timedelta(milliseconds=n)) for n in range(3)]


@pytest.mark.parametrize("is_done", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", range(1, 6))
def test_the_stream_function_dies(world: World, step: int, *, is_done: bool) -> None:
    to = world.subscribe(a_subscription())
    mortal = Mortal(world, step, is_done)
    # One thread: which of its writes dies is then known.
    for event in EVENTS:
        with suppress(Killed):
            mortal.spread([event])
    assert mortal.step >= step
    # Lambda hands the batch out again.
    world.happens(*EVENTS)
    world.run(TWO)

    assert_all_arrived(world, to)
    assert sorted(sent.name for sent in world.sent) == ["0", "1", "2"]


@pytest.mark.parametrize("endpoint", ["takes it", "fails first", "has failed and recovers"])
@pytest.mark.parametrize("is_done", [False, True], ids=["before", "after"])
def test_the_worker_dies(world: World, *, is_done: bool, endpoint: str) -> None:
    step = 0
    while (step := step + 1) < MOST_STEPS:
        since = BEGINNING if endpoint == "has failed and recovers" else None
        to = world.subscribe(a_subscription(url=f"https://{step}.example/", failing_since=since))
        is_bad = endpoint == "fails first"
        world.outcomes[to.url] = _fails_once(world, to.url) if is_bad else lambda _: Outcome(status=200)
        world.happens(*(_later(event, world) for event in EVENTS))
        mortal = Mortal(world, step, is_done)
        _, _, hint = heapq.heappop(world.waiting)
        try:
            mortal.deliver(hint)
        except Killed:
            # SQS hands the message out again.
            heapq.heappush(world.waiting, (world.now + VISIBILITY, -1, hint))
        world.run(world.now - BEGINNING + TWO)
        assert_all_arrived(world, to)
        world.subscriptions.delete(to)
        if mortal.step < step:
            break  # it has outlived its work
    assert 6 <= step < MOST_STEPS


@pytest.mark.parametrize("is_done", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", [1, 2])
def test_the_worker_dies_while_it_moves_what_is_slow(world: World, step: int, *, is_done: bool) -> None:
    to = world.subscribe(a_subscription())
    forever = BEGINNING + timedelta(days=1)
    SlowOrganizationTable(world.table).mark(to.organization_id, until=forever, unless_beyond=BEGINNING)
    world.happens(*EVENTS)
    mortal = Mortal(world, step, is_done)
    _, _, hint = heapq.heappop(world.waiting)
    with pytest.raises(Killed):
        mortal.deliver(hint)
    heapq.heappush(world.waiting, (world.now + VISIBILITY, -1, hint))
    world.run(timedelta(minutes=2))
    while world.slow.waiting:
        world.take_slow_hint()
        world.run(timedelta(minutes=2))

    assert_all_arrived(world, to)
    assert sorted(sent.name for sent in world.sent) == ["0", "1", "2"]


def test_of_several_deliveries_one_that_could_not_be_stored_is_told(store: Table, aws: Any) -> None:
    busy: Any = ContendedClient(aws, seed=1, rate=1)
    deliveries = [new_delivery(a_subscription().id, an_event(name), BEGINNING) for name in ("1", "2")]
    with pytest.raises(UnavailableError):
        DeliveryTable(Table(busy, store.name, sleep=lambda _: None)).add(deliveries)


@pytest.mark.parametrize("is_done", [False, True], ids=["before", "after"])
def test_the_message_is_lost_with_the_worker(world: World, *, is_done: bool) -> None:
    """The due index has what the queue has not."""
    for step in range(1, 8):
        to = world.subscribe(a_subscription(url=f"https://{step}.example/"))
        world.happens(*(_later(event, world) for event in EVENTS))
        mortal = Mortal(world, step, is_done)
        _, _, hint = heapq.heappop(world.waiting)
        with suppress(Killed):
            mortal.deliver(hint)
        world.waiting.clear()
        world.run(world.now - BEGINNING + TWO)
        assert_all_arrived(world, to)
        world.subscriptions.delete(to)


def test_all_messages_are_lost(world: World) -> None:
    to = world.subscribe(a_subscription())
    world.happens(*EVENTS)
    world.waiting.clear()
    world.run(timedelta(minutes=30))

    assert_all_arrived(world, to)
    assert [sent.name for sent in world.sent] == ["0", "1", "2"]


def test_a_worker_that_comes_back_after_its_lease_changes_nothing(world: World) -> None:
    to = world.subscribe(a_subscription())
    world.happens(EVENTS[0])
    hint = world.waiting[0][2]

    class Slow:
        def post(self, *request: Any) -> Outcome:
            world.now += timedelta(seconds=100)
            world.run(world.now - BEGINNING)
            assert world.one(to).status is DeliveryStatus.DELIVERED
            return Outcome(status=500)

    world.deliverer(sender=Slow()).deliver(hint)

    assert world.one(to).status is DeliveryStatus.DELIVERED


def _later(event: CustomerEvent, world: World) -> CustomerEvent:
    name = event.data["name"]
    return an_event(name, occurred_at=world.now + timedelta(milliseconds=int(name)))


def _fails_once(world: World, url: str) -> Callable[[Any], Outcome]:
    def answer(sent: Any) -> Outcome:
        before = [each for each in world.sent if each.url == url and each.id == sent.id]
        return Outcome(status=500 if len(before) == 1 else 200)

    return answer


def assert_all_arrived(world: World, to: Any) -> None:
    deliveries = world.of(to)
    assert [delivery.status for delivery in deliveries] == [DeliveryStatus.DELIVERED] * len(EVENTS)
    heard = {sent.id: sent.name for sent in world.sent if sent.url == to.url}
    assert sorted(heard.values()) == ["0", "1", "2"]
    assert set(heard) == {delivery.id for delivery in deliveries}
