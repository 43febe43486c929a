"""What the store's conditions are for: a delivery that was changed since it was read stays as it is."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from trunkline.domain.deliveries import MAX_TRIES_KEPT, Delivery, Outcome, new_delivery
from trunkline.table.deliveries import DeliveryTable

from tests.deliveries.builders import BEGINNING, a_subscription, an_event
from tests.deliveries.world import World
from tests.support.tables import everything

FAILURE = Outcome(status=500)
LATER = BEGINNING + timedelta(hours=1)


def tried(deliveries: DeliveryTable, delivery: Delivery, outcome: Outcome = FAILURE) -> Delivery:
    begun = delivery.begun(LATER)
    assert deliveries.begin(delivery, begun)
    ended = begun.ended(outcome, LATER)
    assert deliveries.end(begun, ended)
    return ended


def begun_again(deliveries: DeliveryTable, delivery: Delivery) -> Delivery:
    """Asked for again, and being tried for the first time since."""
    asked = delivery.asked_for_again(LATER)
    assert deliveries.ask_again(delivery, asked)
    begun = asked.begun(LATER)
    assert deliveries.begin(asked, begun)
    return begun


def tried_again(deliveries: DeliveryTable, delivery: Delivery) -> Delivery:
    begun = begun_again(deliveries, delivery)
    ended = begun.ended(FAILURE, LATER)
    assert deliveries.end(begun, ended)
    return ended


@pytest.fixture
def waiting(world: World) -> Delivery:
    """One that has failed once, and waits for its second try."""
    first = new_delivery(a_subscription().id, an_event(), BEGINNING)
    world.deliveries.add([first])
    return tried(world.deliveries, first)


@pytest.fixture
def much_tried(world: World, waiting: Delivery) -> Delivery:
    """One that was tried so often that the count of its tries stays; once since it was asked for again."""
    while len(waiting.tries) < MAX_TRIES_KEPT:
        waiting = tried_again(world.deliveries, waiting)
    return waiting


Change = Callable[[DeliveryTable, Delivery], Delivery]


@pytest.mark.parametrize("change", [tried, begun_again], ids=["tried", "begun again"])
def test_a_try_does_not_begin_where_another_came_first_though_no_more_tries_are_kept(
    world: World, much_tried: Delivery, change: Change
) -> None:
    change(world.deliveries, much_tried)
    before = everything()

    assert not world.deliveries.begin(much_tried, much_tried.begun(LATER))

    assert everything() == before


def test_a_try_does_not_begin_where_another_came_first_in_a_new_round(world: World, waiting: Delivery) -> None:
    other = tried_again(world.deliveries, waiting)
    assert other.round_tries == waiting.round_tries
    before = everything()

    assert not world.deliveries.begin(waiting, waiting.begun(LATER))

    assert everything() == before


def test_a_try_does_not_end_over_another_one_of_a_new_round(world: World, much_tried: Delivery) -> None:
    begun = begun_again(world.deliveries, much_tried)
    # Its lease is over, and somebody has not waited for what it brings.
    other = begun_again(world.deliveries, begun)
    assert (other.round_tries, len(other.tries)) == (begun.round_tries, len(begun.tries))
    before = everything()

    assert not world.deliveries.end(begun, begun.ended(Outcome(status=200), LATER))

    assert everything() == before


@pytest.mark.parametrize("outcome", [FAILURE, Outcome(status=200)], ids=["postponed", "delivered"])
def test_a_hint_says_nothing_of_a_delivery_that_was_tried_since(
    world: World, waiting: Delivery, outcome: Outcome
) -> None:
    tried(world.deliveries, waiting, outcome)
    before = everything()

    world.deliveries.hinted(waiting, LATER)

    assert everything() == before
