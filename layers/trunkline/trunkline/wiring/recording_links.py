"""Links to our copies of recordings."""

from trunkline.aws.clients import client
from trunkline.aws.recordings import S3RecordingFiles
from trunkline.settings import settings


def recording_link(object_key: str) -> str:
    """Return a link to the copy; S3 is set up only where there is one."""
    # Few calls have a copied recording, and the function of messages is not told of the bucket.
    return S3RecordingFiles(client("s3"), settings().recordings_bucket).link(object_key)
