"""When an event is tried, and when that ends."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from itertools import pairwise
from typing import Any

import pytest
from trunkline.domain.customer_events import EventType
from trunkline.domain.deliveries import JITTER, SCHEDULE, DeliveryStatus, GivenUp, Outcome, new_delivery
from trunkline.domain.subscriptions import DisabledReason, new_subscription_id

from tests.deliveries.builders import BEGINNING, a_subscription, an_event
from tests.deliveries.world import Sent, World, verified

A_WEEK = timedelta(days=7)
FAILS = Outcome(status=500, body="no")
MINUTES_LATER = [0, 5 / 60, 5 + 5 / 60, 35 + 5 / 60]


def fails(_: Sent) -> Outcome:
    return FAILS


def test_an_event_is_delivered_at_once_and_once(world: World) -> None:
    to = world.subscribe(a_subscription())
    event = an_event(data={"name": "1", "text": "hello"})
    world.happens(event)
    world.run(A_WEEK)

    (sent,) = world.sent
    assert (sent.url, sent.id, sent.at) == (to.url, event.id, BEGINNING)
    assert verified(sent)["data"]["text"] == "hello"
    delivery = world.one(to)
    assert (delivery.status, delivery.next_try_at, len(delivery.tries)) == (DeliveryStatus.DELIVERED, None, 1)
    assert world.waiting == []


def test_one_that_always_fails_is_tried_by_the_schedule_and_given_up(world: World) -> None:
    to = world.subscribe(a_subscription())
    world.outcomes[to.url] = fails
    world.happens(an_event())
    world.run(A_WEEK)

    waits = [later.at - earlier.at for earlier, later in pairwise(world.sent)]
    assert [timedelta(0), *waits] == list(SCHEDULE)
    assert len({sent.id for sent in world.sent}) == len({sent.body for sent in world.sent}) == 1
    assert len({sent.headers["webhook-timestamp"] for sent in world.sent}) == len(SCHEDULE)
    delivery = world.one(to)
    assert (delivery.status, delivery.reason) == (DeliveryStatus.FAILED, GivenUp.EXHAUSTED)
    assert [each.status for each in delivery.tries] == [500] * len(SCHEDULE)
    assert delivery.response_body == "no"


def test_one_that_succeeds_in_the_end_is_delivered(world: World) -> None:
    to = world.subscribe(a_subscription())
    world.outcomes[to.url] = lambda _: FAILS if len(world.sent) < 4 else Outcome(status=204)
    world.happens(an_event())
    world.run(A_WEEK)

    assert [(sent.at - BEGINNING) / timedelta(minutes=1) for sent in world.sent] == pytest.approx(MINUTES_LATER)
    assert world.one(to).status is DeliveryStatus.DELIVERED
    assert world.found(to).failing_since is None


@pytest.mark.parametrize(
    ("asked", "waits"),
    [
        (timedelta(minutes=2), timedelta(minutes=2)),
        (timedelta(seconds=1), timedelta(seconds=5)),
        (timedelta(days=30), timedelta(hours=24)),
    ],
    ids=["more than the schedule", "less", "more than a day"],
)
def test_an_endpoint_may_ask_for_more_time_but_not_for_any(world: World, asked: timedelta, waits: timedelta) -> None:
    to = world.subscribe(a_subscription())
    world.outcomes[to.url] = lambda _: Outcome(status=429, retry_after=asked)
    world.happens(an_event())
    world.run(timedelta(days=1))

    assert world.sent[1].at - world.sent[0].at == waits


def test_waits_have_jitter() -> None:
    waiting = new_delivery(new_subscription_id(), an_event(), BEGINNING).begun(BEGINNING)

    for share in (0.0, 0.5, 1.0):
        ended = waiting.ended(FAILS, BEGINNING, partial(float, share))
        assert ended.next_try_at == BEGINNING + timedelta(seconds=5) * (1 + JITTER * share)


def test_410_gone_ends_it_and_switches_the_subscription_off(world: World) -> None:
    to = world.subscribe(a_subscription())
    world.outcomes[to.url] = lambda _: Outcome(status=410)
    world.happens(an_event())
    world.run(A_WEEK)
    world.happens(an_event("2"))
    world.run(A_WEEK)

    assert len(world.sent) == 1
    assert (world.found(to).is_enabled, world.found(to).disabled_reason) == (False, DisabledReason.GONE)
    assert (world.one(to).status, world.one(to).reason) == (DeliveryStatus.FAILED, GivenUp.GONE)


def _an_event_every(hours: int, world: World, days: int) -> None:
    for hour in range(0, days * 24, hours):
        at = timedelta(hours=hour)
        world.run(at)
        world.happens(an_event(str(hour), occurred_at=BEGINNING + at))
        world.run(at)


def test_five_days_of_nothing_but_failures_switch_it_off(world: World) -> None:
    to = world.subscribe(a_subscription())
    world.outcomes[to.url] = fails
    _an_event_every(12, world, days=5)
    assert world.found(to).is_enabled
    assert world.found(to).failing_since == BEGINNING

    world.run(timedelta(days=5))
    world.happens(an_event("last", occurred_at=world.now))
    world.run(timedelta(days=5, hours=1))

    assert (world.found(to).is_enabled, world.found(to).disabled_reason) == (False, DisabledReason.FAILING)
    world.run(timedelta(days=20))
    reasons = {(delivery.status, delivery.reason) for delivery in world.of(to)}
    assert reasons == {
        (DeliveryStatus.FAILED, GivenUp.EXHAUSTED),
        (DeliveryStatus.FAILED, GivenUp.DISABLED),
    }


def test_one_success_in_five_days_keeps_it_on(world: World) -> None:
    to = world.subscribe(a_subscription())
    good = BEGINNING + timedelta(days=3)
    world.outcomes[to.url] = lambda sent: Outcome(status=200) if sent.at == good else FAILS
    _an_event_every(12, world, days=7)

    assert world.found(to).is_enabled
    since = world.found(to).failing_since
    assert since is not None
    assert good < since < good + timedelta(days=1)


@pytest.mark.parametrize("ends", ["deleted", "disabled"])
def test_what_waits_for_a_subscription_that_is_gone_ends(world: World, ends: str) -> None:
    to = world.subscribe(a_subscription())
    world.outcomes[to.url] = fails
    world.happens(an_event())
    world.run()
    if ends == "deleted":
        world.subscriptions.delete(to)
    else:
        found = world.found(to)
        world.subscriptions.save(found, found.changed({"is_enabled": False}, world.now))
    world.run(A_WEEK)

    assert len(world.sent) == 1
    assert (world.one(to).status, world.one(to).reason) == (DeliveryStatus.FAILED, f"webhook_{ends}")


def test_a_change_counts_from_the_next_event_and_the_next_try_on(world: World) -> None:
    to = world.subscribe(a_subscription(url="https://before.example/"))
    world.outcomes[to.url] = fails
    world.happens(an_event("1"))
    world.run()
    found = world.found(to)
    changes = {"url": "https://after.example/", "patterns": ("call.*",)}
    world.subscriptions.save(found, found.changed(changes, world.now))
    world.happens(an_event("2"), an_event("3", type=EventType.CALL_ENDED))
    world.run(A_WEEK)

    assert [(sent.name, sent.url) for sent in world.sent] == [
        ("1", "https://before.example/"),
        ("3", "https://after.example/"),
        ("1", "https://after.example/"),
    ]


def test_a_fault_of_ours_parks_it_with_its_reason_and_stops_no_other(world: World, monkeypatch: Any) -> None:
    broken, to = world.subscribe(a_subscription()), world.subscribe(a_subscription())
    bad: Callable[..., str] = world.unseal

    def unseal(self: World, sealed: str, context: Any) -> str:
        if context["subscription"] == broken.id:
            raise ValueError(sealed)
        return bad(sealed, context)

    monkeypatch.setattr(World, "unseal", unseal)
    world.happens(an_event())
    world.run(A_WEEK)

    assert (world.one(broken).status, world.one(broken).reason) == (DeliveryStatus.PARKED, "ValueError")
    assert world.one(to).status is DeliveryStatus.DELIVERED


def test_a_rotation_signs_with_both_secrets_for_a_day(world: World) -> None:
    to = world.subscribe(a_subscription())
    old, new = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_" + "QUJD" * 8
    found = world.found(to)
    world.subscriptions.save(found, found.with_secret(f"sealed:{new}", world.now))
    for hours in (0, 23, 24):
        world.run(timedelta(hours=hours))
        world.happens(an_event(str(hours), occurred_at=world.now))
        world.run(timedelta(hours=hours))

    signatures = [len(sent.headers["webhook-signature"].split()) for sent in world.sent]
    assert signatures == [2, 2, 1]
    for sent in world.sent:
        verified(sent, new)
    for sent in world.sent[:2]:
        verified(sent, old)
