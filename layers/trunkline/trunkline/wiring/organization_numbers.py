"""The phone numbers of all workspaces of an organisation."""

from trunkline.table.client import table
from trunkline.table.organization_numbers import OrganizationNumberTable


def organization_numbers() -> OrganizationNumberTable:
    """Open the list of an organisation's numbers."""
    return OrganizationNumberTable(table())
