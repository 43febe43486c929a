"""The soak's check finds what is wrong."""

from typing import Any

import pytest

from tests.soak.invariants import bugs_in, lost_history, lost_numbers, untold
from tests.soak.ledger import Ledger, Owned


def a_number(status: str = "active", **members: Any) -> dict[str, Any]:
    where = "ARCHIVED" if status == "archived" else "LIVE"
    return {
        "pk": f"WORKSPACE#w#{where}",
        "sk": "NUMBER#one",
        "entity": "phone_number",
        "archive_status": status,
        **members,
    }


def told(*kinds: str, phone: str | None = None) -> dict[str, list[dict[str, Any]]]:
    events = [
        {"type": f"phone_number.{kind}", "version": version, "phone": phone} for version, kind in enumerate(kinds, 1)
    ]
    return {"one": list(reversed(events))}


def test_a_number_that_is_gone_is_lost() -> None:
    ledger = Ledger(numbers={"one": Owned("acme", 1, "one"), "two": Owned("acme", 2, "two")})

    assert lost_numbers(ledger, [a_number()]) == ["two: created, and lost"]


def test_a_number_that_was_said_to_be_archived_has_to_be() -> None:
    ledger = Ledger(archived={"one"})

    assert lost_numbers(ledger, [a_number("archived")]) == []
    assert lost_numbers(ledger, [a_number()]) == ["one: said to be archived, and is not"]


def test_what_was_taken_of_messages_and_calls_has_to_be_kept() -> None:
    ledger = Ledger(messages={"kept", "lost"}, calls={"CA1", "CA2"})
    items = [
        {"entity": "message", "message_text": "kept"},
        {"entity": "call", "call_id": "CA1"},
        # One that only its carrier's log knows.
        {"entity": "message"},
    ]

    assert lost_history(ledger, items) == ["lost: taken, and not kept", "call CA2: taken, and not kept"]


@pytest.mark.parametrize(
    ("item", "events"),
    [
        (a_number(), told("created")),
        (a_number(), told("created", "linked", "unlinked", phone="p")),
        (a_number(provider_phone_uuid="p"), told("created", "linked", phone="p")),
        (a_number("archived"), told("created", "linked", "archived", phone="p")),
    ],
)
def test_a_life_that_was_told_as_it_is(item: dict[str, Any], events: Any) -> None:
    assert untold([item], events) == []


@pytest.mark.parametrize(
    ("item", "events"),
    [
        (a_number(), {}),
        (a_number(), told("created", "archived")),
        (a_number("archived"), told("created")),
        (a_number("archived"), told("created", "archived", "archived")),
        (a_number(), told("created", "linked", phone="p")),
        (a_number(provider_phone_uuid="p"), told("created")),
        (a_number(provider_phone_uuid="p"), told("created", "linked", phone="other")),
    ],
)
def test_a_life_that_was_told_otherwise(item: dict[str, Any], events: Any) -> None:
    assert len(untold([item], events)) == 1


_TRACE = ["Traceback (most recent call last):", '  File "archive_tasks.py", line 40, in __call__']


@pytest.mark.parametrize("error", ["CarrierRefusedError", "NumberBusyError", "UnavailableError"])
def test_an_error_that_the_state_machine_knows_is_no_bug(error: str) -> None:
    assert bugs_in(["START RequestId: 1", f"[ERROR] {error}: The carrier refused", *_TRACE]) == []


@pytest.mark.parametrize(
    "error", ["KeyError: 'pk'", "TrunklineError: ", "CarrierAccount: ", "Runtime.ImportModuleError"]
)
def test_any_other_error_of_a_function_is_a_bug(error: str) -> None:
    (found,) = bugs_in(["START RequestId: 1", f"[ERROR] {error}", *_TRACE])
    assert found.splitlines()[:2] == [f"[ERROR] {error}", _TRACE[0]]


def test_what_the_edge_has_caught_unforeseen_is_a_bug() -> None:
    assert len(bugs_in(['{"level": "ERROR", "message": "unhandled error"}'])) == 1
    assert len(bugs_in([_TRACE[0]])) == 1
