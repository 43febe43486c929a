"""What carriers send: kept once, whatever the order; forged: refused; calls: answered."""

import base64
import importlib
import itertools
import json
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from botocore.client import BaseClient
from trunkline import wiring
from trunkline.aws.webhook_queues import SqsEventQueue
from trunkline.domain.identifiers import OrganizationId, provider_phone_uuid
from trunkline.errors import UnavailableError
from trunkline.services.webhooks import Webhooks
from trunkline.table.client import Table, impatient_table
from trunkline.table.events import EventTable

from tests.carriers.sandboxed import ACCOUNTS, NUMBERS, Carriers
from tests.carriers.signing import (
    TELNYX_PUBLIC_KEY,
    encoded,
    plivo_headers,
    telnyx_headers,
    twilio_headers,
)
from tests.carriers.test_add_phone import everything, phone_uuid
from tests.carriers.weya import WeyaApi
from tests.support.gateway import Gateway, Response, api_event
from tests.support.tables import CountingClient
from tests.support.workspaces import WorkspaceApi

ORG = OrganizationId("org_acme")
EVERY_CARRIER = pytest.mark.parametrize("carrier", ["twilio", "plivo", "telnyx"])
CALLER = "+13105550001"


@dataclass
class Line:
    """A registered, linked number and its carrier's way to send events to it."""

    gateway: Gateway
    api: WorkspaceApi
    carrier: str
    number: dict[str, Any]
    base: str
    secret: str = ""
    answers: list[Response] = field(default_factory=list)
    ids: Any = field(default_factory=lambda: itertools.count(1))

    def request(self, kind: str, content: Any) -> tuple[str, dict[str, str], bytes]:
        """Path, headers and body of a signed delivery."""
        url = f"{self.base}/{kind}"
        if self.carrier == "telnyx":
            body = json.dumps(content).encode()
            return urlsplit(url).path, telnyx_headers(body), body
        form = list(content.items())
        version = {"version": 2} if kind == "message" else {}
        headers = (
            twilio_headers(self.secret, url, form)
            if self.carrier == "twilio"
            else plivo_headers(self.secret, url, form, **version)  # type: ignore[arg-type]
        )
        return urlsplit(url).path, headers, encoded(form)

    def deliver(self, kind: str, content: Any) -> Response:
        path, headers, body = self.request(kind, content)
        answer = self.gateway.send("POST", path, headers=headers, body=body)
        self.answers.append(answer)
        return answer

    def call(self, call_id: str = "call-1") -> list[tuple[str, Any]]:
        """The deliveries of one call that is answered and ends well."""
        to = NUMBERS[self.carrier][0]
        if self.carrier == "telnyx":
            steps = [
                ("call.initiated", {"direction": "incoming"}),
                ("call.answered", {}),
                (
                    "call.hangup",
                    {
                        "hangup_cause": "normal_clearing",
                        "start_time": "2026-11-21T10:00:00Z",
                        "end_time": "2026-11-21T10:00:42Z",
                    },
                ),
            ]
            return [
                (
                    "voice",
                    {
                        "data": {
                            "id": f"ev-{call_id}-{index}",
                            "event_type": kind,
                            "payload": {
                                "call_leg_id": call_id,
                                "call_control_id": f"v3:{call_id}",
                                "from": CALLER,
                                "to": to,
                                **more,
                            },
                        }
                    },
                )
                for index, (kind, more) in enumerate(steps)
            ]
        name = {"twilio": "CallSid", "plivo": "CallUUID"}[self.carrier]
        plus = "" if self.carrier == "plivo" else "+"
        common = {
            name: call_id,
            "From": plus + CALLER[1:],
            "To": plus + to[1:],
            "Direction": "inbound",
            "ForwardedFrom": "",
        }
        end, duration = {"twilio": ("status", "CallDuration"), "plivo": ("hangup", "Duration")}[self.carrier]
        return [
            ("voice", common | {"CallStatus": "ringing"}),
            (end, common | {"CallStatus": "in-progress"}),
            (end, common | {"CallStatus": "completed", duration: "42"}),
        ]

    def message(self, message_id: str = "msg-1") -> tuple[str, Any]:
        to = NUMBERS[self.carrier][0]
        match self.carrier:
            case "twilio":
                content: Any = {
                    "MessageSid": message_id,
                    "From": CALLER,
                    "To": to,
                    "Body": "h\u00e9llo & <bye>",
                    "NumMedia": "1",
                    "MediaUrl0": "https://m.test/1",
                }
            case "plivo":
                content = {
                    "MessageUUID": message_id,
                    "From": CALLER[1:],
                    "To": to[1:],
                    "Text": "h\u00e9llo & <bye>",
                    "Type": "sms",
                    "Media0": "https://m.test/1",
                }
            case _:
                content = {
                    "data": {
                        "id": "ev-m",
                        "event_type": "message.received",
                        "payload": {
                            "id": message_id,
                            "from": {"phone_number": CALLER},
                            "to": [{"phone_number": to}],
                            "text": "h\u00e9llo & <bye>",
                            "media": [{"url": "https://m.test/1"}],
                        },
                    }
                }
        return "message", content

    def calls(self, query: str = "") -> Response:
        return self.api.send("GET", f"/{self.number['uuid']}/calls{query}")

    def messages(self, query: str = "") -> Response:
        return self.api.send("GET", f"/{self.number['uuid']}/messages{query}")


@pytest.fixture
def line_of(weya: WeyaApi, api: WorkspaceApi, gateway: Gateway) -> Callable[..., Line]:
    def make(carrier: str, **settings: Any) -> Line:
        key: dict[str, Any] = {"publicKey": TELNYX_PUBLIC_KEY} if carrier == "telnyx" else {}
        assert weya.add(carrier, **key).status == 201
        number = api.create(providerPhoneUuid=phone_uuid(carrier), **settings).json()
        attachment = wiring.carrier_attachments().store.find(ORG, phone_uuid(carrier))
        assert attachment
        return Line(gateway, api, carrier, number, attachment.base_url, secret=ACCOUNTS[carrier][1])

    return make


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
    assert [call["id"] for call in calls] == [f"call-{index}" for index in reversed(range(6))]
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
        "hangupCause": "normal_clearing" if carrier == "telnyx" else None,
        "recordings": [],
        "answered": True,
        "ended": True,
    }


@EVERY_CARRIER
def test_an_exact_replay_changes_nothing(line_of: Any, aws: Any, carrier: str) -> None:
    line: Line = line_of(carrier)
    deliveries = [*line.call(), line.message()]
    for delivery in deliveries:
        line.deliver(*delivery)
    items = everything(aws)
    for delivery in random.Random(1).sample(deliveries, len(deliveries)):
        assert line.deliver(*delivery).status in (200, 204)
    assert everything(aws) == items


@EVERY_CARRIER
def test_a_message_is_read_back_once(line_of: Any, carrier: str) -> None:
    line: Line = line_of(carrier)
    for _ in range(2):
        assert line.deliver(*line.message()).status in (200, 204)
    (message,) = line.messages().json()
    assert message.pop("receivedAt")
    assert message == {
        "id": "msg-1",
        "provider": carrier,
        "direction": "inbound",
        "from": CALLER,
        "to": NUMBERS[carrier][0],
        "text": "h\u00e9llo & <bye>",
        "mediaUrls": ["https://m.test/1"],
    }


@EVERY_CARRIER
def test_histories_are_paged_newest_first(line_of: Any, carrier: str) -> None:
    line: Line = line_of(carrier)
    for index in range(5):
        line.deliver(*line.message(f"msg-{index}"))
    first = line.messages("?limit=2")
    assert [message["id"] for message in first.json()] == ["msg-4", "msg-3"]
    rest = line.messages(first.headers["link"].split(">")[0].removeprefix("<"))
    assert [message["id"] for message in rest.json()] == ["msg-2", "msg-1"]
    cursor = first.headers["link"].split(">")[0].removeprefix("<")
    assert line.calls(cursor).status == 422


@EVERY_CARRIER
@pytest.mark.parametrize(
    "forge", ["unsigned", "altered", "truncated", "other secret", "other kind", "other token", "query"]
)
def test_a_forged_event_is_refused_and_nothing_written(  # noqa: C901 - a case each
    line_of: Any, aws: Any, carrier: str, forge: str
) -> None:
    line: Line = line_of(carrier)
    kind, content = line.call()[2]
    path, headers, body = line.request(kind, content)
    match forge:
        case "unsigned":
            headers = {"Content-Type": headers["Content-Type"]}
        case "altered":
            body = body.replace(b"42", b"43") if carrier != "telnyx" else body.replace(b":42Z", b":43Z")
        case "truncated":
            body = body[:-1]
        case "other secret":
            other = Line(line.gateway, line.api, carrier, line.number, line.base, secret="other")
            _, headers, body = other.request(kind, content)
            if carrier == "telnyx":
                from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415

                headers = telnyx_headers(body, key=Ed25519PrivateKey.generate())
        case "other kind":
            path = path.rpartition("/")[0] + ("/recording" if carrier != "telnyx" else "/status")
        case "other token":
            path = f"/webhooks/{carrier}/{'0' * 32}/{kind}"
        case "query":
            path += "?x=1"
    items = everything(aws)
    answer = line.gateway.send("POST", path, headers=headers, body=body)
    assert answer.status == 403
    assert everything(aws) == items


def test_a_token_is_good_for_its_own_carrier_only(line_of: Any) -> None:
    line: Line = line_of("twilio")
    token = line.base.rpartition("/")[2]
    assert line.gateway.send("POST", f"/webhooks/telnyx/{token}/voice", headers={}, body=b"{}").status == 403


def test_a_telnyx_event_from_another_time_is_refused(line_of: Any) -> None:
    line: Line = line_of("telnyx")
    path, _, body = line.request(*line.call()[0])
    headers = telnyx_headers(body, at=time.time() - 301)
    assert line.gateway.send("POST", path, headers=headers, body=body).status == 403


@EVERY_CARRIER
def test_a_body_in_base64_is_verified_as_it_was_sent(line_of: Any, carrier: str) -> None:
    line: Line = line_of(carrier)
    kind, content = line.message()
    path, headers, body = line.request(kind, content)
    token = line.base.rpartition("/")[2]
    event = api_event("POST", path, headers=headers, body=body, parameters={"token": token, "kind": kind})
    event |= {"body": base64.b64encode(body).decode(), "isBase64Encoded": True}
    handler = importlib.import_module(f"functions.webhook_{carrier}.handler").lambda_handler
    assert handler(event, None)["statusCode"] in (200, 204)
    assert len(line.messages().json()) == 1


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
        odd = [{"x": ""}, {name: "x", "CallStatus": "brand-new"}, {name: "x", "CallDuration": "many"}]
    for content in odd:
        assert line.deliver("voice", content).status in (200, 204)
    if carrier != "telnyx":
        assert [(call["status"], call["providerStatus"]) for call in line.calls().json()] == [("unknown", "brand-new")]


# Telnyx signs with a key that does not change with the token.
@pytest.mark.parametrize("carrier", ["twilio", "plivo"])
def test_the_earlier_token_counts_until_a_day_after_the_rotation(
    line_of: Any, weya: WeyaApi, carriers: Carriers, carrier: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    line: Line = line_of(carrier)
    carriers.account(carrier).secret = "token-2"
    assert weya.add(carrier, phoneNumber=NUMBERS[carrier][1], authToken="token-2").status == 201
    assert line.deliver(*line.message("old")).status == 200
    line.secret = "token-2"
    # As ten seconds later: what the environment remembers of the account is read anew for an unknown signature.
    monkeypatch.setattr("trunkline.services.webhooks.REREAD_AFTER_SECONDS", 0)
    assert line.deliver(*line.message("new")).status == 200


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
    assert [(call["id"], call["status"]) for call in line.calls().json()] == [("call-1", "completed")]


@EVERY_CARRIER
def test_calls_in_progress_can_be_asked_for_and_are_forgotten_after_four_hours(
    line_of: Any, store: Table, carrier: str
) -> None:
    line: Line = line_of(carrier)
    deliveries = line.call()
    subject = EventTable(store)
    line.deliver(*deliveries[0])
    assert [call.id for call in subject.calls_in_progress(line.number["uuid"])] == ["call-1"]
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
        ("telnyx", "call_rejected", "failed"),
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


# ---- when the table is busy ----


@EVERY_CARRIER
def test_an_event_reads_once_and_writes_once(line_of: Any, carrier: str, monkeypatch: pytest.MonkeyPatch) -> None:
    line: Line = line_of(carrier)
    line.deliver(*line.message("warm"))
    webhooks = wiring.webhooks()
    counting = CountingClient(impatient_table().client)
    counted = Webhooks(
        EventTable(Table(counting, impatient_table().name)),  # type: ignore[arg-type]
        webhooks.accounts,
        webhooks.queue,
        webhooks.recordings,
        _seen=webhooks._seen,
    )
    monkeypatch.setattr(wiring, "webhooks", lambda: counted)
    line.deliver(*line.message("counted"))
    assert counting.calls == {"get_item": 1, "put_item": 1}


@dataclass
class Storage:
    """Makes the table and the queue fail as real ones do, for those who write; the table can be read."""

    table_fails: Exception | None = None
    queue_fails: Exception | None = None


FAILURES = (UnavailableError(), RuntimeError("a fault of ours"))


@pytest.fixture
def storage(monkeypatch: pytest.MonkeyPatch) -> Storage:
    failing, keep, put = Storage(), EventTable.keep, SqsEventQueue.put

    def failing_keep(self: EventTable, *args: Any) -> None:
        if failing.table_fails:
            raise failing.table_fails
        keep(self, *args)

    def failing_put(self: SqsEventQueue, *args: Any) -> None:
        if failing.queue_fails:
            raise failing.queue_fails
        put(self, *args)

    monkeypatch.setattr(EventTable, "keep", failing_keep)
    monkeypatch.setattr(SqsEventQueue, "put", failing_put)
    return failing


def queued(service: dict[str, str]) -> list[Any]:
    import botocore.session  # noqa: PLC0415

    sqs: Any = botocore.session.get_session().create_client("sqs")
    answer = sqs.receive_message(QueueUrl=service["EVENTS_QUEUE_URL"], MaxNumberOfMessages=10)
    return [{"messageId": each["MessageId"], "body": each["Body"]} for each in answer.get("Messages", [])]


@EVERY_CARRIER
def test_events_that_the_table_does_not_take_are_stored_later(
    line_of: Any, storage: Storage, service: dict[str, str], carrier: str
) -> None:
    line: Line = line_of(carrier)
    for failure, delivery in zip((*FAILURES, FAILURES[0]), (*line.call()[1:], line.message()), strict=True):
        storage.table_fails = failure
        assert line.deliver(*delivery).status in (200, 204)
    assert line.calls().json() == line.messages().json() == []
    records = queued(service)
    assert len(records) == 3
    assert line.base.rpartition("/")[2] not in json.dumps(records)
    consume = importlib.import_module("functions.store_webhook_events.handler").lambda_handler
    assert len(consume({"Records": records}, None)["batchItemFailures"]) == 3
    storage.table_fails = None
    for _ in range(2):
        assert consume({"Records": records}, None) == {"batchItemFailures": []}
    assert [call["status"] for call in line.calls().json()] == ["completed"]
    assert len(line.messages().json()) == 1


@EVERY_CARRIER
def test_only_when_the_queue_fails_too_the_carrier_is_told(line_of: Any, storage: Storage, carrier: str) -> None:
    line: Line = line_of(carrier)
    storage.table_fails = storage.queue_fails = FAILURES[0]
    for delivery in (line.message(), *line.call()[1:]):
        answer = line.deliver(*delivery)
        assert (answer.status, answer.headers["retry-after"]) == (503, "1")


def test_a_message_that_cannot_be_stored_comes_again_alone() -> None:
    consume = importlib.import_module("functions.store_webhook_events.handler").lambda_handler
    assert consume({"Records": [{"messageId": "1", "body": "{"}]}, None) == {
        "batchItemFailures": [{"itemIdentifier": "1"}]
    }


# ---- what a caller hears ----


def spoken(answer: Response) -> list[tuple[str, str | None]]:
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/xml"
    root = ElementTree.fromstring(answer.text)
    return [(each.tag, each.text or (each[0].text if len(each) else None)) for each in root]


PLANS: list[tuple[dict[str, Any], list[tuple[str, str | None]]]] = [
    ({}, [("Say", "We cannot take your call right now. Please try again later."), ("Hangup", None)]),
    (
        {"voiceGreetingMessage": "Hi <you> & me", "voiceForwardNumber": "+442079460001"},
        [("Say", "Hi <you> & me"), ("Dial", "+442079460001")],
    ),
    ({"voiceWorkMode": "always_forward", "voiceForwardNumber": "+442079460001"}, [("Dial", "+442079460001")]),
    (
        {"voiceWorkMode": "always_message", "voiceUnavailableMessage": "Later", "voiceForwardNumber": "+442079460001"},
        [("Say", "Later"), ("Hangup", None)],
    ),
    ({"voiceWorkMode": "voicemail", "voicemailGreeting": "Speak"}, [("Say", "Speak"), ("Record", None)]),
    (
        {"voiceWorkMode": "voicemail_off_hours", "voiceOffHoursMessage": "Closed"},
        [("Say", "Closed"), ("Say", "Please leave a message after the tone."), ("Record", None)],
    ),
    ({"enableVoice": False, "voiceUnavailableMessage": "No calls"}, [("Say", "No calls"), ("Hangup", None)]),
    ({"enableVoice": False}, [("Reject", None)]),
]


@pytest.mark.parametrize("carrier", ["twilio", "plivo"])
@pytest.mark.parametrize(("settings", "expected"), PLANS)
def test_a_call_is_answered_by_the_settings_of_the_linked_number(
    line_of: Any, carrier: str, settings: dict[str, Any], expected: list[tuple[str, str | None]]
) -> None:
    line: Line = line_of(carrier, **settings)
    if carrier == "plivo":
        words = {"Say": "Speak", "Reject": "Hangup"}
        expected = [
            (words.get(tag, tag), text and (text.lstrip("+") if tag == "Dial" else text)) for tag, text in expected
        ]
    assert spoken(line.deliver(*line.call()[0])) == expected


@pytest.mark.parametrize("carrier", ["twilio", "plivo"])
def test_a_number_that_no_workspace_has_says_so(line_of: Any, carrier: str) -> None:
    line: Line = line_of(carrier)
    line.api.link(line.number["uuid"], None)
    assert spoken(line.deliver(*line.call()[0]))[0][1] == "The number you have called is not in service."


@pytest.mark.parametrize("carrier", ["twilio", "plivo"])
def test_a_forwarded_call_that_nobody_takes_goes_to_voicemail(line_of: Any, carrier: str) -> None:
    line: Line = line_of(carrier, voiceForwardNumber="+442079460001", voicemailGreeting="Speak")
    first = line.deliver(*line.call()[0]).text
    assert f'action="{line.base}/dial"' in first
    name = {"twilio": "DialCallStatus", "plivo": "DialStatus"}[carrier]
    taken = spoken(line.deliver("dial", {"CallSid": "c", name: "completed"}))
    assert taken == [("Hangup", None)]
    missed = line.deliver("dial", {"CallSid": "c", name: "no-answer"})
    assert [tag for tag, _ in spoken(missed)][-1] == "Record"
    assert f"{line.base}/recording" in missed.text
    assert spoken(line.deliver("done", {"CallSid": "c"})) == [("Hangup", None)]


def test_a_text_that_xml_cannot_hold_does_not_break_the_answer(line_of: Any) -> None:
    line: Line = line_of("twilio", voiceUnavailableMessage="a\u0000b\u0008c\ufffe]]>")
    assert spoken(line.deliver(*line.call()[0]))[0][1] == "a b c ]]>"


@pytest.mark.parametrize("carrier", ["twilio", "plivo"])
def test_a_caller_is_answered_whatever_becomes_of_the_event_and_nothing_goes_on_behind_the_answer(
    line_of: Any, storage: Storage, service: dict[str, str], carrier: str, capsys: pytest.CaptureFixture[str]
) -> None:
    line: Line = line_of(carrier)
    outcomes = []
    for index, (table, queue) in enumerate(itertools.product((None, *FAILURES), repeat=2)):
        storage.table_fails, storage.queue_fails = table, queue
        threads = set(threading.enumerate())
        answer = line.deliver(*line.call(f"call-{index}")[0])
        assert spoken(answer)[-1] == ("Hangup", None)
        assert set(threading.enumerate()) == threads
        lost = capsys.readouterr().out.count('"WebhookEventsLost":[1')
        waiting = [each for each in queued(service) if f"call-{index}" in each["body"]]
        stored = [each for each in line.calls().json() if each["id"] == f"call-{index}"]
        outcomes.append((len(stored), len(waiting), lost))
        # What follows tells of the call, with its parties, even where its beginning was lost.
        storage.table_fails = storage.queue_fails = None
        line.deliver(*line.call(f"call-{index}")[2])
        ended = line.calls().json()[0]
        assert (ended["id"], ended["status"], ended["from"]) == (f"call-{index}", "completed", CALLER)
    # In the table; else in the queue; else it is counted.
    assert outcomes == [(1, 0, 0)] * 3 + [(0, 1, 0), (0, 0, 1), (0, 0, 1)] * 2


def commands(carriers: Carriers) -> list[tuple[str, str, dict[str, Any]]]:
    return carriers.commands()


def telnyx_event(kind: str, number: int, **payload: Any) -> tuple[str, Any]:
    return "voice", {
        "data": {
            "id": f"ev-{number}",
            "event_type": kind,
            "payload": {"call_leg_id": "leg", "call_control_id": "v3:abc", "from": CALLER, **payload},
        }
    }


def test_a_telnyx_call_is_driven_by_commands(line_of: Any, carriers: Carriers) -> None:
    line: Line = line_of(
        "telnyx", voiceGreetingMessage="Hi", voiceForwardNumber="+442079460001", voicemailGreeting="Speak"
    )
    script = [
        ("call.initiated", {"direction": "incoming"}, "answer"),
        ("call.answered", {}, "speak"),
        ("call.speak.ended", {}, "transfer"),
    ]
    for number, (kind, payload, action) in enumerate(script):
        before = commands(carriers)[-1][2].get("client_state") if commands(carriers) else None
        assert line.deliver(*telnyx_event(kind, number, client_state=before, **payload)).status == 204
        control_id, done, parameters = commands(carriers)[-1]
        assert (done, parameters["command_id"]) == (action, f"ev-{number}")
        assert control_id in ("v3:abc", "v3%3Aabc")
    transfer = commands(carriers)[-1][2]
    assert transfer["to"] == "+442079460001"
    # Nobody takes it: the caller's own leg hears the voicemail greeting.
    state = transfer["target_leg_client_state"]
    missed = telnyx_event(
        "call.hangup", 9, call_control_id="v3:leg-b", call_leg_id="b", client_state=state, hangup_cause="timeout"
    )
    line.deliver(*missed)
    control_id, done, parameters = commands(carriers)[-1]
    assert (control_id.replace("%3A", ":"), done, parameters["payload"]) == ("v3:abc", "speak", "Speak")
    line.deliver(*telnyx_event("call.speak.ended", 10, client_state=parameters["client_state"]))
    assert commands(carriers)[-1][1] == "record_start"
    line.deliver(*telnyx_event("call.recording.saved", 11, client_state=commands(carriers)[-1][2]["client_state"]))
    assert commands(carriers)[-1][1] == "hangup"


def test_a_telnyx_call_is_rejected_where_voice_is_off(line_of: Any, carriers: Carriers) -> None:
    line: Line = line_of("telnyx", enableVoice=False)
    line.deliver(*telnyx_event("call.initiated", 1, direction="incoming"))
    assert commands(carriers)[-1][1] == "reject"


def test_a_command_that_telnyx_did_not_take_is_asked_for_again(line_of: Any, carriers: Carriers) -> None:
    line: Line = line_of("telnyx")
    event = telnyx_event("call.initiated", 1, direction="incoming")
    carriers.fail("telnyx", 503, path="/actions/")
    assert line.deliver(*event).status == 503
    assert line.deliver(*event).status == 204
    carriers.fail("telnyx", 404, path="/actions/")
    assert line.deliver(*event).status == 204
    assert [call["status"] for call in line.calls().json()] == ["ringing"]


# ---- recordings ----


@pytest.mark.parametrize(
    ("carrier", "sent"),
    [
        (
            "twilio",
            {
                "CallSid": "call-1",
                "RecordingSid": "RE1",
                "RecordingUrl": "https://api.twilio.com/r/RE1",
                "RecordingStatus": "completed",
                "RecordingDuration": "7",
                "RecordingChannels": "1",
            },
        ),
        (
            "plivo",
            {
                "CallUUID": "call-1",
                "RecordingID": "RE1",
                "RecordUrl": "https://media.plivo.com/RE1",
                "RecordingDuration": "7",
            },
        ),
        (
            "plivo",
            {
                "call_uuid": "call-1",
                "recording_id": "RE1",
                "record_url": "https://media.plivo.com/RE1",
                "recording_duration": "7",
            },
        ),
    ],
)
def test_a_recording_is_kept_with_its_call_once(line_of: Any, carrier: str, sent: dict[str, str]) -> None:
    line: Line = line_of(carrier)
    for _ in range(2):
        assert line.deliver("recording", sent).status == 204
    line.deliver(*line.call()[2])
    (call,) = line.calls().json()
    (recording,) = call["recordings"]
    assert call["status"] == "completed"
    assert (recording["id"], recording["durationSeconds"], recording["status"]) == ("RE1", 7, "completed")
    assert recording["url"].endswith("RE1")


def saved(url: str) -> tuple[str, Any]:
    return telnyx_event(
        "call.recording.saved",
        50,
        call_leg_id="call-1",
        recording_urls={"mp3": url},
        recording_started_at="2026-11-21T10:00:00Z",
        recording_ended_at="2026-11-21T10:00:07Z",
    )


def test_a_telnyx_recording_is_copied_before_its_link_ends(
    line_of: Any, service: dict[str, str], aws: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    import botocore.session  # noqa: PLC0415
    from trunkline.services.recordings import Download  # noqa: PLC0415

    line: Line = line_of("telnyx")
    for _ in range(2):
        assert (
            line.deliver(*saved("https://s3.amazonaws.com/telephony-recorder-prod/x.mp3?X-Amz-Signature=secret")).status
            == 204
        )
    sqs: Any = botocore.session.get_session().create_client("sqs")
    messages = sqs.receive_message(QueueUrl=service["RECORDINGS_QUEUE_URL"], MaxNumberOfMessages=10)["Messages"]
    assert len(messages) == 1
    monkeypatch.setattr(
        "trunkline.carriers.recording_files.fetch_recording", lambda url: Download(b"mp3", "audio/mpeg")
    )
    consume = importlib.import_module("functions.copy_recordings.handler").lambda_handler
    records = [{"messageId": "1", "body": messages[0]["Body"]}]
    for _ in range(2):
        assert consume({"Records": records}, None) == {"batchItemFailures": []}
    (call,) = line.calls().json()
    (recording,) = call["recordings"]
    assert recording["durationSeconds"] == 7
    assert recording["url"].startswith("https://recordings.s3")
    s3: Any = botocore.session.get_session().create_client("s3")
    (found,) = s3.list_objects_v2(Bucket="recordings")["Contents"]
    assert found["Key"].startswith(f"org_acme/{provider_phone_uuid(ORG, NUMBERS['telnyx'][0])}/")
    # The link opens the file to whoever has it: it is in no item.
    assert "X-Amz-Signature" not in json.dumps(everything(aws))


@pytest.mark.parametrize(
    "url",
    [
        "http://api.telnyx.com/x.mp3",
        "https://169.254.169.254/latest/meta-data",
        "https://localhost/x",
        "https://telnyx.com.evil.test/x",
        "https://eviltelnyx.com/x",
        "https://user@api.telnyx.com/x",
        "https://api.telnyx.com:8443/x",
        "https://evil-bucket.s3.amazonaws.com/telnyx-x/y",
        "https://s3.amazonaws.com/evil/telnyx-x",
        "file:///etc/passwd",
        "https://api.telnyx.com:99999/x",
        "https://[::1/x",
    ],
)
def test_recordings_are_fetched_from_the_carrier_only(url: str) -> None:
    from trunkline.carriers.recording_files import fetch_recording  # noqa: PLC0415
    from trunkline.services.recordings import RecordingNotCopiedError  # noqa: PLC0415

    with pytest.raises(RecordingNotCopiedError):
        fetch_recording(url)


# ---- what a cold start waits for ----


def test_a_cold_telnyx_event_waits_for_four_calls_of_one_service(line_of: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    line: Line = line_of("telnyx")
    calls: list[str] = []
    original = BaseClient._make_api_call  # type: ignore[attr-defined]

    def counted(self: Any, operation: str, parameters: Any) -> Any:
        calls.append(f"{self.meta.service_model.service_name}.{operation}")
        return original(self, operation, parameters)

    def of(delivery: tuple[str, Any]) -> list[str]:
        calls.clear()
        assert line.deliver(*delivery).status == 204
        return list(calls)

    monkeypatch.setattr(BaseClient, "_make_api_call", counted)
    read = "dynamodb.GetItem"
    # Whose token it is, the account's public key, the provider phone; its secret stays sealed.
    wiring.webhooks.cache_clear()
    assert of(line.message()) == [read, read, read, "dynamodb.PutItem"]
    assert of(line.call()[1]) == [read, "dynamodb.UpdateItem"]
    # An event that asks for a command needs the number's settings and the account's secret.
    wiring.webhooks.cache_clear()
    commanding = telnyx_event("call.initiated", 1, direction="incoming")
    assert of(commanding) == [read, read, read, read, "kms.Decrypt", "dynamodb.UpdateItem"]


# ---- what is imported ----


@pytest.mark.parametrize(
    ("function", "never"),
    [
        (
            "webhook_telnyx",
            (
                "trunkline.carriers.connections",
                "twilio",
                "plivo",
                "telnyx",
                "pydantic",
                "nacl",
                "boto3",
                "trunkline.aws.kms",
                "trunkline.aws.webhook_queues",
            ),
        ),
        ("webhook_twilio", ("trunkline.carriers.connections", "twilio", "plivo", "telnyx", "pydantic")),
        ("webhook_plivo", ("trunkline.carriers.connections", "twilio", "plivo", "telnyx", "pydantic")),
        ("weya_list_phones", ("trunkline.carriers.connections", "twilio", "pydantic")),
        ("weya_add_phone", ("trunkline.carriers.connections", "twilio", "telnyx")),
        ("workspace_list_calls", ("trunkline.carriers.connections", "twilio", "pydantic")),
        ("store_webhook_events", ("trunkline.carriers.connections", "twilio", "pydantic")),
        ("copy_recordings", ("requests", "twilio", "pydantic")),
    ],
)
def test_no_function_imports_what_it_does_not_need_to_start(function: str, never: tuple[str, ...]) -> None:
    code = (
        "import sys, importlib; sys.path[:0] = ['.', 'layers/trunkline'];"
        f"importlib.import_module('functions.{function}.handler');"
        f"print([name for name in {never!r} if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PATH": "/bin"})
    assert ran.stdout.strip() == "[]"
