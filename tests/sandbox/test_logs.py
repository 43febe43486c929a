"""The carriers' logs of calls and messages: what they keep, how they are asked, and that no webhook is needed."""

# ruff: noqa: F811 - fixtures of another module

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.sandbox.conftest import NOON, Carrier, Product
from tests.sandbox.published.members import faults
from tests.sandbox.published.plivo import PLIVO
from tests.sandbox.published.telnyx import TELNYX
from tests.sandbox.published.twilio import TWILIO
from tests.sandbox.test_traffic import (  # noqa: F401 - fixtures
    FORWARD,
    plivo_number,
    reacting,
    telnyx_number,
    twilio_number,
)
from tools.sandbox.clock import FixedClock

TELNYX_ANSWER: dict[str, tuple[str, dict[str, Any]]] = {"call.initiated": ("answer", {})}


def listed(carrier: Carrier, path: str, member: str, **query: Any) -> list[Any]:
    response = carrier.send("GET", path, params=query)
    assert response.status_code == 200, response.text
    return list(response.json()[member])


def calls_of(carrier: Carrier, **query: Any) -> list[Any]:
    match carrier.name:
        case "twilio":
            return listed(carrier, "/Calls.json", "calls", **query)
        case "plivo":
            return listed(carrier, "/Call/", "objects", **query)
    return listed(carrier, "/detail_records", "data", **{"filter[record_type]": "call-control", **query})


def messages_of(carrier: Carrier, **query: Any) -> list[Any]:
    match carrier.name:
        case "twilio":
            return listed(carrier, "/Messages.json", "messages", **query)
        case "plivo":
            return listed(carrier, "/Message/", "objects", **query)
    return listed(carrier, "/detail_records", "data", **{"filter[record_type]": "messaging", **query})


@pytest.fixture(params=["twilio", "plivo", "telnyx"])
def number(request: pytest.FixtureRequest) -> Carrier:
    """A number of each carrier whose webhooks go to the product."""
    carrier: Carrier = request.getfixturevalue(f"{request.param}_number")
    return carrier


def test_a_log_has_what_happened_though_no_webhook_was_delivered(number: Carrier, product: Product) -> None:
    told = number.call(delivery="none", outcome="canceled")
    written = number.message(delivery="none", text=["one", "two"])

    assert product.received == []
    assert {one["error"] for one in told["deliveries"] + written["deliveries"]} == {"not sent: delivery is none"}
    assert (len(calls_of(number)), len(messages_of(number))) == (1, 2)


def test_a_simulated_call_lasts_as_long_as_its_log_says(
    twilio_number: Carrier,
    product: Product,
    clock: FixedClock,
) -> None:
    product.answers["/voice"] = "<Response><Say>Hi</Say></Response>"
    twilio_number.call()

    (call,) = calls_of(twilio_number)
    assert (call["start_time"], call["end_time"]) == (
        "Sat, 21 Nov 2026 12:00:00 +0000",
        "Sat, 21 Nov 2026 12:00:42 +0000",
    )
    assert clock.now() == NOON + timedelta(seconds=42)


def test_twilio_logs_are_as_published(twilio_number: Carrier, product: Product) -> None:
    product.answers["/voice"] = FORWARD
    twilio_number.call()
    twilio_number.message(media=["https://m.example/1"])

    calls, (message,) = calls_of(twilio_number), messages_of(twilio_number)
    assert {each["direction"] for each in calls} == {"inbound", "outbound-dial"}
    assert [faults(each, TWILIO["call"]) for each in calls] == [[], []]
    assert faults(message, TWILIO["message"]) == []
    (medium,) = listed(twilio_number, f"/Messages/{message['sid']}/Media.json", "media_list")
    assert faults(medium, TWILIO["media"]) == []
    file = twilio_number.send("GET", f"/Messages/{message['sid']}/Media/{medium['sid']}", allow_redirects=False)
    assert file.headers["Location"] == "https://m.example/1"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, 1),
        ({"StartTime>": "2026-11-21", "StartTime<": "2026-11-22"}, 1),
        ({"StartTime<": "2026-11-21"}, 0),
        ({"StartTime>": "2026-11-21T12:00:00Z"}, 1),
        ({"StartTime>": "2026-11-21T12:00:01Z"}, 0),
        ({"StartTime": "2026-11-21"}, 1),
        ({"EndTime>": "2026-11-22"}, 0),
        ({"Status": "canceled"}, 1),
        ({"To": "+15550000000"}, 0),
        ({"ParentCallSid": "CA0"}, 0),
    ],
)
def test_twilio_finds_calls_by_day_state_and_party(
    twilio_number: Carrier,
    query: dict[str, str],
    found: int,
) -> None:
    twilio_number.call(outcome="canceled")
    assert len(calls_of(twilio_number, **query)) == found


def test_twilio_finds_messages_on_and_before_a_day(twilio_number: Carrier) -> None:
    twilio_number.message()
    assert len(messages_of(twilio_number, **{"DateSent<": "2026-11-21"})) == 1
    assert len(messages_of(twilio_number, **{"DateSent<": "2026-11-20"})) == 0


def test_plivo_logs_are_as_published_in_the_time_zone_of_the_account(
    plivo_number: Carrier,
    product: Product,
) -> None:
    product.answers["/voice"] = FORWARD
    plivo_number.call()
    plivo_number.message(media=["https://m.example/1"])

    calls, (message,) = calls_of(plivo_number), messages_of(plivo_number)
    assert [faults(each, PLIVO["call"]) for each in calls] == [[], []]
    assert {each["initiation_time"] for each in calls} == {"2026-11-21 17:30:00+05:30"}
    assert faults(message, PLIVO["message"]) == []
    assert "text" not in message
    one = plivo_number.send("GET", f"/Message/{message['message_uuid']}/Media/").json()
    assert faults(one, PLIVO["message media"]) + faults(one["objects"][0], PLIVO["media"]) == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, 1),
        ({"end_time__gte": "2026-11-21 12:00", "end_time__lt": "2026-11-21 12:00:01"}, 1),
        ({"end_time__gt": "2026-11-21 12:00:00"}, 0),
        ({"end_time__lt": "2026-12-30 00:00"}, 0),
        ({"call_direction": "inbound", "to_number": "1415"}, 1),
        ({"to_number": "1416"}, 0),
        ({"hangup_cause_code": "1000"}, 1),
    ],
)
def test_plivo_finds_calls_by_their_end_and_party(
    plivo_number: Carrier,
    query: dict[str, str],
    found: int,
) -> None:
    plivo_number.call(outcome="canceled")
    assert len(calls_of(plivo_number, **query)) == found


def test_plivo_shows_the_last_seven_days_unless_asked_for_others(
    plivo_number: Carrier,
    clock: FixedClock,
) -> None:
    plivo_number.call(outcome="canceled")
    clock.advance(8 * 86_400)
    assert calls_of(plivo_number) == []
    assert len(calls_of(plivo_number, end_time__gte="2026-11-21 00:00")) == 1


def test_telnyx_logs_are_as_published(telnyx_number: Carrier, product: Product) -> None:
    product.answers["/events"] = reacting(telnyx_number, TELNYX_ANSWER)
    telnyx_number.call()
    telnyx_number.message(media=["https://m.example/1"])

    (record,), (written,) = calls_of(telnyx_number), messages_of(telnyx_number)
    assert faults(record, TELNYX["call detail record"]) + faults(written, TELNYX["message detail record"]) == []
    events = listed(telnyx_number, "/call_events", "data", **{"filter[to]": telnyx_number.numbers[0]})
    assert [each["name"] for each in events] == ["call.initiated", "call.answered", "call.hangup"]
    assert [faults(each, TELNYX["call event"]) for each in events] == [[], [], []]
    message = telnyx_number.send("GET", f"/messages/{written['uuid']}").json()["data"]
    assert message["text"] == "Hello"
    assert faults(message, TELNYX["message.received"]) == []


def test_telnyx_keeps_events_for_a_day_unless_asked_for_one_call(
    telnyx_number: Carrier,
    clock: FixedClock,
) -> None:
    telnyx_number.call()
    (leg,) = [each["legId"] for each in telnyx_number.sandbox.state()["calls"]]
    clock.advance(25 * 3600)
    assert listed(telnyx_number, "/call_events", "data") == []
    assert len(listed(telnyx_number, "/call_events", "data", **{"filter[leg_id]": leg})) == 2


def test_telnyx_gives_no_message_older_than_ten_days(telnyx_number: Carrier, clock: FixedClock) -> None:
    telnyx_number.message()
    (record,) = messages_of(telnyx_number)
    clock.advance(11 * 86_400)
    assert telnyx_number.send("GET", f"/messages/{record['uuid']}").status_code == 404


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/call_events", {"filter[occurred_at][gte]": "2026-11-21T00:00:00Z", "filter[occurred_at][lt]": "x"}),
        (
            "/call_events",
            {"filter[occurred_at][gte]": "2026-11-21T00:00:00Z", "filter[occurred_at][lt]": "2026-11-22T00:00:00Z"},
        ),
        ("/detail_records", {}),
        ("/detail_records", {"filter[record_type]": "calls"}),
        ("/recordings", {"filter[start_time][gt]": "2026-11-21T00:00:00Z"}),
    ],
)
def test_telnyx_refuses_what_is_not_published(telnyx: Carrier, path: str, query: dict[str, str]) -> None:
    assert telnyx.send("GET", path, params=query).status_code == 400


@pytest.mark.parametrize("path", ["/Calls.json", "/Messages.json", "/Recordings.json"])
def test_twilio_refuses_filters_that_are_not_published(twilio: Carrier, path: str) -> None:
    assert twilio.send("GET", path, params={"StartTimeAfter": "2026-11-21"}).status_code == 400


@pytest.mark.parametrize(
    "asking",
    [
        lambda plivo: plivo.send("GET", "/Call/", params={"end_time__gte": "2026-11-21T12:00:00Z"}),
        lambda plivo: plivo.send("GET", "/Call/", params={"limit": "21"}),
        lambda plivo: plivo.send("GET", "/Message/", params={"text": "Hello"}),
    ],
)
def test_plivo_refuses_what_is_not_published(plivo: Carrier, asking: Callable[[Carrier], Any]) -> None:
    assert asking(plivo).status_code == 400
