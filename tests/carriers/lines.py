"""A number at a carrier, and the carrier that sends events to it, signed as it signs."""

import hashlib
import itertools
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID
from xml.etree import ElementTree

import pytest
from trunkline.domain.identifiers import OrganizationId

from tests.carriers.sandboxed import NUMBERS
from tests.carriers.signing import (
    encoded,
    plivo_headers,
    telnyx_headers,
    twilio_headers,
)
from tests.support.gateway import Gateway, Response
from tests.support.workspaces import WorkspaceApi

ORG = OrganizationId("org_acme")


EVERY_CARRIER = pytest.mark.parametrize("carrier", ["twilio", "plivo", "telnyx"])


CALLER = "+13105550001"


def id_at(carrier: str, name: str) -> str:
    """An id as the carrier gives them, the same for a name each time."""
    digits = hashlib.sha256(name.encode()).hexdigest()[:32]
    return {"twilio": f"SM{digits}", "plivo": str(UUID(digits)), "telnyx": name}[carrier]


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

    def id(self, name: str) -> str:
        return id_at(self.carrier, name)

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
        call_id, to = self.id(call_id), NUMBERS[self.carrier][0]
        if self.carrier == "telnyx":
            steps = [
                ("call.initiated", {"direction": "incoming"}),
                ("call.answered", {}),
                (
                    "call.hangup",
                    {"hangup_cause": "normal_clearing", "start_time": "2026-11-21T10:00:00Z"},
                ),
            ]
            return [
                (
                    "voice",
                    {
                        "data": {
                            "id": f"ev-{call_id}-{index}",
                            "event_type": kind,
                            "occurred_at": "2026-11-21T10:00:42Z",
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
        cause = {"HangupCause": "NORMAL_CLEARING"} if self.carrier == "plivo" else {}
        end, duration = {"twilio": ("status", "CallDuration"), "plivo": ("hangup", "Duration")}[self.carrier]
        return [
            ("voice", common | {"CallStatus": "ringing"}),
            (end, common | {"CallStatus": "in-progress"}),
            (end, common | {"CallStatus": "completed", duration: "42"} | cause),
        ]

    def message(self, message_id: str = "msg-1") -> tuple[str, Any]:
        message_id, to = self.id(message_id), NUMBERS[self.carrier][0]
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


def telnyx_event(kind: str, number: int, **payload: Any) -> tuple[str, Any]:
    return "voice", {
        "data": {
            "id": f"ev-{number}",
            "event_type": kind,
            "payload": {"call_leg_id": "leg", "call_control_id": "v3:abc", "from": CALLER, **payload},
        }
    }


def queued(service: dict[str, str], queue: str = "EVENTS") -> list[Any]:
    import botocore.session  # noqa: PLC0415

    sqs: Any = botocore.session.get_session().create_client("sqs")
    answer = sqs.receive_message(QueueUrl=service[f"{queue}_QUEUE_URL"], MaxNumberOfMessages=10)
    return [{"messageId": each["MessageId"], "body": each["Body"]} for each in answer.get("Messages", [])]


def spoken(answer: Response) -> list[tuple[str, str | None]]:
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/xml"
    root = ElementTree.fromstring(answer.text)
    return [(each.tag, each.text or (each[0].text if len(each) else None)) for each in root]
