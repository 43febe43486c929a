"""Fetching recordings from where carriers keep them, and from nowhere else."""

import time
from urllib.parse import urlsplit

from urllib3.exceptions import HTTPError

from trunkline.carriers import connections
from trunkline.errors import UnavailableError
from trunkline.services.recordings import Download, RecordingNotCopiedError
from trunkline.settings import sandbox_url

# Telnyx links to its own storage, at its own domain or in its own buckets at Amazon.
_TELNYX_BUCKET = "telnyx"
MAX_BYTES = 100_000_000
FETCH_SECONDS = 90.0
_CONNECT_SECONDS = 3.0
_READ_SECONDS = 10.0
_OK = 200
_SERVER_ERROR = 500


def fetch_recording(url: str) -> Download:
    """The file behind a carrier's link: over https, without following redirects, 100 MB at most.

    Raises:
        RecordingNotCopiedError: The link is not a carrier's, has ended, or leads to something too large.
        UnavailableError: The storage did not answer.
    """
    if not _is_a_carriers(url):
        raise RecordingNotCopiedError("The link is not one of the carrier's storage")
    ends_at = time.monotonic() + FETCH_SECONDS
    try:
        with connections.send("GET", url, connect_seconds=_CONNECT_SECONDS, read_seconds=_READ_SECONDS) as response:
            if response.status >= _SERVER_ERROR:
                raise UnavailableError
            if response.status != _OK:
                raise RecordingNotCopiedError(f"The storage answered {response.status}")
            content = connections.read(response, most_bytes=MAX_BYTES, ends_at=ends_at)
    except connections.TooLargeError:
        raise RecordingNotCopiedError(f"The file is larger than {MAX_BYTES} bytes") from None
    except (HTTPError, connections.TooSlowError):
        raise UnavailableError from None
    return Download(content, response.headers.get("Content-Type", "audio/mpeg"))


def _is_a_carriers(url: str) -> bool:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    host = (parts.hostname or "").lower()
    # The sandbox serves recordings beside its API, on this machine.
    sandbox = sandbox_url("telnyx")
    if sandbox and parts.netloc == urlsplit(sandbox).netloc:
        return True
    if parts.scheme != "https" or port not in (None, 443) or parts.username is not None:
        return False
    if host == "telnyx.com" or host.endswith(".telnyx.com"):
        return True
    # Amazon hosts everybody's buckets: only Telnyx's own names count, in the host or as the first part of the path.
    bucket = host.partition(".s3.")[0] if ".s3." in host else parts.path.lstrip("/").partition("/")[0]
    return host.endswith(".amazonaws.com") and bucket.startswith(f"{_TELNYX_BUCKET}-")
