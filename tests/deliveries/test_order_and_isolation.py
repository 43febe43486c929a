"""Who gets which events, that those of a number start in order, and that nobody waits for somebody else."""

import random
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from trunkline.aws.delivery_queue import SqsHintQueue, hint_of
from trunkline.domain.customer_events import EventType
from trunkline.domain.deliveries import DeliveryStatus, Outcome, new_delivery
from trunkline.domain.identifiers import NumberUuid, OrganizationId, WorkspaceUuid
from trunkline.domain.subscriptions import parse_patterns
from trunkline.errors import UnavailableError
from trunkline.events.deliveries import DeliveryBatch
from trunkline.services.deliveries import Deliverer, Ending, Hint, hint_for
from trunkline.table.client import Table

from tests.deliveries.builders import BEGINNING, NUMBER, WORKSPACE, a_subscription, an_event
from tests.deliveries.world import Sent, World

GLOBEX = OrganizationId("org_globex")
ELSEWHERE = WorkspaceUuid("0f6d2c1e-8f5b-4c3a-9a51-0c7d5f1b2a01")
ANOTHER = NumberUuid("11111111-2222-5333-8444-555555555555")


@pytest.mark.parametrize(
    ("subscription", "event", "is_taken"),
    [
        ({}, {}, True),
        ({"patterns": ("message.*",)}, {}, True),
        ({"patterns": ("message.received",)}, {}, True),
        ({"patterns": ("call.*", "phone_number.created")}, {}, False),
        ({"patterns": ("call.*",)}, {"type": EventType.CALL_ENDED}, True),
        ({"is_enabled": False}, {}, False),
        ({"organization_id": GLOBEX}, {}, False),
        ({"workspace_uuid": ELSEWHERE}, {}, False),
        ({}, {"workspace_uuid": None}, False),
        ({"workspace_uuid": None}, {"workspace_uuid": None}, True),
        ({"workspace_uuid": None}, {}, True),
        ({"phone_number_uuids": (NUMBER, ANOTHER)}, {}, True),
        ({"phone_number_uuids": (ANOTHER,)}, {}, False),
        ({"phone_number_uuids": (ANOTHER,)}, {"phone_number_uuid": None}, False),
    ],
)
def test_a_subscription_takes_the_events_that_it_names(
    subscription: dict[str, Any], event: dict[str, Any], *, is_taken: bool
) -> None:
    assert a_subscription(**subscription).takes(an_event(**event)) is is_taken


@pytest.mark.parametrize(
    "pattern", ["", "call", "call.", "call.*.x", "*.*", "fax.*", "call.end", "CALL.*", "call.ended "]
)
def test_a_pattern_that_no_event_matches_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="event"):
        parse_patterns(["*", pattern])


def test_patterns_are_kept_once_and_in_order() -> None:
    assert parse_patterns(["message.*", "call.ended", "message.*"]) == ("call.ended", "message.*")


def test_an_event_goes_to_each_subscription_that_takes_it_and_to_no_other_tenant(world: World) -> None:
    mine = [world.subscribe(a_subscription(url=f"https://{n}.example/")) for n in "ab"]
    world.subscribe(a_subscription(url="https://calls.example/", patterns=("call.*",)))
    world.subscribe(a_subscription(url="https://elsewhere.example/", workspace_uuid=ELSEWHERE))
    world.subscribe(a_subscription(url="https://globex.example/", organization_id=GLOBEX))
    world.happens(an_event())
    world.run()

    assert sorted(sent.url for sent in world.sent) == sorted(each.url for each in mine)
    assert len({sent.id for sent in world.sent}) == 1


def test_an_event_that_is_told_twice_is_one_delivery(world: World) -> None:
    to = world.subscribe(a_subscription())
    world.happens(an_event(), an_event())
    world.run()
    world.happens(an_event())
    world.run(timedelta(days=1))

    assert len(world.sent) == len(world.of(to)) == 1


# ---- order ----


def _a_line_of(world: World, count: int) -> list[str]:
    """Events of one number, a millisecond apart, that are hinted at in no order."""
    events = [an_event(str(n), occurred_at=BEGINNING + timedelta(milliseconds=n)) for n in range(count)]
    world.happens(*events)
    hints = [hint for _, _, hint in world.waiting]
    random.Random(count).shuffle(hints)
    world.waiting = [(world.now, n, hint) for n, hint in enumerate(hints)]
    return [str(n) for n in range(count)]


@pytest.mark.parametrize("count", [2, 7, 60])
def test_events_of_a_number_start_in_order_however_their_hints_come(world: World, count: int) -> None:
    to = world.subscribe(a_subscription())
    names = _a_line_of(world, count)
    world.run(timedelta(minutes=1))

    assert [sent.name for sent in world.sent] == names
    assert {delivery.status for delivery in world.of(to)} == {DeliveryStatus.DELIVERED}


def test_the_first_tries_of_a_line_do_not_wait_for_the_second_of_another(world: World) -> None:
    to = world.subscribe(a_subscription())
    world.outcomes[to.url] = lambda sent: Outcome(status=500 if sent.name == "0" else 200)
    _a_line_of(world, 3)
    world.run(timedelta(seconds=4))

    assert [sent.name for sent in world.sent] == ["0", "1", "2"]


def test_while_the_first_is_being_tried_the_second_may_start_and_the_first_is_not_tried_twice(world: World) -> None:
    world.subscribe(a_subscription())
    _a_line_of(world, 2)
    hints = [hint for _, _, hint in world.waiting]
    endings: list[Ending] = []

    def post(url: str, headers: dict[str, str], body: bytes) -> Outcome:
        if not endings:
            endings.append(Ending.NOTHING_DUE)
            endings.extend(world.deliverer().deliver(hint) for hint in hints)
        return World.post(world, url, headers, body)

    sender = type("Slow", (), {"post": staticmethod(post)})()
    world.deliverer(sender=sender).deliver(hints[0])

    assert sorted(sent.name for sent in world.sent) == ["0", "1"]


def test_numbers_do_not_wait_for_each_other(world: World) -> None:
    world.subscribe(a_subscription())
    world.happens(an_event("1", line="one"), an_event("2", line="two"))
    hint = next(hint for _, _, hint in world.waiting if hint.line == "two")
    world.deliverer().deliver(hint)

    assert [sent.name for sent in world.sent] == ["2"]


def test_a_hint_that_comes_early_or_twice_does_nothing(world: World) -> None:
    to = world.subscribe(a_subscription())
    world.outcomes[to.url] = lambda _: Outcome(status=500)
    world.happens(an_event())
    hint = world.waiting[0][2]
    world.run()
    for _ in range(3):
        assert world.deliverer().deliver(hint) is Ending.NOTHING_DUE

    assert len(world.sent) == 1


def test_a_hint_at_what_is_not_there_does_nothing(world: World) -> None:
    to = world.subscribe(a_subscription())
    hint = Hint(organization_id=to.organization_id, subscription_id=to.id, line="x", event_id="evt_0")

    assert world.deliverer().deliver(hint) is Ending.NOTHING_DUE


# ---- the queue ----


class FakeSqs:
    def __init__(self) -> None:
        self.entries: list[dict[str, Any]] = []
        self.failed: list[Any] = []

    def send_message_batch(self, *, QueueUrl: str, Entries: list[dict[str, Any]]) -> dict[str, Any]:  # noqa: N803
        assert QueueUrl == "https://sqs.test/deliveries"
        assert 1 <= len(Entries) <= 10
        assert len({entry["Id"] for entry in Entries}) == len(Entries)
        self.entries += Entries
        return {"Failed": self.failed}


def _hints(count: int, organization: OrganizationId) -> list[tuple[Hint, timedelta]]:
    to = a_subscription(organization_id=organization)
    return [
        (hint_for(new_delivery(to.id, an_event(str(n), organization_id=organization), BEGINNING)), timedelta(seconds=n))
        for n in range(count)
    ]


def test_an_organisations_messages_are_a_group_of_their_own_and_say_no_secret() -> None:
    sqs = FakeSqs()
    queue = SqsHintQueue(lambda: sqs, lambda: "https://sqs.test/deliveries")
    hints = [*_hints(12, OrganizationId("org_acme")), *_hints(1, OrganizationId("a b#" * 100))]
    queue.send(hints)

    groups = [entry["MessageGroupId"] for entry in sqs.entries]
    assert (len(set(groups[:12])), len(set(groups))) == (1, 2)
    assert all(len(group) <= 128 and group.isalnum() for group in groups)
    assert [entry["DelaySeconds"] for entry in sqs.entries] == [*range(12), 0]
    assert [hint_of(entry["MessageBody"]) for entry in sqs.entries] == [hint for hint, _ in hints]
    assert "name" not in str(sqs.entries)


def test_a_message_that_the_queue_does_not_take_is_an_error() -> None:
    sqs = FakeSqs()
    sqs.failed = [{"Id": "0"}]

    with pytest.raises(UnavailableError):
        SqsHintQueue(lambda: sqs, lambda: "https://sqs.test/deliveries").send(_hints(1, OrganizationId("org_acme")))


# ---- the worker's batches ----


def test_in_a_batch_nobody_waits_for_a_slow_endpoint(world: World) -> None:
    """The slow one answers only after all the others have been sent to."""
    slow = world.subscribe(a_subscription(url="https://slow.example/"))
    all_others = threading.Barrier(4)

    def answer(_: Sent) -> Outcome:
        all_others.wait(timeout=30)
        return Outcome(status=200)

    world.outcomes[slow.url] = answer
    for n in range(3):
        other = world.subscribe(a_subscription(url=f"https://{n}.example/"))
        world.outcomes[other.url] = answer
    world.happens(an_event())

    answered = _batch(world.deliverer(), [hint for _, _, hint in world.waiting])

    assert answered == {"batchItemFailures": []}
    assert len(world.sent) == 4


def test_a_message_that_fails_comes_again_and_the_others_do_not(world: World) -> None:
    to = [world.subscribe(a_subscription(url=f"https://{n}.example/")) for n in range(3)]

    def fails(_: Sent) -> Outcome:
        raise UnavailableError

    world.outcomes[to[1].url] = fails
    world.happens(an_event())
    hints = sorted(
        (hint for _, _, hint in world.waiting), key=lambda hint: [each.id for each in to].index(hint.subscription_id)
    )

    assert _batch(world.deliverer(), hints) == {"batchItemFailures": [{"itemIdentifier": "m1"}]}


def _batch(deliverer: Deliverer, hints: list[Hint]) -> Any:
    waiting: Iterator[Hint] = iter(hints)
    in_order = {f"body {n}": hint for n, hint in enumerate(waiting)}
    records = [{"messageId": f"m{n}", "body": body, "eventSourceARN": "all"} for n, body in enumerate(in_order)]
    return DeliveryBatch(lambda: deliverer, in_order.__getitem__, lambda: "https://sqs.example/slow")(
        {"Records": records}, None
    )


def test_of_a_workspace_the_other_workspaces_subscriptions_hear_nothing(world: World, store: Table) -> None:
    del store
    to = world.subscribe(a_subscription(workspace_uuid=WORKSPACE))
    other = world.subscribe(a_subscription(workspace_uuid=ELSEWHERE))
    world.happens(an_event("1"), an_event("2", workspace_uuid=ELSEWHERE))
    world.run()

    assert [delivery.event.data["name"] for delivery in world.of(to)] == ["1"]
    assert [delivery.event.data["name"] for delivery in world.of(other)] == ["2"]
