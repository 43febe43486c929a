"""The phone numbers of all workspaces of an organisation."""

from trunkline.services.organization_numbers import OrganizationNumbers
from trunkline.table.client import table
from trunkline.table.organization_numbers import OrganizationNumberTable


def organization_numbers() -> OrganizationNumbers:
    """Compose the use cases of an organisation's numbers."""
    return OrganizationNumbers(OrganizationNumberTable(table()))
