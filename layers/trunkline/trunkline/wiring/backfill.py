"""Asking for what a dark time lost to be read back."""

from trunkline.services.backfill import BackfillRequests
from trunkline.table.backfills import BackfillTable
from trunkline.table.client import table


def backfill_requests() -> BackfillRequests:
    """Compose the use case of asking for a backfill."""
    return BackfillRequests(BackfillTable(table()))
