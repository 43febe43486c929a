from collections.abc import Iterator
from typing import Any

import botocore.session
import pytest
from trunkline.carriers import http_client
from trunkline.services import carrier_adapters
from trunkline.settings import settings

from tests.carriers import loopback
from tests.carriers.weya import WeyaApi
from tests.support.gateway import Gateway
from tests.support.workspaces import Tenant


@pytest.fixture(scope="session")
def _loopback() -> Iterator[loopback.Carriers]:
    with loopback.serve() as carriers:
        yield carriers


@pytest.fixture
def carriers(_loopback: loopback.Carriers, monkeypatch: pytest.MonkeyPatch) -> Iterator[loopback.Carriers]:
    """The three carriers on loopback, as new, with the adapters pointed at them and short of patience."""
    _loopback.reset()
    for name in loopback.ACCOUNTS:
        monkeypatch.setenv(f"CARRIER_BASE_URL_{name.upper()}", f"{_loopback.url}/{name}")
    monkeypatch.setattr(carrier_adapters, "CALL_SECONDS", 0.6)
    yield _loopback
    http_client._session().close()


@pytest.fixture
def service(aws: Any, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The AWS resources that the template declares for carriers, in moto, and the environment that names them."""
    session: Any = botocore.session.get_session()
    key = session.create_client("kms").create_key()["KeyMetadata"]["Arn"]
    sqs = session.create_client("sqs")
    session.create_client("s3").create_bucket(Bucket="recordings")
    named = {
        "SECRETS_KEY_ID": key,
        "EVENTS_QUEUE_URL": sqs.create_queue(QueueName="events")["QueueUrl"],
        "RECORDINGS_QUEUE_URL": sqs.create_queue(QueueName="recordings")["QueueUrl"],
        "RECORDINGS_BUCKET": "recordings",
        "WEBHOOK_BASE_URL": "https://hooks.example.test",
    }
    for name, value in named.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    return named


@pytest.fixture
def weya(carriers: loopback.Carriers, service: dict[str, str], gateway: Gateway, acme: Tenant) -> WeyaApi:
    return WeyaApi(gateway, acme)
