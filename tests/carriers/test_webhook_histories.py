"""What is read back of calls and messages, whatever the order and number of their events."""

import itertools
import json
import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from trunkline.table.client import Table
from trunkline.table.events import EventTable

from tests.carriers.lines import CALLER, EVERY_CARRIER, Line
from tests.carriers.sandboxed import NUMBERS
from tests.support.tables import everything


def described(call: dict[str, Any]) -> dict[str, Any]:
    """What of a call does not depend on when its events came."""
    return {name: value for name, value in call.items() if not name.endswith("At")} | {
        "answered": call["answeredAt"] is not None,
        "ended": call["endedAt"] is not None,
    }


@EVERY_CARRIER
def test_a_call_is_read_back_in_whichever_order_its_events_come(line_of: Any, carrier: str) -> None:
    line: Line = line_of(carrier)
    for index, order in enumerate(itertools.permutations(range(3))):
        deliveries = line.call(f"call-{index}")
        for step in order:
            for _ in range(2):
                assert line.deliver(*deliveries[step]).status in (200, 204)
    calls = line.calls().json()
    assert [call["id"] for call in calls] == [line.id(f"call-{index}") for index in reversed(range(6))]
    seen = {json.dumps(described(call | {"id": ""}), sort_keys=True) for call in calls}
    assert len(seen) == 1
    assert described(calls[0]) | {"id": ""} == {
        "id": "",
        "provider": carrier,
        "direction": calls[0]["direction"],
        "from": CALLER,
        "to": NUMBERS[carrier][0],
        "status": "completed",
        "providerStatus": "call.hangup" if carrier == "telnyx" else "completed",
        "durationSeconds": 42,
        "hangupCause": {"telnyx": "normal_clearing", "plivo": "NORMAL_CLEARING"}.get(carrier),
        "legs": [],
        "recordings": [],
        "backfilled": False,
        "answered": True,
        "ended": True,
    }


@pytest.mark.parametrize("carrier", ["plivo", "twilio"])
def test_a_direction_that_no_client_knows_is_none(line_of: Any, carrier: str) -> None:
    line: Line = line_of(carrier)
    (kind, content), *_ = line.call()

    line.deliver(kind, content | {"Direction": "sideways"})

    assert [call["direction"] for call in line.calls().json()] == [None]


@EVERY_CARRIER
def test_an_exact_replay_changes_nothing(line_of: Any, aws: Any, carrier: str) -> None:
    line: Line = line_of(carrier)
    deliveries = [*line.call(), line.message()]
    for delivery in deliveries:
        line.deliver(*delivery)
    items = everything()
    for delivery in random.Random(1).sample(deliveries, len(deliveries)):
        assert line.deliver(*delivery).status in (200, 204)
    assert everything() == items


@EVERY_CARRIER
def test_a_message_is_read_back_once(line_of: Any, carrier: str) -> None:
    line: Line = line_of(carrier)
    for _ in range(2):
        assert line.deliver(*line.message()).status in (200, 204)
    (message,) = line.messages().json()
    assert message.pop("receivedAt")
    assert message == {
        "id": line.id("msg-1"),
        "provider": carrier,
        "direction": "inbound",
        "from": CALLER,
        "to": NUMBERS[carrier][0],
        "text": "h\u00e9llo & <bye>",
        "mediaUrls": ["https://m.test/1"],
        "backfilled": False,
    }


@EVERY_CARRIER
def test_histories_are_paged_newest_first(line_of: Any, carrier: str) -> None:
    line: Line = line_of(carrier)
    for index in range(5):
        line.deliver(*line.message(f"msg-{index}"))
    first = line.messages("?limit=2")
    assert [message["id"] for message in first.json()] == [line.id("msg-4"), line.id("msg-3")]
    rest = line.messages(first.headers["link"].split(">")[0].removeprefix("<"))
    assert [message["id"] for message in rest.json()] == [line.id("msg-2"), line.id("msg-1")]
    cursor = first.headers["link"].split(">")[0].removeprefix("<")
    assert line.calls(cursor).status == 422


@EVERY_CARRIER
def test_what_a_carrier_adds_does_no_harm(line_of: Any, carrier: str) -> None:
    line: Line = line_of(carrier)
    if carrier == "telnyx":
        odd: list[Any] = [
            [],
            {},
            {"data": None},
            {"data": {"event_type": "call.new", "payload": {"call_leg_id": "x"}}},
            {
                "data": {
                    "event_type": "call.hangup",
                    "payload": {"call_leg_id": "x", "hangup_cause": "brand_new", "from": 5},
                }
            },
            {"data": {"event_type": 5, "payload": []}},
        ]
    else:
        name = {"twilio": "CallSid", "plivo": "CallUUID"}[carrier]
        call_id = line.id("x")
        odd = [{"x": ""}, {name: call_id, "CallStatus": "brand-new"}, {name: call_id, "CallDuration": "many"}]
    for content in odd:
        assert line.deliver("voice", content).status in (200, 204)
    if carrier != "telnyx":
        assert [(call["status"], call["providerStatus"]) for call in line.calls().json()] == [("unknown", "brand-new")]


@EVERY_CARRIER
def test_events_after_the_archive_reach_the_number_that_took_the_call(line_of: Any, store: Table, carrier: str) -> None:
    line: Line = line_of(carrier)
    first, *rest = line.call()
    line.deliver(*first)
    assert line.api.link(line.number["uuid"], None).status == 200
    for delivery in rest:
        assert line.deliver(*delivery).status in (200, 204)
    # What begins after that is nobody's.
    line.deliver(*line.call("call-2")[0])
    assert [(call["id"], call["status"]) for call in line.calls().json()] == [(line.id("call-1"), "completed")]


@EVERY_CARRIER
def test_calls_in_progress_can_be_asked_for_and_are_forgotten_after_four_hours(
    line_of: Any, store: Table, carrier: str
) -> None:
    line: Line = line_of(carrier)
    deliveries = line.call()
    subject = EventTable(store)
    line.deliver(*deliveries[0])
    assert [call.id for call in subject.calls_in_progress(line.number["uuid"])] == [line.id("call-1")]
    later = EventTable(store, clock=lambda: datetime.now(UTC) + timedelta(hours=4, seconds=1))
    assert later.calls_in_progress(line.number["uuid"]) == []
    line.deliver(*deliveries[2])
    assert subject.calls_in_progress(line.number["uuid"]) == []


def test_a_telnyx_call_that_nobody_answered_is_no_completed_call(line_of: Any) -> None:
    line: Line = line_of("telnyx")
    deliveries = line.call()
    line.deliver(*deliveries[0])
    line.deliver(*deliveries[2])
    assert [call["status"] for call in line.calls().json()] == ["no_answer"]
    line.deliver(*deliveries[1])
    assert [call["status"] for call in line.calls().json()] == ["completed"]


@pytest.mark.parametrize(
    ("carrier", "word", "state"),
    [
        ("twilio", "busy", "busy"),
        ("twilio", "no-answer", "no_answer"),
        ("twilio", "canceled", "canceled"),
        ("twilio", "failed", "failed"),
        ("plivo", "cancel", "canceled"),
        ("plivo", "timeout", "failed"),
        ("telnyx", "user_busy", "busy"),
        ("telnyx", "originator_cancel", "canceled"),
        ("telnyx", "call_rejected", "no_answer"),
    ],
)
def test_an_end_is_final_and_has_one_name_for_all_carriers(line_of: Any, carrier: str, word: str, state: str) -> None:
    line: Line = line_of(carrier)
    first, answered, end = line.call()
    kind, content = end
    changed = json.loads(json.dumps(content))
    if carrier == "telnyx":
        changed["data"]["payload"]["hangup_cause"] = word
    else:
        changed["CallStatus"] = word
    for delivery in ((kind, changed), first, answered, end):
        line.deliver(*delivery)
    assert [call["status"] for call in line.calls().json()] == [state]
