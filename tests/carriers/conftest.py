from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from trunkline.aws import clients
from trunkline.carriers import connections
from trunkline.services import carrier_audits
from trunkline.settings import settings

from tests.carriers import sandboxed
from tests.carriers.budgets import stop_the_clock
from tests.carriers.lines import Line
from tests.carriers.sandboxed import ACCOUNTS, phone_uuid, webhooks_of
from tests.carriers.scripted import Scripted, scripted
from tests.carriers.signing import TELNYX_PUBLIC_KEY
from tests.carriers.weya import WeyaApi
from tests.support.conformance import delivery_fault
from tests.support.gateway import Gateway, route_of
from tests.support.workspaces import Tenant, WorkspaceApi
from tools.sandbox.courier import Reply, Webhook


@pytest.fixture(scope="session")
def post() -> sandboxed.Post:
    """Where webhooks go."""
    return sandboxed.Post()


@pytest.fixture(scope="session")
def _sandbox(post: sandboxed.Post) -> Iterator[sandboxed.Carriers]:
    with sandboxed.serve(post) as carriers:
        yield carriers


@pytest.fixture
def carriers(_sandbox: sandboxed.Carriers, monkeypatch: pytest.MonkeyPatch) -> Iterator[sandboxed.Carriers]:
    """The sandbox as new, and the adapters pointed at it, in a time that stands still."""
    _sandbox.sandbox.reset()
    stop_the_clock(monkeypatch, _sandbox.sandbox)
    for name, url in _sandbox.sandbox.base_urls.items():
        monkeypatch.setenv(f"CARRIER_BASE_URL_{name.upper()}", url)
    yield _sandbox
    _sandbox.sandbox.faults.clear()
    connections.pool("http").clear()


@pytest.fixture
def ringing(carriers: sandboxed.Carriers, post: sandboxed.Post, gateway: Gateway) -> Iterator[sandboxed.Carriers]:
    """The sandbox, its webhooks sent to the handlers in this process and held to the API document."""
    faults: list[str] = []

    def deliver(webhook: Webhook) -> Reply:
        path = urlsplit(webhook.url).path
        if found := route_of(webhook.method, path):
            headers = {name.lower(): value for name, value in webhook.headers.items()}
            fault = delivery_fault(found.path, headers["content-type"].partition(";")[0], webhook.body)
            faults.extend([f"{path}: {fault}"] if fault else [])
        answer = gateway.send(webhook.method, path, headers=webhook.headers, body=webhook.body or None)
        return Reply(answer.status, answer.text, answer.headers.get("content-type", ""))

    post.deliver = deliver
    yield carriers
    assert not faults


@pytest.fixture
def service(aws: Any, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The AWS resources that the template declares for carriers, in moto, and the environment that names them."""
    key = clients.client("kms").create_key()["KeyMetadata"]["Arn"]
    sqs = clients.client("sqs")
    clients.client("s3").create_bucket(Bucket="recordings")
    named = {
        "SECRETS_KEY_ID": key,
        "EVENTS_QUEUE_URL": sqs.create_queue(QueueName="events")["QueueUrl"],
        "RECORDINGS_QUEUE_URL": sqs.create_queue(QueueName="recordings")["QueueUrl"],
        "RECORDINGS_BUCKET": "recordings",
        "RECORDING_GIGABYTES_PER_DAY": "20",
        "WEBHOOK_BASE_URL": "https://hooks.example.test",
    }
    for name, value in named.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    return named


@pytest.fixture
def weya(carriers: sandboxed.Carriers, service: dict[str, str], gateway: Gateway, acme: Tenant) -> WeyaApi:
    return WeyaApi(gateway, acme)


@pytest.fixture
def line_of(weya: WeyaApi, api: WorkspaceApi, gateway: Gateway) -> Callable[..., Line]:
    """Registers and links a carrier's first number."""

    def make(carrier: str, **settings: Any) -> Line:
        key: dict[str, Any] = {"publicKey": TELNYX_PUBLIC_KEY} if carrier == "telnyx" else {}
        assert weya.add(carrier, **key).status == 201
        number = api.create(providerPhoneUuid=phone_uuid(carrier), **settings).json()
        return Line(gateway, api, carrier, number, webhooks_of(carrier).base_url, secret=ACCOUNTS[carrier][1])

    return make


@pytest.fixture
def fresh_connections() -> Iterator[None]:
    """No connection of another test, nor the certificates that it trusted."""
    connections.pool.cache_clear()
    yield
    for scheme in ("http", "https"):
        connections.pool(scheme).clear()
    connections.pool.cache_clear()


@pytest.fixture
def server(fresh_connections: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scripted]:
    """Plivo, as it seems."""
    with scripted() as running:
        monkeypatch.setenv("CARRIER_BASE_URL_PLIVO", f"http://127.0.0.1:{running.port}")
        yield running


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Audits do not wait between two calls."""
    monkeypatch.setattr(carrier_audits, "CALLS_A_SECOND", 1_000_000)
