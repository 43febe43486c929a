"""Copies of recordings whose link at the carrier ends."""

from trunkline.aws.clients import client
from trunkline.aws.recordings import S3RecordingFiles
from trunkline.carriers.telnyx.recordings import fetch_recording
from trunkline.services.recordings import Recordings
from trunkline.settings import recording_bytes_a_day, settings
from trunkline.table.client import table
from trunkline.table.copy_budgets import CopyBudgetTable
from trunkline.table.events import EventTable
from trunkline.wiring.carrier_accounts import carrier_accounts


def recordings() -> Recordings:
    """Compose the use case of copying a recording."""
    files = S3RecordingFiles(client("s3"), settings().recordings_bucket)
    budgets = CopyBudgetTable(table(), recording_bytes_a_day())
    return Recordings(carrier_accounts(), fetch_recording, files, EventTable(table()), budgets)
