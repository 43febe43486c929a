from collections.abc import Callable
from typing import Any

import pytest
from trunkline.table.client import Table
from trunkline.wiring.api import authenticator

from tests.support.clients import MeteredClient
from tests.support.composition import compose_with
from tests.support.tables import TABLE_NAME

UseClient = Callable[[Any], None]


@pytest.fixture
def use_client(aws: Any, monkeypatch: pytest.MonkeyPatch) -> UseClient:
    """Make the functions use another client from now on, and wait for nothing."""

    def use(client: Any) -> None:
        table = Table(client, TABLE_NAME, sleep=lambda _: None)
        compose_with(monkeypatch, "table", lambda: table)
        authenticator.cache_clear()

    return use


@pytest.fixture
def meter(aws: Any, use_client: UseClient) -> MeteredClient:
    """Counts what the functions ask of DynamoDB."""
    client = MeteredClient(aws)
    use_client(client)
    return client
