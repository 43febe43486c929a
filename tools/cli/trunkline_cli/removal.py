"""The use cases of the ``remove`` commands, over all that a tenant has."""

from typing import TYPE_CHECKING

from trunkline_cli.pages import every

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trunkline.domain.identifiers import OrganizationId
    from trunkline.domain.tenants import RegisteredCredential
    from trunkline.services.removals import Removals

REMOVED = {"id": "REMOVED", "name": "NAME"}


def removals() -> "Removals":
    """Make the use cases."""
    from trunkline.services.removals import Removals
    from trunkline.table.client import table
    from trunkline.table.removals import RemovalTable
    from trunkline.wiring.tenants import tenants as wired_tenants

    from trunkline_cli.provider_phones import phones_of

    tenants = wired_tenants()

    def credentials(organization: "OrganizationId") -> "Iterator[RegisteredCredential]":
        return every(lambda size, after: tenants.credentials.page(organization, limit=size, after=after))

    return Removals(RemovalTable(table()), credentials, phones_of)
