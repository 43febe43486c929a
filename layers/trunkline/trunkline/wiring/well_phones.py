"""Well phones."""

from trunkline.services.well_phones import WellPhones
from trunkline.table.client import table
from trunkline.table.well_phones import WellPhoneTable


def well_phones() -> WellPhones:
    """Compose the use cases of Well phones."""
    return WellPhones(WellPhoneTable(table()))
