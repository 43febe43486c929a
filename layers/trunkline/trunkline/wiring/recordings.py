"""Copies of recordings whose link at the carrier ends."""

from trunkline.aws.clients import client
from trunkline.aws.recordings import S3RecordingFiles
from trunkline.carriers.telnyx.recordings import fetch_recording
from trunkline.services.recordings import Recordings
from trunkline.settings import settings
from trunkline.table.client import table
from trunkline.table.events import EventTable


def recordings() -> Recordings:
    """The use case of copying a recording."""
    files = S3RecordingFiles(client("s3"), settings().recordings_bucket)
    return Recordings(fetch_recording, files, EventTable(table()))
