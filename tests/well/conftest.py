from collections.abc import Callable
from typing import Any

import pytest
from trunkline.table.client import Table
from trunkline.wiring.api import authenticator

from tests.support.composition import compose_with
from tests.support.gateway import Gateway
from tests.support.tables import TABLE_NAME
from tests.support.well import WellApi
from tests.support.workspaces import Tenant


@pytest.fixture
def well(gateway: Gateway, acme: Tenant) -> WellApi:
    """Acme's default workspace, with a token that may write."""
    return WellApi(gateway, acme.tokens["write"])


@pytest.fixture
def through(monkeypatch: pytest.MonkeyPatch, tenants: Any) -> Callable[[Any], None]:
    """Make the functions use another client of the table; waits take no time."""

    def use(client: Any) -> None:
        compose_with(monkeypatch, "table", lambda: Table(client, TABLE_NAME, sleep=lambda _: None))
        authenticator.cache_clear()

    return use
