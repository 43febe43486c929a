"""No secret is in anything that leaves the service, through the whole life of a number at each carrier."""

import base64
import importlib
import json
import logging
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import botocore.client
import botocore.session
import pytest
from trunkline.aws.bus import EventBridge
from trunkline.carriers.http_client import CarrierHttp, CarrierResponse
from trunkline.domain.identifiers import OrganizationId, provider_phone_uuid
from trunkline.http.messages import Request
from trunkline.services.webhooks import Delivery
from trunkline.table.client import Table
from trunkline.table.events import EventTable

from tests.archive.test_events import Recorder, publish
from tests.carriers.budgets import stop_the_clock
from tests.carriers.weya import WeyaApi
from tests.fakes.executions import InProcessExecutions
from tests.support.archives import all_items
from tests.support.composition import compose_with
from tests.support.gateway import Gateway, InProcessGateway, Response
from tests.support.workspaces import Tenant, WorkspaceApi
from tools.sandbox import Sandbox, start
from tools.sandbox.accounts import CARRIERS
from tools.sandbox.courier import Reply, Webhook

# Where the service may not write a webhook token: it has to be in the table, by which events find their number.
ORG = OrganizationId("org_acme")
OUTSIDE = ("log", "answer", "sqs", "events", "execution")


@dataclass
class Outlets:
    """All that leaves the service, by where it goes."""

    texts: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, where: str, what: Any) -> None:
        self.texts[where].append(what if isinstance(what, str) else json.dumps(what, default=repr))

    def holding(self, secret: str, places: tuple[str, ...] = ()) -> list[tuple[str, str]]:
        return [
            (where, text[max(0, text.find(secret) - 80) :][:200])
            for where in places or self.texts
            for text in self.texts[where]
            if secret in text
        ]

    def collect(self, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str], store: Table) -> None:
        """What was logged, by libraries too, and what is in the table now."""
        printed = capsys.readouterr()
        self.add("log", printed.out + printed.err)
        for record in caplog.records:
            # That one is moto's.
            if record.name != "responses":
                self.add("log", record.getMessage() + repr(record.__dict__))
        for item in all_items(store):
            self.add("table", item)


@pytest.fixture
def outlets(aws: Any, monkeypatch: pytest.MonkeyPatch, executions: InProcessExecutions) -> Outlets:
    seen = Outlets()
    call = botocore.client.BaseClient._make_api_call  # type: ignore[attr-defined]
    send, task = InProcessGateway.send, executions._task

    def recorded_call(self: Any, operation: str, parameters: Any) -> Any:
        # KMS is where secrets go to be sealed.
        if (service := self.meta.service_model.service_name) != "kms":
            seen.add(service, {operation: parameters})
        return call(self, operation, parameters)

    def recorded_send(self: Any, *args: Any, **kwargs: Any) -> Response:
        answer: Response = send(self, *args, **kwargs)
        # What a caller hears is told with the URLs that the carrier has already.
        where = "answer to a carrier" if args[1].startswith("/webhooks/") else "answer"
        seen.add(where, [answer.status, dict(answer.headers), answer.text])
        return answer

    def recorded_task(folder: str, event: dict[str, Any]) -> dict[str, str]:
        answer: dict[str, str] = {}
        try:
            answer = task(folder, event)
        finally:
            seen.add("execution", [folder, event, answer])
        return answer

    monkeypatch.setattr(botocore.client.BaseClient, "_make_api_call", recorded_call)
    monkeypatch.setattr(InProcessGateway, "send", recorded_send)
    monkeypatch.setattr(executions, "_task", recorded_task)
    return seen


@pytest.fixture
def sandbox(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    def send(webhook: Webhook) -> Reply:
        path, headers = urlsplit(webhook.url).path, webhook.headers
        answer = gateway.send(webhook.method, path, headers=headers, body=webhook.body)
        forged = {name: value for name, value in headers.items() if "signature" not in name.lower()}
        # Again, and by somebody else.
        assert gateway.send(webhook.method, path, headers=headers, body=webhook.body).status == answer.status
        assert gateway.send(webhook.method, path, headers=forged, body=webhook.body).status == 403
        return Reply(answer.status, answer.text, answer.headers.get("content-type", ""))

    with start(send=send, seed=1, patience_seconds=0.0) as running:
        stop_the_clock(monkeypatch, running)
        for carrier, url in running.base_urls.items():
            monkeypatch.setenv(f"CARRIER_BASE_URL_{carrier.upper()}", url)
        yield running


@dataclass
class Life:
    """One number at one carrier, from the first refused registration to its end."""

    weya: WeyaApi
    api: WorkspaceApi
    sandbox: Sandbox
    carrier: str
    service: dict[str, str]

    def __post_init__(self) -> None:
        shown = self.sandbox.described()["acme"][self.carrier]
        self.numbers, self.public_key = shown["numbers"], shown.get("publicKey")
        account = self.sandbox.store.account(self.carrier, shown["accSId"])
        assert account
        self.account, self.first_token = account, account.secret

    def add(self, index: int = 0, **members: Any) -> int:
        members = {"authToken": self.account.secret, "publicKey": self.public_key, **members}
        answer = self.weya.add(
            self.carrier,
            headers={"Idempotency-Key": f"{self.carrier}-{index}-{len(members['authToken'])}"},
            phoneNumber=self.numbers[index],
            accSId=self.account.account_id,
            **members,
        )
        return answer.status

    def refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert self.add(authToken=f"wrong-{self.carrier}-token") == 400
        for status in (401, 429, 500, "reset", "malformed"):
            # The first request is a question, which is asked once more when its connection breaks.
            times = 2 if status == "reset" else 1
            self.sandbox.faults.add({"carrier": self.carrier, "status": status, "times": times})
            assert self.add() in (400, 500)
            self.sandbox.faults.clear()

        def broken(*_: Any, **__: Any) -> None:
            raise RuntimeError(f"a fault of ours that quotes {self.first_token}")

        with monkeypatch.context() as patch:
            patch.setattr(CarrierHttp, "call", broken)
            patch.setattr("twilio.http.http_client.TwilioHttpClient.request", broken)
            assert self.add() in (400, 500)

    def used(self, monkeypatch: pytest.MonkeyPatch) -> str:
        assert self.add() == self.add() == 201
        number = self.api.create(
            providerPhoneUuid=provider_phone_uuid(ORG, self.numbers[0]),
            voiceWorkMode="voicemail",
            voicemailGreeting="Speak",
        ).json()
        self.talk()
        # The account's token changes at the carrier, and another number is registered with the new one.
        self.account.secret = f"{self.first_token[:4]}-rotated-{self.carrier}"
        assert self.add(1) == 201
        with monkeypatch.context() as patch:
            patch.setattr("trunkline.services.webhooks.REREAD_AFTER_SECONDS", 0)
            patch.setattr(EventTable, "keep", _broken)
            self.talk()
        self.consume("EVENTS_QUEUE_URL", "store_webhook_events")
        self.consume("RECORDINGS_QUEUE_URL", "copy_recordings")
        for what in ("calls", "messages"):
            assert self.api.send("GET", f"/{number['uuid']}/{what}").json()
        return str(number["uuid"])

    def talk(self) -> None:
        asked = {"carrier": self.carrier, "number": self.numbers[0]}
        self.sandbox.control.place_call({**asked, "outcome": "completed", "recording": True})
        self.sandbox.control.send_message({**asked, "text": ["hello"]})

    def consume(self, queue: str, folder: str) -> None:
        sqs: Any = botocore.session.get_session().create_client("sqs")
        handler = importlib.import_module(f"functions.{folder}.handler").lambda_handler
        while found := sqs.receive_message(QueueUrl=self.service[queue], MaxNumberOfMessages=10).get("Messages"):
            records = [{"messageId": each["MessageId"], "body": each["Body"]} for each in found]
            assert handler({"Records": records}, None) == {"batchItemFailures": []}
            for each in found:
                sqs.delete_message(QueueUrl=self.service[queue], ReceiptHandle=each["ReceiptHandle"])

    def ended(self, uuid: str) -> None:
        self.sandbox.faults.add({"carrier": self.carrier, "status": 403, "times": 9})
        failed = self.api.archive(uuid)
        assert (failed.status, failed.json()["blockers"]) == (409, [])
        self.sandbox.faults.clear()
        assert self.api.archive(uuid).json()["archiveStatus"] == "archived"

    def secrets(self) -> list[str]:
        tokens = [self.first_token, self.account.secret, f"wrong-{self.carrier}-token"]
        return [form for token in tokens for form in _forms(token, f"{self.account.account_id}:{token}")]


def _broken(_: EventTable, webhook: Any, *event: Any) -> None:
    raise RuntimeError(f"a fault of ours that quotes {webhook.base_url} and {event}")


def _forms(*texts: str) -> list[str]:
    """In the clear, and in base64 as it stands at the beginning of a header."""
    return [texts[0], *(base64.b64encode(text.encode()).decode().rstrip("=")[:-1] for text in texts)]


class Context:
    def get_remaining_time_in_millis(self) -> int:
        return 300_000


def test_no_secret_is_in_anything_that_leaves_the_service(  # noqa: PLR0917 - fixtures
    outlets: Outlets,
    sandbox: Sandbox,
    service: dict[str, str],
    gateway: Gateway,
    api: WorkspaceApi,
    acme: Tenant,
    store: Table,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.INFO)
    compose_with(
        monkeypatch, "event_bus", lambda: EventBridge(botocore.session.get_session().create_client("events"), "default")
    )
    recorder, lives = Recorder(store), []
    for carrier in CARRIERS:
        life = Life(WeyaApi(gateway, acme), api, sandbox, carrier, service)
        life.refused(monkeypatch)
        life.ended(life.used(monkeypatch))
        assert publish(recorder.records()) == {"batchItemFailures": []}
        lives.append(life)
    importlib.import_module("functions.scheduled_cleanup.handler").lambda_handler({}, Context())

    outlets.collect(caplog, capsys, store)
    for where, words in WITNESSES.items():
        for word in words:
            assert outlets.holding(word, (where,)), (where, word)

    ours = [*acme.tokens.values(), acme.quo_key, *acme.zudu.values()]
    for secret in (*ours, *(secret for life in lives for secret in life.secrets())):
        assert outlets.holding(secret) == []
    webhook_tokens = [item["pk"].removeprefix("WEBHOOK#") for item in all_items(store) if item["sk"] == "WEBHOOK"]
    assert len(webhook_tokens) == 2 * len(lives)
    assert [found for token in webhook_tokens if (found := outlets.holding(token, OUTSIDE))] == []
    # Whoever has the carrier's link of a recording can fetch it: it is asked for when the copy is made, kept nowhere.
    queued = [json.loads(body) for body in _queued(outlets) if "recordingId" in json.loads(body)]
    assert queued
    assert not [body for body in queued if "url" in body]
    assert outlets.holding("telephony-recorder-prod") == []


# What must be found where it is looked for, or nothing would be proved.
WITNESSES = {
    "log": ("event queued", "unhandled error", "'status': 403"),
    "answer": ("Phone number added successfully",),
    "dynamodb": ("sealed_secret", "sealed_earlier_secret"),
    "sqs": ("receivedAt", "recordingId"),
    "events": ("phone_number.archived",),
    "execution": ("archive_release_number", "archive_fail_number"),
    "table": ("sealed_secret", "copy_"),
}


def _queued(outlets: Outlets) -> Iterator[str]:
    for text in outlets.texts["sqs"]:
        if message := json.loads(text).get("SendMessage"):
            yield message["MessageBody"]


@pytest.mark.parametrize(
    "holder",
    [
        Request(
            method="POST",
            path="/webhooks/twilio/s3cr3t",
            path_parameters={"token": "s3cr3t"},
            query="s3cr3t",
            headers={"authorization": "Bearer s3cr3t"},
            body=b"s3cr3t",
            request_id="r",
        ),
        CarrierResponse(200, {}, '{"auth_token": "s3cr3t"}'),
        Delivery(kind="voice", url="https://a.test/s3cr3t", headers={"signature": "s3cr3t"}, body=b"s3cr3t"),
    ],
    ids=lambda holder: type(holder).__name__,
)
def test_what_carries_a_secret_does_not_show_it(holder: object) -> None:
    assert "s3cr3t" not in repr(holder)
