"""Zudu's phone numbers."""

from trunkline.services.zudu_numbers import ZuduNumbers
from trunkline.table.client import table
from trunkline.table.zudu_numbers import ZuduNumberTable


def zudu_numbers() -> ZuduNumbers:
    """Compose the use cases of Zudu's phone numbers."""
    return ZuduNumbers(ZuduNumberTable(table()))
