"""The custom fields that an organisation defines for its contacts."""

from trunkline.services.custom_fields import CustomFields
from trunkline.table.client import table
from trunkline.table.custom_fields import CustomFieldTable


def custom_fields() -> CustomFields:
    """Compose the use cases of custom fields."""
    return CustomFields(CustomFieldTable(table()))
