"""Tenants and their credentials, which operators make and no function."""

from trunkline.services.tenants import Tenants
from trunkline.table.client import table
from trunkline.table.credential_register import CredentialRegisterTable
from trunkline.table.tenants import TenantTable


def tenants() -> Tenants:
    """Compose the use cases of operators."""
    return Tenants(TenantTable(table()), CredentialRegisterTable(table()))
