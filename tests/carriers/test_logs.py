"""Carriers' logs: what their answers may hold that is not a call or message of ours, and what nobody promised."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from trunkline.carriers.plivo.logs import PlivoLog
from trunkline.carriers.telnyx.logs import TelnyxLog
from trunkline.carriers.twilio.logs import TwilioLog
from trunkline.domain.calls import CallEvent, CallState, MessageEvent
from trunkline.domain.identifiers import E164, OrganizationId
from trunkline.domain.provider_phones import Carrier
from trunkline.errors import CarrierUnavailableError
from trunkline.services.carrier_adapters import Budget, CarrierAccount
from trunkline.services.carrier_logs import LogWindow

from tests.carriers.scripted import Scripted, answer

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
NUMBER = E164("+14155550140")
WINDOW = LogWindow(start=NOON, end=NOON + timedelta(hours=1))
ONE = LogWindow(start=NOON, end=NOON + timedelta(hours=1), e164=NUMBER)
SID, UUID = f"CA{1:032}", "0f5dcbd4-0000-4000-8000-000000000001"


def account(carrier: Carrier) -> CarrierAccount:
    return CarrierAccount(organization_id=OrganizationId("org"), carrier=carrier, account_id="AC1", secret="secret")


@pytest.fixture
def said(server: Scripted, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Has every carrier answer so."""
    for carrier in Carrier:
        monkeypatch.setenv(f"CARRIER_BASE_URL_{carrier.upper()}", f"http://127.0.0.1:{server.port}")

    def say(**document: Any) -> None:
        server.answers = [answer(json.dumps(document).encode(), "Content-Type: application/json")]

    return say


def twilio_call(**members: Any) -> dict[str, Any]:
    told = {
        "sid": SID,
        "direction": "inbound",
        "status": "completed",
        "from": "+14155550199",
        "to": NUMBER,
        "start_time": "Sat, 21 Nov 2026 12:10:00 +0000",
        "end_time": "Sat, 21 Nov 2026 12:10:42 +0000",
        "duration": "42",
        "parent_call_sid": None,
    }
    return told | members


def plivo_call(**members: Any) -> dict[str, Any]:
    told = {
        "call_uuid": UUID,
        "call_direction": "inbound",
        "from_number": "14155550199",
        "to_number": NUMBER[1:],
        "initiation_time": "2026-11-21 17:40:00+05:30",
        "answer_time": None,
        "end_time": "2026-11-21 17:40:20+05:30",
        "call_duration": 0,
        "hangup_cause_code": 3000,
        "hangup_cause_name": "No Answer",
        "parent_call_uuid": None,
    }
    return told | members


@pytest.mark.parametrize(
    ("call", "found"),
    [
        ({}, (1, 0, 0)),
        ({"direction": "outbound-api"}, (0, 0, 0)),
        ({"to": "sip:somebody@example.com"}, (0, 0, 0)),
        ({"status": "in-progress", "end_time": None}, (0, 1, 0)),
        ({"start_time": None}, (0, 0, 1)),
        ({"start_time": "Sat, 21 Nov 2026 13:00:00 +0000", "end_time": "Sat, 21 Nov 2026 13:01:00 +0000"}, (0, 0, 0)),
        # It began before the window, and ended in it.
        ({"start_time": "Sat, 21 Nov 2026 11:59:30 +0000", "end_time": "Sat, 21 Nov 2026 12:00:30 +0000"}, (1, 0, 0)),
        ({"sid": "not a sid"}, (0, 0, 0)),
    ],
)
def test_twilio_calls_of_whole_days_are_those_of_the_window(
    said: Any, server: Scripted, call: Mapping[str, Any], found: tuple[int, int, int]
) -> None:
    said(calls=[twilio_call(**call)], next_page_uri=None)
    page = TwilioLog(account(Carrier.TWILIO), Budget(60)).calls_between(WINDOW, None)
    assert (len(page.entries), page.unended, page.unreadable) == found
    assert b"StartTime%3E=2026-11-21&StartTime%3C=2026-11-22" in server.requests[0]


def test_twilio_is_followed_to_pages_of_the_same_list_only(said: Any) -> None:
    said(calls=[], next_page_uri="/2010-04-01/Accounts/AC2/Calls.json?Page=1")
    with pytest.raises(CarrierUnavailableError):
        TwilioLog(account(Carrier.TWILIO), Budget(60)).calls_between(WINDOW, None)


@pytest.mark.parametrize(
    ("call", "state"),
    [
        ({}, CallState.NO_ANSWER),
        ({"hangup_cause_code": 3010}, CallState.BUSY),
        ({"hangup_cause_code": 1000}, CallState.CANCELED),
        ({"hangup_cause_code": 3020}, CallState.NO_ANSWER),
        ({"hangup_cause_code": 4010}, CallState.NO_ANSWER),
        ({"hangup_cause_code": 5020}, CallState.FAILED),
        ({"hangup_cause_code": None}, CallState.FAILED),
        ({"answer_time": "2026-11-21 17:40:02+05:30", "call_duration": 18}, CallState.COMPLETED),
        # The filter takes the beginning of a number, too.
        ({"to_number": NUMBER[1:] + "9"}, None),
        ({"call_direction": "outbound"}, None),
        # Whose time that is nobody says.
        ({"end_time": "2026-11-21 17:40:20"}, None),
    ],
)
def test_plivo_calls_end_as_their_webhooks_would_say(
    said: Any, call: Mapping[str, Any], state: CallState | None
) -> None:
    said(objects=[plivo_call(**call)], meta={"total_count": 1})
    page = PlivoLog(account(Carrier.PLIVO), Budget(60)).calls_between(ONE, None)
    events = [entry.event for entry in page.entries]
    assert [event.state for event in events if isinstance(event, CallEvent)] == ([state] if state else [])
    assert [entry.at for entry in page.entries] == ([NOON + timedelta(minutes=10, seconds=20)] if state else [])


@pytest.mark.parametrize("wrapping", [lambda raw: raw, lambda raw: {"raw_event": raw}, lambda raw: {"a": {"b": raw}}])
def test_a_telnyx_event_is_read_wherever_in_its_metadata_it_is(said: Any, wrapping: Any) -> None:
    payload = {"call_leg_id": "leg", "direction": "incoming", "to": NUMBER, "from": "+14155550199"}
    said(data=[telnyx_event({"data": {"payload": payload}}, wrapping)], meta={"total_pages": 1})
    page = TelnyxLog(account(Carrier.TELNYX), Budget(60), lambda: NOON + timedelta(hours=2)).calls_between(WINDOW, None)
    assert [(entry.called, entry.at) for entry in page.entries] == [(NUMBER, NOON + timedelta(minutes=10))]


def test_a_telnyx_event_without_its_raw_event_is_counted_and_not_guessed(said: Any) -> None:
    said(data=[telnyx_event({"something": "else"}, lambda raw: raw)], meta={"total_pages": 1})
    page = TelnyxLog(account(Carrier.TELNYX), Budget(60), lambda: NOON + timedelta(hours=2)).calls_between(WINDOW, None)
    assert (list(page.entries), page.unreadable) == ([], 1)


def telnyx_event(raw: Any, wrapping: Any) -> dict[str, Any]:
    return {
        "call_leg_id": "leg",
        "call_session_id": "session",
        "event_timestamp": "2026-11-21T12:10:00.000000Z",
        "metadata": wrapping(raw),
        "name": "call.initiated",
        "record_type": "call_event",
        "type": "webhook",
    }


@pytest.mark.parametrize(
    "record",
    [
        {"telnyx_session_id": None},
        {"telnyx_leg_id": None},
        {"cld": "sip:somebody@example.com"},
        {"started_at": "yesterday"},
    ],
)
def test_a_telnyx_record_that_lacks_what_names_the_call_is_counted(said: Any, record: Mapping[str, Any]) -> None:
    told: dict[str, Any] = {
        "telnyx_session_id": "session",
        "telnyx_leg_id": "leg",
        "cld": NUMBER,
        "started_at": "2026-11-21T12:10:00Z",
        "finished_at": "2026-11-21T12:11:00Z",
    }
    late = TelnyxLog(account(Carrier.TELNYX), Budget(60), lambda: NOON + timedelta(days=3))
    said(data=[told], meta={"total_pages": 1})
    assert [entry.detail for entry in late.calls_between(WINDOW, None).entries] == ["session"]
    said(data=[{**told, **record}], meta={"total_pages": 1})
    page = late.calls_between(WINDOW, None)
    assert (list(page.entries), page.unreadable) == ([], 1)


def test_a_walk_through_telnyx_events_that_took_too_long_begins_anew_with_its_records(
    said: Any, server: Scripted
) -> None:
    said(data=[], meta={"total_pages": 1})
    late = TelnyxLog(account(Carrier.TELNYX), Budget(60), lambda: NOON + timedelta(days=3))
    late.calls_between(WINDOW, "events:7")
    assert b"/v2/detail_records?" in server.requests[0]
    assert b"page%5Bnumber%5D=1&" in server.requests[0]


def test_twilio_is_asked_for_a_recording_that_began_in_the_window_and_was_made_after_midnight(
    said: Any, server: Scripted
) -> None:
    """Its list is filtered by when a recording was made, which is when the call was over."""
    evening = LogWindow(start=NOON + timedelta(hours=9), end=NOON + timedelta(hours=11))
    recording = {
        "sid": f"RE{1:032}",
        "call_sid": SID,
        "status": "completed",
        "start_time": "Sat, 21 Nov 2026 22:50:00 +0000",
        "date_created": "Sun, 22 Nov 2026 00:20:00 +0000",
        "uri": f"/2010-04-01/Accounts/AC1/Recordings/RE{1:032}.json",
    }
    said(recordings=[recording], next_page_uri=None)
    page = TwilioLog(account(Carrier.TWILIO), Budget(60)).recordings_between(evening, None)
    assert [entry.call_id for entry in page.entries] == [SID]
    # "<" includes the day that it names, and may not.
    assert b"DateCreated%3E=2026-11-21&DateCreated%3C=2026-11-23" in server.requests[0]


@pytest.mark.parametrize(
    ("record", "found"),
    [
        ({}, ["+14155550199"]),
        ({"cli": None}, [None]),
        ({"created_at": "2026-11-21T13:00:00Z"}, []),
        # These may be ours, and nobody can tell.
        ({"uuid": None}, 1),
        ({"cld": "short code"}, 1),
        ({"created_at": None}, 1),
    ],
)
def test_a_telnyx_message_is_its_record_and_one_that_cannot_be_told_is_counted(
    said: Any, record: Mapping[str, Any], found: list[str | None] | int
) -> None:
    told = {"uuid": UUID, "created_at": "2026-11-21T12:10:00Z", "cld": NUMBER, "cli": "+14155550199"}
    said(data=[{**told, **record}], meta={"total_pages": 1})
    page = TelnyxLog(account(Carrier.TELNYX), Budget(60)).messages_between(WINDOW, None)
    senders = [entry.event.from_number for entry in page.entries if isinstance(entry.event, MessageEvent)]
    expected = ([], found) if isinstance(found, int) else (found, 0)
    assert (senders, page.unreadable) == expected
