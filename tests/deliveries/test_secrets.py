"""Secrets of customers' webhooks are in no log, item, message or answer: those of workspaces, Quo's keys and Zudu's."""

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import botocore.session
import pytest
from standardwebhooks.webhooks import Webhook
from trunkline.domain.deliveries import Outcome
from trunkline.domain.identifiers import OrganizationId
from trunkline.receivers.sender import Sender
from trunkline.wiring import deliveries as wiring
from trunkline.wiring.deliveries import zudu_webhooks

from tests.deliveries.test_webhook_routes import Api
from tests.permissions.scenarios import invoke
from tests.quo.verifier import verify
from tests.support.gateway import Gateway
from tests.support.quo import QuoApi
from tests.support.tables import everything
from tests.support.template import ROOT
from tests.support.workspaces import Tenant
from tests.support.zudu import ZuduApi


class Run:
    """Events of three dialects' webhooks, and all that is said and stored on the way."""

    def __init__(self, gateway: Gateway, acme: Tenant, patch: pytest.MonkeyPatch) -> None:
        session: Any = botocore.session.get_session()
        self.sqs = session.create_client("sqs")
        self.queues = [self.sqs.create_queue(QueueName=name)["QueueUrl"] for name in ("deliveries", "slow")]
        patch.setenv("DELIVERIES_QUEUE_URL", self.queues[0])
        patch.setenv("SLOW_DELIVERIES_QUEUE_URL", self.queues[1])
        patch.setenv("FAN_OUT_DEAD_LETTERS_URL", self.queues[1])
        patch.setattr(Sender, "post", self.post)
        wiring.deliverer.cache_clear()
        self.acme, self.hooks = acme, Api(gateway, acme.workspace, acme.tokens["admin"])
        self.quo, self.zudu = QuoApi(gateway, acme.quo_key), ZuduApi(gateway, acme.zudu["key"], acme.zudu["secret"])
        # What each try comes to, in turn; an exception is a fault of ours.
        self.fates: Iterator[Outcome | Exception] = iter(())
        self.sent: list[tuple[str, dict[str, str], bytes]] = []
        self.messages: list[str] = []
        self.answers: list[str] = []

    def post(self, url: str, headers: dict[str, str], body: bytes) -> Outcome:
        self.sent.append((url, headers, body))
        fate = next(self.fates, Outcome(status=200, body="thanks"))
        if isinstance(fate, Exception):
            raise fate
        return fate

    def say(self, method: str, suffix: str = "", body: Any = None) -> Any:
        response = self.hooks.send(method, suffix, body)
        self.answers.append(response.text)
        return response.json() if response.text else None

    def happens(self) -> None:
        """A call and a message come in."""
        for sample in sorted((ROOT / "events" / "fan_out_events").glob("*.json")):
            event = json.loads(sample.read_text())
            event["Records"][0]["dynamodb"]["NewImage"]["workspace"]["S"] = self.acme.workspace
            self.answers.append(json.dumps(invoke("fan_out_events", event)))

    def work(self) -> None:
        """The worker tries what waits, until nothing does."""
        while found := self.sqs.receive_message(QueueUrl=self.queues[0], MaxNumberOfMessages=10).get("Messages"):
            arn = "arn:aws:sqs:us-east-1:123456789012:deliveries"
            self.messages += [json.dumps(message) for message in found]
            records = [{"messageId": m["MessageId"], "body": m["Body"], "eventSourceARN": arn} for m in found]
            self.answers.append(json.dumps(invoke("deliver_events", {"Records": records})))


def _forms(secret: str) -> set[str]:
    """A secret as it may be written: without its prefix, and its bytes as text, as Python's and in hexadecimal."""
    bare = secret.removeprefix("whsec_")
    raw = base64.b64decode(bare)
    return {bare, raw.decode("latin-1"), repr(raw)[2:-1], raw.hex(), base64.urlsafe_b64encode(raw).decode()}


@pytest.fixture
def run(gateway: Gateway, acme: Tenant, service: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Run:
    del service
    return Run(gateway, acme, monkeypatch)


def test_no_log_item_message_or_answer_has_a_secret(
    run: Run, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    created = run.hooks.created(url="https://example.com/", events=["*"])
    path = f"/{created['id']}"
    rotated = run.hooks.send("POST", f"{path}/rotate").json()
    key = run.quo.send(
        "POST", "webhooks/messages", body={"events": ["message.received"], "url": "https://receiver.example/quo"}
    ).json()["data"]["key"]
    run.zudu.created(phone_number="+12125550100", inbound_webhook_url="https://receiver.example/zudu")
    zudu = zudu_webhooks().secret(OrganizationId(run.acme.organization_id))
    secrets = [created["secret"], rotated["secret"], key, zudu]

    run.fates = iter([Outcome(status=500, body="no"), RuntimeError(str(secrets)), Outcome(error="timeout")])
    run.happens()
    run.work()
    for test in ("test", "test"):
        run.say("POST", f"{path}/{test}")
    run.work()
    for delivery in run.say("GET", f"{path}/deliveries"):
        run.say("POST", f"{path}/deliveries/{delivery['id']}/retry")
    run.work()
    # One that cannot be made into a request.
    with monkeypatch.context() as patch:
        patch.setattr("trunkline.domain.standard_webhooks.signature", _fails(secrets))
        run.say("POST", f"{path}/test")
        run.work()
    for method, suffix, body in (
        ("GET", "", None),
        ("GET", path, None),
        ("PATCH", path, {"description": "x"}),
        ("GET", f"{path}/deliveries", None),
        ("PATCH", path, {"url": "nonsense"}),
        ("POST", f"{path}/deliveries/evt_0/retry", None),
    ):
        run.say(method, suffix, body)

    _each_has_signed(run, secrets)
    out, err = capfd.readouterr()
    said = {
        # Of moto's own log the requests are what the client sent.
        "logs": out + err + repr([record.__dict__ for record in caplog.records if record.name != "responses"]),
        "items": json.dumps(everything(), default=str),
        "messages": "".join(run.messages),
        "answers": "".join(run.answers),
    }
    assert "delivery" in said["logs"]
    assert all(len(text) > 200 for text in said.values())
    found = [
        (where, n) for where, text in said.items() for n, each in enumerate(secrets) for f in _forms(each) if f in text
    ]
    assert found == []
    assert not [where for where, text in said.items() if "whsec_" in text]


def _fails(secrets: list[str]) -> Any:
    def fail(*_: Any, **__: Any) -> Any:
        raise ValueError(str(secrets))

    return fail


def _each_has_signed(run: Run, secrets: list[str]) -> None:
    """Had a secret not been used, it would be nowhere either."""
    first, second, key, zudu = secrets
    signed: dict[str, list[tuple[dict[str, str], bytes]]] = {}
    for url, headers, body in run.sent:
        signed.setdefault(url, []).append((headers, body))
    headers, body = signed["https://example.com/"][-1]
    for secret in (first, second):
        Webhook(secret).verify(body, headers)
    headers, body = signed["https://receiver.example/zudu"][-1]
    Webhook(zudu).verify(body, headers)
    headers, body = signed["https://receiver.example/quo"][-1]
    verify({name.lower(): value for name, value in headers.items()}, body, key, datetime.now(UTC))
