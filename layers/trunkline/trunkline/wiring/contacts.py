"""An organisation's contacts."""

from trunkline.services.contacts import Contacts
from trunkline.table.client import table
from trunkline.table.contacts import ContactTable
from trunkline.table.custom_fields import CustomFieldTable


def contacts() -> Contacts:
    """Compose the use cases of contacts."""
    return Contacts(ContactTable(table()), CustomFieldTable(table()))
