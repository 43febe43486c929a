"""What becomes of a subscription between reading and writing it: each condition of its writes on its own."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from trunkline.domain.deliveries import Outcome
from trunkline.domain.subscriptions import FAILS_FOR_AT_MOST, Subscription
from trunkline.services.subscriptions import ReceiverRules, Subscriptions

from tests.deliveries.builders import BEGINNING, ORGANIZATION, WORKSPACE, a_subscription, an_event
from tests.deliveries.world import Sent, World
from tests.support.tables import everything

FAILS, GONE, WORKS = Outcome(status=500), Outcome(status=410), Outcome(status=200)
EARLIER = BEGINNING - timedelta(hours=1)
TOO_LONG_AGO = BEGINNING - FAILS_FOR_AT_MOST


def _answers(world: World, to: Subscription, outcome: Outcome, meanwhile: Callable[[], object]) -> None:
    """An event is delivered; while the endpoint thinks of its answer, something happens to the subscription."""

    def answer(_: Sent) -> Outcome:
        meanwhile()
        return outcome

    world.outcomes[to.url] = answer
    world.happens(an_event())
    world.run()
    assert len(world.sent) == 1


def test_a_creation_that_is_sent_again_does_not_undo_a_change_since(world: World) -> None:
    """The SDK sends it again when the answer was lost."""
    created = world.subscribe(a_subscription())
    changed = created.changed({"description": "changed"}, BEGINNING)
    world.subscriptions.save(created, changed)

    world.subscriptions.add(created)

    assert world.found(created) == changed


def test_a_change_keeps_what_another_has_changed_meanwhile(world: World) -> None:
    created = world.subscribe(a_subscription())

    def meddling_clock() -> datetime:
        """Is asked between read and write."""
        if world.found(created) == created:
            world.subscriptions.save(created, created.changed({"description": "theirs"}, BEGINNING))
        return BEGINNING

    rules = ReceiverRules(ports=frozenset({443}))
    service = Subscriptions(world.subscriptions, world.deliveries, world, world, rules, meddling_clock, lambda _: None)
    changed = service.change(ORGANIZATION, WORKSPACE, created.id, {"patterns": ["call.*"]})

    assert (changed.description, changed.patterns, changed.version) == ("theirs", ("call.*",), 3)
    assert world.found(created) == changed


@pytest.mark.parametrize(("since", "outcome"), [(None, FAILS), (EARLIER, WORKS), (TOO_LONG_AGO, FAILS), (None, GONE)])
def test_one_that_is_deleted_while_it_is_sent_to_stays_deleted(
    world: World, since: datetime | None, outcome: Outcome
) -> None:
    to = world.subscribe(a_subscription(failing_since=since))
    _answers(world, to, outcome, lambda: world.subscriptions.delete(to))

    assert [item for item in everything() if "SUBSCRIPTION" in item["sk"]["S"]] == []
    assert world.subscriptions.of_organization(ORGANIZATION) == []


def test_of_failures_at_once_the_first_says_since_when(world: World) -> None:
    to = world.subscribe(a_subscription())
    _answers(world, to, FAILS, lambda: world.subscriptions.note_failure(to, EARLIER))

    assert world.found(to).failing_since == EARLIER


@pytest.mark.parametrize(("since", "outcome"), [(None, GONE), (TOO_LONG_AGO, FAILS)])
def test_one_that_was_changed_while_it_was_sent_to_stays_on(
    world: World, since: datetime | None, outcome: Outcome
) -> None:
    """What failed was not what the customer wants now."""
    to = world.subscribe(a_subscription(failing_since=since))
    changed = to.changed({"description": "of another server"}, BEGINNING)
    _answers(world, to, outcome, lambda: world.subscriptions.save(to, changed))

    assert world.found(to) == changed


def test_one_that_has_failed_for_long_and_succeeds_meanwhile_stays_on(world: World) -> None:
    to = world.subscribe(a_subscription(failing_since=TOO_LONG_AGO))
    _answers(world, to, FAILS, lambda: world.subscriptions.note_success(to))

    assert world.found(to) == replace(to, failing_since=None)


def test_a_deletion_of_one_that_is_gone_does_nothing(world: World) -> None:
    to = world.subscribe(a_subscription())
    for _ in range(2):
        world.subscriptions.delete(to)
        assert world.subscriptions.of_organization(ORGANIZATION) == []
