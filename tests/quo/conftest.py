import pytest
from trunkline.domain.custom_fields import CustomFieldType
from trunkline.domain.identifiers import OrganizationId
from trunkline.services.custom_fields import CustomFields
from trunkline.table.client import Table
from trunkline.table.custom_fields import CustomFieldTable

from tests.support.gateway import Gateway
from tests.support.quo import QuoApi
from tests.support.workspaces import Tenant
from tools.stack.demo import ACME


@pytest.fixture
def quo(gateway: Gateway, acme: Tenant) -> QuoApi:
    """Acme's contacts."""
    return QuoApi(gateway, acme.quo_key)


@pytest.fixture
def globex(gateway: Gateway, tenants: dict[str, Tenant]) -> QuoApi:
    """The contacts of another organisation."""
    return QuoApi(gateway, tenants["globex"].quo_key)


@pytest.fixture
def organization() -> OrganizationId:
    return ACME.organization_id


@pytest.fixture
def fields(store: Table, tenants: dict[str, Tenant]) -> CustomFields:
    return CustomFields(CustomFieldTable(store))


@pytest.fixture
def one_field_of_each_type(fields: CustomFields, organization: OrganizationId) -> None:
    for type_ in CustomFieldType:
        fields.define(organization, key=f"a-{type_}", name=f"A {type_}", type_=type_)
