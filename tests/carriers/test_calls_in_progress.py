"""Which calls keep a number from being archived: those in progress, found without reading the day's calls."""

from datetime import timedelta
from typing import Any

import pytest
from trunkline.domain.timestamps import utc_now
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.events import EventTable

from tests.carriers.lines import EVERY_CARRIER, ORG, Line
from tests.support.tables import TABLE_NAME, CountingClient


def in_progress(store: Table, line: Line, **later: float) -> list[str]:
    table = EventTable(store, clock=lambda: utc_now() + timedelta(**later))
    return [call.id for call in table.calls_in_progress(line.number["uuid"])]


@EVERY_CARRIER
def test_calls_that_have_ended_are_not_read(line_of: Any, aws: Any, carrier: str) -> None:
    line: Line = line_of(carrier)
    for index in range(12):
        for delivery in line.call(f"ended-{index}"):
            line.deliver(*delivery)
    for name in ("first", "second"):
        line.deliver(*line.call(name)[0])
    client = CountingClient(aws)

    found = EventTable(Table(client, TABLE_NAME)).calls_in_progress(line.number["uuid"])  # type: ignore[arg-type]

    assert [call.id for call in found] == [line.id("first"), line.id("second")]
    assert client.calls == {"query": 1, "batch_get_item": 1}
    ((_, query),) = [each for each in client.requests if each[0] == "query"]
    ((_, batch),) = [each for each in client.requests if each[0] == "batch_get_item"]
    assert query["IndexName"] == "gsi2"
    assert len(batch["RequestItems"][TABLE_NAME]["Keys"]) == 2


def test_a_number_without_calls_in_progress_costs_one_query(line_of: Any, aws: Any) -> None:
    line: Line = line_of("twilio")
    for delivery in line.call():
        line.deliver(*delivery)
    client = CountingClient(aws)
    assert EventTable(Table(client, TABLE_NAME)).calls_in_progress(line.number["uuid"]) == []  # type: ignore[arg-type]
    assert client.calls == {"query": 1}


@EVERY_CARRIER
def test_a_call_whose_end_was_told_first_is_not_in_progress(line_of: Any, store: Table, carrier: str) -> None:
    line: Line = line_of(carrier)
    for delivery in reversed(line.call()):
        line.deliver(*delivery)
    assert in_progress(store, line) == []


@EVERY_CARRIER
def test_a_call_is_in_progress_for_four_hours_after_its_last_event(line_of: Any, store: Table, carrier: str) -> None:
    """The end may be lost, ours or the carrier's: a number is not held for ever, and not let go too soon."""
    line: Line = line_of(carrier)
    begun, answered, _ = line.call()
    line.deliver(*begun)
    assert in_progress(store, line, hours=3.9) == [line.id("call-1")]
    assert in_progress(store, line, hours=4, seconds=1) == []
    key = keys.call(ORG, carrier, line.id("call-1"))
    before = store.get(key)
    line.deliver(*answered)
    after = store.get(key)
    assert before
    assert after
    # The entry in the index stays as it was: an event more is no write of the index more.
    assert (before["gsi2pk"], before["gsi2sk"]) == (after["gsi2pk"], after["gsi2sk"])
    assert in_progress(store, line) == [line.id("call-1")]


@EVERY_CARRIER
def test_a_call_in_progress_is_a_blocker_until_it_ends(line_of: Any, carrier: str) -> None:
    line: Line = line_of(carrier)
    begun, _, ended = line.call()
    line.deliver(*begun)
    blockers = line.api.blockers(line.number["id"]).json()
    assert blockers == {
        "canArchive": False,
        "blockers": [
            {
                "type": "call",
                "id": line.id("call-1"),
                "uuid": None,
                "name": None,
                "reason": "This call is in progress",
            }
        ],
    }
    line.deliver(*ended)
    assert line.api.blockers(line.number["id"]).json() == {"canArchive": True, "blockers": []}


@pytest.mark.parametrize("carrier", ["twilio"])
def test_more_calls_in_progress_than_one_batch_holds_are_all_found(
    line_of: Any, store: Table, carrier: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trunkline.table.events._BATCH", 3)
    line: Line = line_of(carrier)
    for index in range(7):
        line.deliver(*line.call(str(index))[0])
    assert in_progress(store, line) == [line.id(str(index)) for index in range(7)]
