"""What two operators remove at one moment, or one changes while the other removes it."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from trunkline.domain.identifiers import OrganizationId, WorkspaceUuid
from trunkline.domain.provider_phones import Carrier
from trunkline.domain.tenants import Organization, User, Workspace
from trunkline.errors import ConflictError, NotFoundError
from trunkline.services.carrier_accounts import AccountRecord
from trunkline.services.removals import Removals
from trunkline.table.carrier_accounts import AccountTable
from trunkline.table.client import Table
from trunkline.table.removals import RemovalTable
from trunkline.table.tenants import TenantTable

from tests.support.builders import LONG_AGO
from tests.support.tables import everything

ORG = OrganizationId("org_initech")
WORKSPACE = Workspace(
    uuid=WorkspaceUuid("5d6e7f80-1111-4222-8333-944455556666"), organization_id=ORG, name="Support", created_at=LONG_AGO
)
USER = User(id="ada", organization_id=ORG, name="Ada", created_at=LONG_AGO)
ACCOUNT = AccountRecord(organization_id=ORG, carrier=Carrier.PLIVO, account_id="MA1", sealed_secret="sealed")


@pytest.fixture
def tenants(store: Table) -> TenantTable:
    return TenantTable(store)


@pytest.fixture
def removals(store: Table) -> Removals:
    """Of a tenant that has neither credentials nor provider phones."""
    return Removals(RemovalTable(store), credentials=lambda _: iter(()), phones=lambda _: iter(()))


@pytest.mark.parametrize(
    ("add", "remove"),
    [
        (lambda tenants: tenants.add_workspace(WORKSPACE), lambda removals: removals.workspace(WORKSPACE)),
        (lambda tenants: tenants.add_user(USER), lambda removals: removals.user(USER)),
        (
            lambda tenants: tenants.add_organization(
                Organization(id=ORG, name="Initech", created_at=LONG_AGO, cursor_key="key")
            ),
            lambda removals: removals.organization(ORG),
        ),
    ],
    ids=["workspace", "user", "tenant"],
)
def test_who_removes_what_another_has_just_removed_is_told_that_it_is_gone(
    tenants: TenantTable, removals: Removals, add: Callable[[TenantTable], None], remove: Callable[[Removals], None]
) -> None:
    add(tenants)
    remove(removals)
    with pytest.raises(NotFoundError):
        remove(removals)
    assert everything() == []


def test_an_account_that_was_changed_since_it_was_read_stays_with_its_new_secret(
    store: Table, removals: Removals
) -> None:
    accounts, changed = AccountTable(store), replace(ACCOUNT, sealed_secret="sealed anew", version=2)
    accounts.save(None, ACCOUNT)
    accounts.save(ACCOUNT, changed)

    with pytest.raises(ConflictError, match="changed"):
        removals.account(ACCOUNT)

    assert accounts.find(ORG, ACCOUNT.carrier, ACCOUNT.account_id) == changed
    removals.account(changed)
    assert accounts.find(ORG, ACCOUNT.carrier, ACCOUNT.account_id) is None
