"""What was lost in a dark time is read back: the history is that of the undisturbed twin, but for the mark."""

import itertools
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from trunkline.table.client import Table

from tests.backfill.conftest import Lively, Town
from tests.fakes.executions import Killed
from tests.support.kills import KillableClient, Killer
from tests.support.tables import everything

# What a carrier's log cannot say, and what a history then has in its place.
SILENT: dict[str, dict[str, dict[str, Any]]] = {"plivo": {"messages": {"text": None}}}


def expected(town: Town, told: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """The twin's histories, marked, and without what the carrier's log cannot say."""
    silent = SILENT.get(town.carrier, {})
    return {
        kind: [each | silent.get(kind, {}) | {"backfilled": True} for each in entries] for kind, entries in told.items()
    }


@pytest.mark.parametrize("of_account", [False, True], ids=["number", "account"])
def test_a_dark_time_read_back_is_its_undisturbed_twin(lively: Lively, of_account: bool) -> None:
    town, began, ended = lively
    told, copies = town.histories(), town.take_recordings()
    assert (len(told["calls"]), len(told["messages"])) == (5, 3)
    assert not any(each["backfilled"] for each in told["calls"] + told["messages"])
    town.forget()
    assert town.histories() == {"calls": [], "messages": []}

    town.ask(began, ended, of_account=of_account)
    town.finish()

    assert town.histories() == expected(town, told)
    assert town.take_recordings() == copies


def test_webhooks_that_the_carrier_does_not_deliver_are_read_back(town: Town) -> None:
    """The sandbox's delivery ``none``: what it would have told, the log tells."""
    began = town.clock.now()
    told = [*everything_happens(town, "in-order")]
    twin = town.histories()
    town.forget()
    again = [*everything_happens(town, "none")]
    assert [len(each["deliveries"]) for each in told] == [len(each["deliveries"]) for each in again]
    assert town.histories() == {"calls": [], "messages": []}
    dark = began + timedelta(hours=6)

    town.ask(dark, dark + timedelta(hours=6))
    town.finish()

    assert [plain(each) for each in town.history("calls")] == [plain(each) for each in expected(town, twin)["calls"]]
    messages = [plain(each) for each in town.history("messages")]
    assert messages == [plain(each) for each in expected(town, twin)["messages"]]


def everything_happens(town: Town, delivery: str) -> Iterator[dict[str, Any]]:
    """Six hours of calls that are given up and messages; nobody has to answer for them to go on."""
    ends_at = town.clock.now() + timedelta(hours=6)
    for index in range(5):
        yield town.call(outcome="canceled", delivery=delivery)
        town.clock.advance(1800)
        yield town.message(f"message {index}", delivery=delivery)
        town.clock.advance(1800)
    town.clock.advance((ends_at - town.clock.now()).total_seconds())


def plain(entry: dict[str, Any]) -> dict[str, Any]:
    """An entry without what differs between two calls six hours apart."""
    return {name: value for name, value in entry.items() if name != "id" and not name.endswith("At")}


def test_a_walk_that_dies_at_any_write_is_finished_by_the_next(lively: Lively, full: bool) -> None:
    town, began, ended = lively
    told, copies = town.histories(), set(town.take_recordings())
    for turn in itertools.count(step=1 if full else 15):
        # Before a write and after it.
        at, before = divmod(turn, 2)
        town.forget()
        town.remove("backfill")
        town.ask(began, ended, of_account=at % 2 == 0)
        killer = Killer(at, before=before == 0)
        table: Any = Table(KillableClient(town.table.client, killer), town.table.name)  # type: ignore[arg-type]
        try:
            town.clean_up(table=table)
        except Killed:
            town.clock.advance(900)
        town.finish()
        assert town.histories() == expected(town, told), at
        assert set(town.take_recordings()) == copies, at
        if killer.count <= at:
            break
    assert at > 10


def test_reading_back_twice_changes_nothing(lively: Lively) -> None:
    town, began, ended = lively
    told = town.histories()
    town.ask(began, ended)
    town.finish()
    assert town.histories() == told
    (backfill,) = town.backfills()
    assert [backfill[f"stored_{step}"] for step in ("calls", "messages", "recordings")] == [0, 0, 0]

    town.forget()
    town.ask(began, ended)
    town.finish()
    once, copies = town.histories(), town.take_recordings()
    town.ask(began, ended, of_account=True)
    town.finish()
    assert (town.histories(), town.take_recordings()) == (once, [])
    assert len(copies) == (2 if town.carrier == "telnyx" else 0)


def test_webhooks_that_come_late_neither_double_nor_lose(town: Town) -> None:
    began = town.clock.now()
    told = [town.call(recording=True), town.call(outcome="canceled"), town.message("one", "two")]
    twin = town.histories()
    town.forget()
    town.clock.advance(3600)
    town.ask(began, town.clock.now() - timedelta(minutes=30))
    town.finish()

    for delivery in (each for one in told for each in one["deliveries"]):
        headers = {name.lower(): value for name, value in delivery["headers"].items()}
        path = "/" + delivery["url"].split("/", 3)[3]
        with town.at_the_time_of(headers):
            assert town.api.gateway.send("POST", path, headers=headers, body=delivery["body"].encode()).status < 300

    # What the log could not say, the webhook says.
    assert town.histories() == {kind: [each | {"backfilled": True} for each in twin[kind]] for kind in twin}


def test_a_call_whose_beginning_alone_was_lost_begins_when_the_log_says(town: Town) -> None:
    began = town.clock.now()
    town.call(outcome="canceled")
    (twin,) = town.history("calls")
    (item,) = [each for each in everything() if each.get("entity") == {"S": "call"}]
    late = (began + timedelta(seconds=50)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    seen = [name for name in item if name.startswith(("seen_", "raw_")) and name != "raw_end"]
    town.table.client.update_item(
        TableName=town.table.name,
        Key={"pk": item["pk"], "sk": item["sk"]},
        UpdateExpression=f"SET started_at = :late, gsi1sk = :sk REMOVE {', '.join(seen)}",
        ExpressionAttributeValues={":late": {"S": late}, ":sk": {"S": f"{late}#{twin['id']}"}},
    )
    assert town.history("calls")[0]["startedAt"] == late
    town.clock.advance(3600)
    town.ask(began - timedelta(minutes=1), began + timedelta(minutes=2))
    town.finish()
    assert town.history("calls") == [twin | {"backfilled": True}]


def test_what_was_before_the_number_is_filed_under_its_provider_phone(town: Town) -> None:
    """Another workspace may have had it then."""
    began = town.clock.now()
    town.call(outcome="canceled")
    town.message("one")
    town.forget()
    town.number_is_from("2026-11-22T00:00:00.000Z")
    town.clock.advance(7200)
    town.ask(began, began + timedelta(hours=1))
    town.finish()
    assert town.histories() == {"calls": [], "messages": []}
    filed = {each["gsi1pk"]["S"] for each in everything() if each.get("entity") in ({"S": "call"}, {"S": "message"})}
    phone = town.phone().uuid
    assert filed == {f"NUMBER#{phone}#CALLS", f"NUMBER#{phone}#MESSAGES"}
