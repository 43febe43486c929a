"""Many events to many endpoints of several tenants, some of them dead: the counts add up to the last one."""

import json
import random
from collections import Counter, defaultdict
from datetime import timedelta

import pytest
from trunkline.domain.customer_events import CustomerEvent
from trunkline.domain.deliveries import SCHEDULE, DeliveryStatus, GivenUp, Outcome
from trunkline.domain.identifiers import NumberUuid, OrganizationId
from trunkline.domain.subscriptions import Subscription
from trunkline.services.deliveries import Ending

from tests.deliveries.builders import BEGINNING, a_subscription, an_event
from tests.deliveries.memory import MemoryWorld
from tests.deliveries.world import World

TENANTS = 10
# One in ten endpoints is dead, in one of these ways.
DEATHS = (Outcome(error="timeout"), Outcome(status=500), Outcome(error="connection_refused"))
THE_WHOLE_SCHEDULE = sum(SCHEDULE, timedelta(hours=3))


def _subscribed(world: World, endpoints: int) -> list[Subscription]:
    """Each tenant has several endpoints, each for one of its numbers."""
    return [
        world.subscribe(
            a_subscription(
                organization_id=OrganizationId(f"org_{index % TENANTS}"),
                url=f"https://{index}.example/",
                phone_number_uuids=(NumberUuid(f"number {index}"),),
            )
        )
        for index in range(endpoints)
    ]


def _an_event_of(to: Subscription, name: str, milliseconds: int) -> CustomerEvent:
    (number,) = to.phone_number_uuids or ()
    return an_event(
        name,
        organization_id=to.organization_id,
        phone_number_uuid=number,
        line=number,
        data={"name": name, "organization": to.organization_id},
        occurred_at=BEGINNING + timedelta(milliseconds=milliseconds),
    )


@pytest.mark.parametrize(
    ("kind", "count", "endpoints"), [("table", 60, 20), ("memory", 1_000, 100)], ids=["in the table", "in memory"]
)
def test_every_event_reaches_its_own_endpoint_and_no_other_or_is_given_up_after_the_whole_schedule(
    kind: str, count: int, endpoints: int, request: pytest.FixtureRequest, *, full: bool
) -> None:
    world: World = MemoryWorld() if kind == "memory" else request.getfixturevalue("world")
    if full and kind == "memory":
        count *= 10
    to = _subscribed(world, endpoints)
    # As many as there are tenants lie between two: so the dead ones are not all of one.
    dead = {
        each.url: DEATHS[n % len(DEATHS)]
        for n, each in enumerate(to[n * 11 % endpoints] for n in range(endpoints // 10))
    }
    for url, death in dead.items():
        world.outcomes[url] = lambda _, death=death: death  # type: ignore[misc]
    events = {index: _an_event_of(to[index % endpoints], str(index), index // endpoints) for index in range(count)}
    order = list(events.values())
    random.Random(count).shuffle(order)
    for start in range(0, count, 100):
        world.happens(*order[start : start + 100])
    world.run(timedelta(seconds=1))
    each_has = count // endpoints
    lost = len(dead) * each_has
    # Hints come in no order: some find that another has led to their delivery already.
    assert Counter(world.endings) - Counter({Ending.NOTHING_DUE: count}) == {
        Ending.DELIVERED: count - lost,
        Ending.POSTPONED: lost,
    }
    world.run(THE_WHOLE_SCHEDULE)

    heard: dict[str, Counter[str]] = defaultdict(Counter)
    for sent in world.sent:
        heard[sent.url][sent.name] += 1
    for index, endpoint in enumerate(to):
        tries = len(SCHEDULE) if endpoint.url in dead else 1
        assert heard[endpoint.url] == {str(n): tries for n in range(index, count, endpoints)}
    assert len(heard) == endpoints
    assert all(
        json.loads(sent.body)["data"]["organization"] == to[int(sent.url[8:-9])].organization_id for sent in world.sent
    )
    found = [delivery for each in to for delivery in world.of(each)]
    assert Counter((delivery.status, delivery.reason) for delivery in found) == {
        (DeliveryStatus.DELIVERED, None): count - lost,
        (DeliveryStatus.FAILED, GivenUp.EXHAUSTED): lost,
    }
    assert len({(sent.url, sent.id) for sent in world.sent}) == count
