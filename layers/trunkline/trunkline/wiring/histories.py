"""The calls and messages of a workspace's numbers."""

from trunkline.aws.clients import client
from trunkline.aws.recordings import S3RecordingFiles
from trunkline.services.histories import Histories
from trunkline.settings import settings
from trunkline.table.client import table
from trunkline.table.events import EventTable
from trunkline.table.phone_numbers import PhoneNumberTable


def histories() -> Histories:
    """Compose the use cases of a number's history."""
    return Histories(PhoneNumberTable(table()), EventTable(table()), _link)


def _link(object_key: str) -> str:
    # Few calls have a copied recording, and the function of messages is not told of the bucket.
    return S3RecordingFiles(client("s3"), settings().recordings_bucket).link(object_key)
