from collections.abc import Callable
from typing import Any

import pytest
from trunkline.domain.identifiers import OrganizationId, provider_phone_uuid
from trunkline.table import keys
from trunkline.table.client import Table

from tests.support.gateway import Gateway
from tests.support.workspaces import Tenant
from tests.support.zudu import ZuduApi

InventoryItem = Callable[[str], dict[str, Any] | None]


@pytest.fixture
def zudu(gateway: Gateway, acme: Tenant) -> ZuduApi:
    """Acme, with its key and secret."""
    return ZuduApi(gateway, acme.zudu["key"], acme.zudu["secret"])


@pytest.fixture
def globex_zudu(gateway: Gateway, tenants: dict[str, Tenant]) -> ZuduApi:
    globex = tenants["globex"].zudu
    return ZuduApi(gateway, globex["key"], globex["secret"])


@pytest.fixture
def inventory_item(store: Table, acme: Tenant) -> InventoryItem:
    """Acme's inventory item of a number, as it is in the table."""
    organization = OrganizationId(acme.organization_id)

    def find(e164: str) -> dict[str, Any] | None:
        return store.get(keys.provider_phone(organization, provider_phone_uuid(organization, e164)))

    return find
