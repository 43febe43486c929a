"""Events that hold what no encoding carries on: halves of surrogate pairs, and bytes that are no UTF-8."""

import base64
import hashlib
import hmac
import importlib
import json
from typing import Any
from urllib.parse import quote_from_bytes, urlsplit

import pytest

from tests.carriers.lines import Line, queued, telnyx_event
from tests.carriers.sandboxed import NUMBERS
from tests.carriers.signing import FORM, telnyx_headers
from tests.support.gateway import Response
from tests.support.template import resources

HALF = "\ud800"


def telnyx(line: Line, kind: str, body: bytes) -> Response:
    path = urlsplit(f"{line.base}/{kind}").path
    return line.gateway.send("POST", path, headers=telnyx_headers(body), body=body)


def message(text: str, message_id: str) -> dict[str, Any]:
    payload = {"id": message_id, "from": {"phone_number": f"+1{HALF}"}, "to": [{"phone_number": "+1"}], "text": text}
    return {"data": {"id": f"ev{HALF}", "event_type": "message.received", "payload": payload}}


@pytest.mark.parametrize("is_escaped", [True, False], ids=["escaped", "raw"])
def test_half_a_surrogate_pair_in_a_telnyx_message_is_stored_as_what_stands_for_it(
    line_of: Any, service: dict[str, str], *, is_escaped: bool
) -> None:
    line: Line = line_of("telnyx")
    body = json.dumps(message(f"a{HALF}b \U0001f511", "id"), ensure_ascii=is_escaped)
    for _ in range(2):
        assert telnyx(line, "message", body.encode(errors="surrogatepass")).status == 204
    (stored,) = line.messages().json()
    assert (stored["text"], stored["id"], stored["from"]) == ("a\ufffdb \U0001f511", "id", "+1\ufffd")
    assert queued(service) == []


def test_half_a_surrogate_pair_in_a_telnyx_call_is_stored_as_what_stands_for_it(
    line_of: Any, service: dict[str, str]
) -> None:
    line: Line = line_of("telnyx")
    kind, event = telnyx_event("call.bridged", 1, call_leg_id="leg", to=f"+1{HALF}", client_state=HALF)
    assert telnyx(line, kind, json.dumps(event).encode()).status == 204
    (call,) = line.calls().json()
    assert (call["id"], call["to"]) == ("leg", "+1\ufffd")
    assert queued(service) == []


def signed(line: Line, kind: str, form: list[tuple[str, bytes]]) -> Response:
    """Send a form as the carrier signs it: over the bytes that its fields mean."""
    url = f"{line.base}/{kind}"
    fields = b"".join(name.encode() + value for name, value in sorted(form))
    if line.carrier == "twilio":
        mac = hmac.digest(line.secret.encode(), url.encode() + fields, hashlib.sha1)
        headers = {"X-Twilio-Signature": base64.b64encode(mac).decode()}
    else:
        mac = hmac.digest(line.secret.encode(), url.encode() + b"?" + fields + b".n0nce", hashlib.sha256)
        headers = {"X-Plivo-Signature-V3": base64.b64encode(mac).decode(), "X-Plivo-Signature-V3-Nonce": "n0nce"}
    body = "&".join(f"{name}={quote_from_bytes(value)}" for name, value in form).encode()
    return line.gateway.send("POST", urlsplit(url).path, headers={**headers, "Content-Type": FORM}, body=body)


@pytest.mark.parametrize("carrier", ["twilio", "plivo"])
@pytest.mark.parametrize("what", [b"\xed\xa0\x80", b"\xff\xfe", b"\xf0\x9f\x94"], ids=["half a pair", "none", "cut"])
def test_bytes_that_are_no_text_in_a_form_are_stored_as_what_stands_for_them(
    line_of: Any, service: dict[str, str], carrier: str, what: bytes
) -> None:
    line: Line = line_of(carrier)
    name, text = {"twilio": ("MessageSid", "Body"), "plivo": ("MessageUUID", "Text")}[carrier]
    number = NUMBERS[carrier][0][1:].encode()
    form = [(name, line.id("m").encode()), (text, b"a" + what + b"b"), ("To", number), ("From", what)]
    assert signed(line, "message", form).status == 200
    (stored,) = line.messages().json()
    assert set(stored["text"]) == {"a", "b", "\ufffd"}
    assert stored["id"] == line.id("m")
    assert queued(service) == []
    forged = [(name, line.id("m2").encode()), (text, b"a"), ("To", number), ("From", what)]
    line.secret = "another"
    assert signed(line, "message", forged).status == 403


@pytest.mark.parametrize("carrier", ["twilio", "plivo"])
def test_the_end_of_a_forward_with_bytes_that_are_no_text_is_answered(line_of: Any, carrier: str) -> None:
    line: Line = line_of(carrier)
    name, status = {"twilio": ("CallSid", "DialCallStatus"), "plivo": ("CallUUID", "DialStatus")}[carrier]
    assert signed(line, "dial", [(name, line.id("c").encode()), (status, b"\xff")]).status == 200


def test_a_poisoned_message_in_the_event_queue_fails_alone_and_ends_among_the_dead_letters(
    line_of: Any, service: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    line: Line = line_of("telnyx")
    body = json.dumps(message("hello", "m-1")).encode()
    with monkeypatch.context() as patch:
        patch.setattr("trunkline.table.events.EventTable.keep", lambda *_: 1 / 0)
        assert telnyx(line, "message", body).status == 204
    (sound,) = queued(service)
    poison = {"messageId": "poison", "body": sound["body"].replace("hello", "\\ud800").replace("m-1", "m-2")}
    consume = importlib.import_module("functions.store_webhook_events.handler").lambda_handler
    for _ in range(2):
        told = consume({"Records": [poison, sound]}, None)
        assert told == {"batchItemFailures": [{"itemIdentifier": "poison"}]}
    assert [each["text"] for each in line.messages().json()] == ["hello"]
    queue = resources("AWS::SQS::Queue")["WebhookEventsQueue"]["Properties"]
    assert queue["RedrivePolicy"]["maxReceiveCount"] <= 10
    alarms = json.dumps([each["Properties"].get("Dimensions") for each in resources("AWS::CloudWatch::Alarm").values()])
    assert "WebhookEventsDeadLetters" in alarms
