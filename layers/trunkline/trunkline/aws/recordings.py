"""Copies of recordings in S3."""

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from trunkline.errors import UnavailableError
from trunkline.services.recordings import Download

# As long as a carrier's own links hold.
LINK_SECONDS = 600


class S3RecordingFiles:
    """The files of ``trunkline.services.recordings``; the bucket encrypts and is closed to the public."""

    def __init__(self, client: Any, bucket: str) -> None:
        self.client = client
        self.bucket = bucket

    def put(self, object_key: str, file: Download) -> None:
        """Store a copy of a recording.

        One call.
        """
        try:
            self.client.put_object(Bucket=self.bucket, Key=object_key, Body=file.content, ContentType=file.content_type)
        except (ClientError, BotoCoreError) as error:
            raise UnavailableError from error

    def link(self, object_key: str) -> str:
        """Return a URL that opens the copy for ten minutes; no call."""
        url: str = self.client.generate_presigned_url(
            "get_object", Params={"Bucket": self.bucket, "Key": object_key}, ExpiresIn=LINK_SECONDS
        )
        return url
