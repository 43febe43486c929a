"""An organisation with a slow endpoint waits for itself: in a queue, and for workers, that nobody else waits for."""

from datetime import timedelta
from typing import Any

import pytest
from trunkline.domain.deliveries import DeliveryStatus, Outcome, new_delivery
from trunkline.domain.identifiers import OrganizationId
from trunkline.domain.subscriptions import Subscription
from trunkline.errors import UnavailableError
from trunkline.events.deliveries import DeliveryBatch
from trunkline.services.deliveries import Ending, Hint, hint_for
from trunkline.services.slow_organizations import SLOW_AFTER, SLOW_FOR, SlowOrganizations
from trunkline.table.slow_organizations import SlowOrganizationTable

from tests.deliveries.builders import BEGINNING, a_subscription, an_event
from tests.deliveries.world import Sent, World
from tests.support.tables import everything

GLOBEX = OrganizationId("org_globex")


@pytest.fixture
def dead(world: World) -> Subscription:
    """An endpoint that says nothing for 15 seconds."""
    to = world.subscribe(a_subscription(url="https://dead.example/"))

    def hang(_: Sent) -> Outcome:
        world.hangs()
        return Outcome(error="timeout")

    world.outcomes[to.url] = hang
    return to


def test_who_hangs_is_noticed_while_it_hangs(world: World, dead: Subscription) -> None:
    noticed: list[bool] = []
    hang = world.outcomes[dead.url]

    def answer(sent: Sent) -> Outcome:
        store = SlowOrganizationTable(world.table)
        noticed.append(store.is_slow(dead.organization_id, world.now))
        outcome = hang(sent)
        noticed.append(store.is_slow(dead.organization_id, BEGINNING + SLOW_AFTER))
        return outcome

    world.outcomes[dead.url] = answer
    world.happens(an_event())
    world.take_hint()

    assert noticed == [False, True]


def test_what_comes_after_it_waits_in_a_queue_of_its_own_and_is_sent_from_there(
    world: World, dead: Subscription
) -> None:
    world.happens(an_event("1", line="one"))
    world.take_hint()
    world.happens(an_event("2", line="two"))
    world.run(timedelta(seconds=16))
    assert [sent.name for sent in world.sent] == ["1"]
    assert {hint.line for hint in world.slow.waiting} == {"two"}

    world.take_slow_hint()

    assert [sent.name for sent in world.sent] == ["1", "2"]
    assert world.endings[Ending.MOVED] == 1
    assert world.slow.waiting == []


def test_others_are_not_moved(world: World, dead: Subscription) -> None:
    to = world.subscribe(a_subscription(organization_id=GLOBEX, url="https://globex.example/"))
    world.happens(an_event())
    world.take_hint()
    world.happens(an_event(organization_id=GLOBEX))
    world.run(timedelta(seconds=16))

    assert world.one(to).status is DeliveryStatus.DELIVERED
    assert world.endings[Ending.MOVED] == 0


def test_an_endpoint_that_fails_at_once_is_not_slow(world: World) -> None:
    to = world.subscribe(a_subscription())
    world.outcomes[to.url] = lambda _: Outcome(status=500)
    world.happens(an_event())
    world.run(timedelta(minutes=6))

    assert len(world.sent) == 3
    assert world.timers == []
    assert not [item for item in everything() if item["pk"]["S"].endswith("#SLOW")]


def test_who_has_been_fast_for_a_while_is_served_with_all_others_again(world: World, dead: Subscription) -> None:
    world.happens(an_event("1", line="one"))
    world.take_hint()
    world.outcomes[dead.url] = lambda _: Outcome(status=200)
    world.waiting.clear()
    world.now = BEGINNING + SLOW_AFTER + SLOW_FOR
    world.happens(an_event("2", line="two"))
    world.take_hint()

    assert [sent.name for sent in world.sent] == ["1", "2"]
    assert world.slow.waiting == []


def test_who_stays_slow_stays_there(world: World, dead: Subscription) -> None:
    for n in range(4):
        world.happens(an_event(str(n), line=str(n)))
        world.take_hint()
        if world.slow.waiting:
            world.take_slow_hint()
        world.waiting.clear()
        world.now = BEGINNING + (n + 1) * SLOW_FOR * 0.6

    assert world.endings[Ending.MOVED] == 3


def test_slow_requests_at_once_are_one_write(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    store = SlowOrganizationTable(world.table)
    slow = SlowOrganizations(store, world.slow, world.clock, world.timer)
    with slow.watching(GLOBEX), slow.watching(GLOBEX):
        world.hangs()
    first = [item["slow_until"]["S"] for item in everything()]
    world.now = BEGINNING + timedelta(minutes=1)
    with slow.watching(GLOBEX):
        world.hangs()

    assert [item["slow_until"]["S"] for item in everything()] == first
    assert len(first) == 1


def test_a_delivery_does_not_fail_because_it_cannot_be_noted_that_it_is_slow(
    world: World, dead: Subscription, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: Any, **__: Any) -> None:
        raise UnavailableError

    monkeypatch.setattr(SlowOrganizationTable, "mark", busy)
    world.happens(an_event())
    world.take_hint()

    assert world.endings == {Ending.POSTPONED: 1}
    assert world.one(dead).tries[0].error == "timeout"


@pytest.mark.parametrize(("queue", "is_sent"), [("deliveries", False), ("slow-deliveries", True)])
def test_the_worker_moves_what_comes_from_the_queue_of_all_and_sends_what_comes_from_that_of_the_slow(
    world: World, queue: str, *, is_sent: bool
) -> None:
    to = world.subscribe(a_subscription())
    SlowOrganizationTable(world.table).mark(to.organization_id, until=BEGINNING + SLOW_FOR, unless_beyond=BEGINNING)
    world.happens(an_event())
    batch = DeliveryBatch(
        world.deliverer, lambda _: hint_for(world.one(to)), lambda: "https://sqs.example/123456789012/slow-deliveries"
    )
    record = {"messageId": "m", "body": "", "eventSourceARN": f"arn:aws:sqs:us-east-1:123456789012:{queue}"}

    assert batch({"Records": [record]}, None) == {"batchItemFailures": []}
    assert (len(world.sent), len(world.slow.waiting)) == ((1, 0) if is_sent else (0, 1))


@pytest.mark.parametrize("hanging", [20, 400])
def test_however_many_hang_at_once_most_places_stay_free(world: World, hanging: int) -> None:
    """Places as Lambda gives them: five at first, five more a second while messages wait, 50 at most."""
    places, seconds = 0.0, 0.0
    store = SlowOrganizationTable(world.table)
    slow = SlowOrganizations(store, world.slow, world.clock, world.timer)
    with slow.watching(GLOBEX):
        hint = hint_for_somebody_of(GLOBEX)
        for _ in range(hanging):
            world.now = BEGINNING + timedelta(seconds=seconds)
            if world.now >= BEGINNING + SLOW_AFTER and world.timers:
                world.timers[0].function()
            if slow.takes(hint):
                break
            places += 1
            seconds = max(0.0, (places - 4) / 5)

    assert places <= 20


def hint_for_somebody_of(organization: OrganizationId) -> Hint:
    to = a_subscription(organization_id=organization)
    return hint_for(new_delivery(to.id, an_event(organization_id=organization), BEGINNING))
