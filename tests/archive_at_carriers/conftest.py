"""Archives in process, through the real adapters, at the carrier sandbox."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from trunkline.carriers import connections
from trunkline.table.client import Table

from tests.carriers.budgets import stop_the_clock
from tests.carriers.conftest import service
from tests.support.archive_lines import Lines
from tests.support.gateway import Gateway
from tests.support.workspaces import Tenant
from tools.sandbox import Sandbox, start
from tools.sandbox.courier import Reply, Webhook

__all__ = ["service"]


@pytest.fixture
def lost() -> list[str]:
    """Webhooks with one of these words never arrive."""
    return []


@pytest.fixture
def sandbox(gateway: Gateway, lost: list[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """The sandbox, with webhooks that reach the functions and adapters that reach the sandbox."""

    def send(webhook: Webhook) -> Reply:
        if any(word in webhook.body.decode() for word in lost):
            return Reply(200, "", "")
        path = urlsplit(webhook.url).path
        answer = gateway.send(webhook.method, path, headers=webhook.headers, body=webhook.body or None)
        return Reply(answer.status, answer.text, answer.headers.get("content-type", ""))

    with start(send=send, seed=1, patience_seconds=0.0) as running:
        stop_the_clock(monkeypatch, running)
        for carrier, url in running.base_urls.items():
            monkeypatch.setenv(f"CARRIER_BASE_URL_{carrier.upper()}", url)
        yield running
    connections.pool("http").clear()


@pytest.fixture
def lines(gateway: Gateway, acme: Tenant, store: Table, sandbox: Sandbox, service: dict[str, str]) -> Lines:
    """Acme's numbers at its carriers."""
    del service
    described = {"carriers": sandbox.described()["acme"], "userId": acme.user_id}
    return Lines(gateway, acme, described, store, sandbox.control_url)
