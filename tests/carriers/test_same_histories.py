"""A call reads the same in the history whichever carrier it came through: the table of docs/carriers.md, row by row."""

import base64
from collections.abc import Callable
from typing import Any

import pytest
from trunkline.carriers.plivo.webhooks import PlivoReader
from trunkline.domain.calls import CallEvent, CallState, MessageEvent
from trunkline.services.webhooks import Delivery

from tests.carriers.lines import EVERY_CARRIER, Line
from tests.carriers.sandboxed import NUMBERS, Carriers
from tests.carriers.signing import TELNYX_KEY, encoded

FORWARDS = {"voiceForwardNumber": "+442079460001"}
VOICEMAIL = {"voiceWorkMode": "voicemail", "voicemailGreeting": "Speak"}

# Settings, what happens on the line, what the call reads, how the leg to somebody else ended.
ROWS: list[tuple[dict[str, Any], dict[str, Any], str, list[str]]] = [
    ({"enableVoice": False}, {}, "no_answer", []),
    ({"enableVoice": False, "voiceUnavailableMessage": "No calls"}, {}, "completed", []),
    ({}, {"outcome": "canceled"}, "canceled", []),
    ({}, {}, "completed", []),
    (FORWARDS, {}, "completed", ["completed"]),
    (FORWARDS, {"outcome": "busy"}, "completed", ["busy"]),
    (FORWARDS, {"outcome": "no-answer"}, "completed", ["no_answer"]),
    (FORWARDS, {"outcome": "failed"}, "completed", ["failed"]),
    (FORWARDS, {"outcome": "canceled"}, "canceled", []),
    (
        FORWARDS | {"voicemailGreeting": "Speak"},
        {"outcome": "no-answer", "recording": True},
        "completed",
        ["no_answer"],
    ),
    (VOICEMAIL, {"recording": True}, "completed", []),
    (VOICEMAIL, {"recording": "full"}, "completed", []),
]


@EVERY_CARRIER
@pytest.mark.parametrize(("settings", "line", "status", "legs"), ROWS)
def test_a_call_reads_the_same_at_every_carrier(  # noqa: PLR0917 - fixtures and cases
    ringing: Carriers,
    line_of: Callable[..., Line],
    carrier: str,
    settings: dict[str, Any],
    line: dict[str, Any],
    status: str,
    legs: list[str],
) -> None:
    ringing.account("telnyx").signing_key = base64.b64encode(TELNYX_KEY.private_bytes_raw()).decode()
    called = line_of(carrier, **settings)
    told = ringing.sandbox.control.place_call({"carrier": carrier, "number": NUMBERS[carrier][0], **line})
    (call,) = called.calls().json()
    assert (call["status"], [leg["status"] for leg in call["legs"]]) == (status, legs), told
    assert (call["direction"], call["to"]) == ("inbound", NUMBERS[carrier][0])
    assert len(call["recordings"]) == (1 if line.get("recording") else 0)


AN_ID = "0f6d2c1e-8f5b-4c3a-9a51-0c7d5f1b2a01"


def parsed(kind: str, form: list[tuple[str, str]]) -> Any:
    (event,) = PlivoReader().parse(Delivery(kind=kind, url="https://a.test", headers={}, body=encoded(form)))
    return event


@pytest.mark.parametrize(
    ("cause", "more", "state"),
    [
        ("NORMAL_CLEARING", {"Duration": "42", "AnswerTime": "2026-11-21 10:00:00"}, CallState.COMPLETED),
        ("NORMAL_CLEARING", {"Duration": "0"}, CallState.NO_ANSWER),
        ("ORIGINATOR_CANCEL", {"Duration": "0"}, CallState.CANCELED),
        ("ORIGINATOR_CANCEL", {"Duration": "3"}, CallState.COMPLETED),
        ("USER_BUSY", {"Duration": "0"}, CallState.BUSY),
        ("NO_ANSWER", {"Duration": "0"}, CallState.NO_ANSWER),
        ("CALL_REJECTED", {}, CallState.NO_ANSWER),
        ("NORMAL_TEMPORARY_FAILURE", {"Duration": "0"}, CallState.FAILED),
        ("SOMETHING_NEW", {"Duration": "0"}, CallState.FAILED),
    ],
)
def test_what_plivo_calls_completed_is_what_its_cause_says(cause: str, more: dict[str, str], state: CallState) -> None:
    form = {"CallUUID": AN_ID, "CallStatus": "completed", "HangupCause": cause, **more}
    event: CallEvent = parsed("hangup", list(form.items()))
    assert (event.state, event.raw_state) == (state, "completed")


@pytest.mark.parametrize("first", [0, 1])
def test_all_media_of_a_plivo_message_are_read_whichever_way_they_are_counted(first: int) -> None:
    media = [(f"Media{first + index}", f"https://m.test/{index}") for index in range(10)]
    event: MessageEvent = parsed("message", [("MessageUUID", AN_ID), ("Type", "mms"), ("Body", "hi"), *media])
    assert list(event.media_urls) == [url for _, url in media]
