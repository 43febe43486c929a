"""A dark time and its undisturbed twin: one history at the carrier, once told by its webhooks, once read back."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from trunkline.aws.clients import client
from trunkline.aws.webhook_queues import SqsRecordingQueue
from trunkline.carriers import connections
from trunkline.carriers.registry import log_for
from trunkline.carriers.telnyx.logs import TelnyxLog
from trunkline.domain.identifiers import OrganizationId, provider_phone_uuid
from trunkline.domain.provider_phones import Carrier, ProviderPhone
from trunkline.services.backfill import Backfill, BackfillRequests
from trunkline.services.backfill_walks import BackfillReconciler, Pace
from trunkline.services.carrier_adapters import Budget, CarrierAccount
from trunkline.services.carrier_logs import CarrierLog
from trunkline.services.cleanup import CleanupReport, ScheduledCleanup
from trunkline.table.backfills import BackfillTable, backfill_from
from trunkline.table.client import Table
from trunkline.table.due import DueTable
from trunkline.table.events import EventTable
from trunkline.table.items import from_item
from trunkline.table.phone_numbers import PhoneNumberTable
from trunkline.wiring.carrier_accounts import carrier_accounts
from trunkline.wiring.webhooks import webhooks

from tests.carriers.budgets import stop_the_clock
from tests.carriers.conftest import service
from tests.carriers.weya import WeyaApi
from tests.support.gateway import Gateway
from tests.support.tables import everything
from tests.support.workspaces import Tenant, WorkspaceApi
from tools.sandbox import Sandbox, start
from tools.sandbox.clock import FixedClock
from tools.sandbox.courier import Reply, Webhook

__all__ = ["service"]

ORG = OrganizationId("org_acme")
MORNING = datetime(2026, 11, 21, 6, tzinfo=UTC)
DARK_HOURS = 6
CALLER = "+14155550199"


@dataclass
class Town:
    """One number of a carrier, linked to a workspace's, and everything that happens to it."""

    carrier: str
    sandbox: Sandbox
    api: WorkspaceApi
    table: Table
    queue_url: str
    number: dict[str, Any] = field(default_factory=dict)
    naps: list[float] = field(default_factory=list)

    @property
    def account(self) -> dict[str, Any]:
        return dict(self.sandbox.described()["acme"][self.carrier])

    @property
    def e164(self) -> str:
        return str(self.account["numbers"][0])

    @property
    def clock(self) -> FixedClock:
        assert isinstance(self.sandbox.clock, FixedClock)
        return self.sandbox.clock

    def phone(self) -> ProviderPhone:
        found = PhoneNumberTable(self.table).find_provider_phone(ORG, provider_phone_uuid(ORG, self.e164))
        assert found
        return found

    def call(self, **options: Any) -> Any:
        asked = {"carrier": self.carrier, "number": self.e164, "from": CALLER, **options}
        return self.sandbox.control.place_call(asked)

    def message(self, *texts: str, **options: Any) -> Any:
        asked = {"carrier": self.carrier, "number": self.e164, "from": CALLER, "text": list(texts), **options}
        return self.sandbox.control.send_message(asked)

    def settings(self, **changes: Any) -> None:
        answer = self.api.update(self.number["uuid"], **changes)
        assert answer.status == 200, answer.text

    def history(self, kind: str) -> list[dict[str, Any]]:
        answer = self.api.send("GET", f"/{self.number['uuid']}/{kind}?limit=100")
        assert answer.status == 200, answer.text
        return list(answer.json())

    def histories(self) -> dict[str, list[dict[str, Any]]]:
        return {kind: self.history(kind) for kind in ("calls", "messages")}

    def forget(self) -> None:
        """As if no webhook had come: what they told is not stored, and no recording waits to be copied."""
        self.remove("call", "message")
        self.take_recordings()

    def number_is_from(self, created_at: str) -> None:
        self.table.client.update_item(
            TableName=self.table.name,
            Key={"pk": {"S": f"WORKSPACE#{self.api.workspace}#LIVE"}, "sk": {"S": f"NUMBER#{self.number['uuid']}"}},
            UpdateExpression="SET created_at = :then",
            ExpressionAttributeValues={":then": {"S": created_at}},
        )

    @contextmanager
    def at_the_time_of(self, headers: Mapping[str, str]) -> Iterator[None]:
        """Telnyx signs the time, and an event that is sent again later has a later one: here the clock is set back."""
        signed, now = headers.get("telnyx-timestamp"), self.clock.now()
        back = now.timestamp() - int(signed) if signed else 0.0
        self.clock.advance(-back)
        yield
        self.clock.advance(back)

    def remove(self, *entities: str) -> None:
        for item in everything():
            if item.get("entity") in [{"S": entity} for entity in entities]:
                self.table.client.delete_item(TableName=self.table.name, Key={"pk": item["pk"], "sk": item["sk"]})

    def take_recordings(self) -> list[str]:
        """What waits to be copied; afterwards nothing does."""
        sqs, taken = client("sqs"), list[str]()
        while found := sqs.receive_message(QueueUrl=self.queue_url, MaxNumberOfMessages=10).get("Messages"):
            for message in found:
                taken.append(message["Body"])
                sqs.delete_message(QueueUrl=self.queue_url, ReceiptHandle=message["ReceiptHandle"])
        return sorted(taken)

    def requests(self) -> BackfillRequests:
        return BackfillRequests(BackfillTable(self.table), self.clock.now)

    def ask(self, start: datetime, end: datetime, *, of_account: bool = False) -> Backfill:
        if of_account:
            asked = self.requests().of_account(ORG, Carrier(self.carrier), self.account["accSId"], start, end)
        else:
            found = self.requests().of_phone(self.phone(), start, end)
            assert found
            asked = found
        return asked

    def clean_up(self, **options: Any) -> CleanupReport:
        """One run of the cleanup; nothing but backfills is due."""
        return self.cleanup(**options).run(lambda: True)

    def cleanup(
        self,
        log: Callable[..., CarrierLog] | None = None,
        table: Table | None = None,
        clock: Callable[[], float] = lambda: 0.0,
    ) -> ScheduledCleanup:
        table = table or self.table
        recordings = SqsRecordingQueue(lambda: client("sqs"), lambda: self.queue_url)
        reconciler = BackfillReconciler(
            BackfillTable(table),
            EventTable(table, self.clock.now),
            recordings,
            carrier_accounts(),
            log or self.log,
            Pace(self.naps.append, lambda: 0.0),
            clock,
        )
        return ScheduledCleanup(
            index=DueTable(table, {"backfill": backfill_from}, self.clock.now),
            reconcilers={"backfill": reconciler},
            clock=self.clock.now,
            workers=1,
        )

    def log(self, account: CarrierAccount, budget: Budget) -> CarrierLog:
        if account.carrier is Carrier.TELNYX:
            return TelnyxLog(account, budget, self.clock.now)
        return log_for(account, budget)

    def finish(self, runs: int = 50) -> int:
        """Run the cleanup until no backfill is open; how many runs that took."""
        for run in range(1, runs + 1):
            self.clean_up()
            if all("finished_at" in item for item in self.backfills()):
                return run
            self.clock.advance(900)
        raise AssertionError(self.backfills())

    def backfills(self) -> list[dict[str, Any]]:
        return [from_item(item) for item in everything() if item.get("entity") == {"S": "backfill"}]

    def asked(self) -> list[str]:
        """The paths of what the carrier was asked since ``forget_requests``."""
        return [str(each["path"]) for each in self.sandbox.requests()]

    def forget_requests(self) -> None:
        self.sandbox._exchange.forget_requests()


@pytest.fixture
def sandbox(gateway: Gateway, aws: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """The sandbox, in a time that only tests move."""

    def send(webhook: Webhook) -> Reply:
        path = urlsplit(webhook.url).path
        answer = gateway.send(webhook.method, path, headers=webhook.headers, body=webhook.body or None)
        return Reply(answer.status, answer.text, answer.headers.get("content-type", ""))

    with start(send=send, seed=1, clock=FixedClock(MORNING), patience_seconds=0.0) as running:
        stop_the_clock(monkeypatch, running)
        for carrier, url in running.base_urls.items():
            monkeypatch.setenv(f"CARRIER_BASE_URL_{carrier.upper()}", url)
        yield running
    connections.pool("http").clear()


@pytest.fixture(params=["twilio", "plivo", "telnyx"])
def town(  # noqa: PLR0917 - pytest's fixtures
    request: pytest.FixtureRequest,
    sandbox: Sandbox,
    service: dict[str, str],
    gateway: Gateway,
    acme: Tenant,
    api: WorkspaceApi,
    store: Table,
) -> Town:
    """A registered and linked number of each carrier, with voicemail; webhooks come when the sandbox's clock says."""
    made = Town(request.param, sandbox, api, store, service["RECORDINGS_QUEUE_URL"])
    account = made.account
    members = {"accSId": account["accSId"], "authToken": account["authToken"], "publicKey": account.get("publicKey")}
    assert WeyaApi(gateway, acme).add(made.carrier, phoneNumber=made.e164, **members).status == 201
    phone = provider_phone_uuid(ORG, made.e164)
    made.number = api.create(providerPhoneUuid=phone, voiceWorkMode="voicemail", voicemailGreeting="Speak").json()
    # The number is older than the time that is simulated.
    made.number_is_from("2026-11-01T00:00:00.000Z")
    object.__setattr__(webhooks(), "clock", sandbox.clock.now)
    return made


Lively = tuple[Town, datetime, datetime]


@pytest.fixture
def lively(town: Town) -> Lively:
    """A number to which all sorts of things have happened in six hours, all of them told by webhooks."""
    began = town.clock.now()
    town.call(recording=True)
    town.clock.advance(3600)
    town.message("one", "two")
    town.clock.advance(3600)
    town.call(outcome="canceled")
    town.settings(voiceWorkMode="always_forward", voiceForwardNumber="+14155550123")
    town.call()
    town.clock.advance(1800)
    town.call(outcome="no-answer", recording=True)
    town.clock.advance(1800)
    town.message("three", media=["https://media.example/1.jpg", "https://media.example/2.jpg"])
    town.settings(enableVoice=False)
    town.call(outcome="busy")
    ended = began + timedelta(hours=DARK_HOURS)
    town.clock.advance((ended - town.clock.now()).total_seconds() + 3600)
    return town, began, ended
