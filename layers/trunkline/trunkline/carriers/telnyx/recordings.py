"""Recordings at Telnyx: which file one is, and the file.

Where the files are Telnyx does not promise: documented links lead to ``s3.amazonaws.com/telephony-recorder-prod``, code
of others has regional ones (``s3.eu-central-1.amazonaws.com/telephony-recorder-prod-fr5``). So no host is known here:
Telnyx is asked for the link, with the account's key. Sources: developers.telnyx.com, "Storing call recordings";
spec3.yml (commit 12de4dd, 2026-07-16), ``GET /recordings/{recording_id}``. Read 2026-11-29.
"""

import time
from datetime import datetime, timedelta
from urllib.parse import quote, urljoin, urlsplit

from urllib3.exceptions import HTTPError

from trunkline.carriers import connections
from trunkline.carriers.public_addresses import NotPublicError, public_pool
from trunkline.carriers.telnyx.api import RECORDINGS, Resource, TelnyxApi
from trunkline.domain.provider_phones import Carrier
from trunkline.errors import CarrierGoneError, CarrierRefusedError, CarrierUnavailableError, UnavailableError
from trunkline.services.carrier_adapters import Budget, CarrierAccount
from trunkline.services.recordings import Download, RecordingNotCopiedError, WaitingRecording
from trunkline.settings import sandbox_url

MAX_BYTES = 100_000_000
# For all of it, from the question for the link to the last byte.
COPY_SECONDS = 75.0
_CONNECT_SECONDS = 3.0
_MAX_REDIRECTS = 3
_OK = 200
_REDIRECTS = (301, 302, 303, 307, 308)
_SERVER_ERROR = 500


def fetch_recording(account: CarrierAccount, recording: WaitingRecording) -> Download:
    """Fetch the file of a recording, from where Telnyx says that it is.

    Raises:
        RecordingNotCopiedError: Telnyx has no such recording, or its file cannot be had.
        UnavailableError: Telnyx or its storage did not answer.
    """
    ends_at = time.monotonic() + COPY_SECONDS
    try:
        found = _recording(TelnyxApi(account, Budget(COPY_SECONDS)), recording)
    except (CarrierGoneError, CarrierRefusedError) as error:
        raise RecordingNotCopiedError(error.message) from error
    except CarrierUnavailableError as error:
        raise UnavailableError from error
    links = found.get("download_urls")
    link = next((links[kind] for kind in ("mp3", "wav") if isinstance(links, dict) and links.get(kind)), None)
    if not isinstance(link, str):
        raise RecordingNotCopiedError("Telnyx gives no link to the recording")
    return download(link, ends_at=ends_at)


def download(url: str, *, ends_at: float) -> Download:
    """Fetch the file behind a link: https and public addresses only, redirects included, 100 MB at most.

    Raises:
        RecordingNotCopiedError: It leads somewhere else, has ended, or leads to something too large.
        UnavailableError: The storage did not answer in time.
    """
    for _ in range(_MAX_REDIRECTS + 1):
        try:
            found = _asked(url, ends_at)
        except NotPublicError:
            raise RecordingNotCopiedError("The link leads to an address that is not public") from None
        except (connections.TooLargeError, ValueError):
            raise RecordingNotCopiedError(f"The file is larger than {MAX_BYTES} bytes, or the link is none") from None
        except (HTTPError, connections.TooSlowError):
            raise UnavailableError from None
        if isinstance(found, Download):
            return found
        url = found
    raise RecordingNotCopiedError("The link is redirected again and again")


def _asked(url: str, ends_at: float) -> Download | str:
    """Return the file, or where it is instead."""
    left = ends_at - time.monotonic()
    if left <= _CONNECT_SECONDS:
        raise connections.TooSlowError
    with connections.send(
        "GET",
        url,
        connect_seconds=_CONNECT_SECONDS,
        read_seconds=left - _CONNECT_SECONDS,
        pool_of=_pool_for(url),
    ) as response:
        if response.status in _REDIRECTS:
            return urljoin(url, response.headers.get("Location", ""))
        if response.status >= _SERVER_ERROR:
            raise UnavailableError
        if response.status != _OK:
            raise RecordingNotCopiedError(f"The storage answered {response.status}")
        content = connections.read(response, most_bytes=MAX_BYTES, ends_at=ends_at)
    return Download(content, response.headers.get("Content-Type", "audio/mpeg"))


def _pool_for(url: str) -> connections.PoolOf:
    """Return the connections that may go to the URL; the sandbox serves its files on this machine."""
    parts, sandbox = urlsplit(url), urlsplit(sandbox_url(Carrier.TELNYX) or "")
    if sandbox.netloc and (parts.scheme, parts.netloc) == (sandbox.scheme, sandbox.netloc):
        return connections.pool
    if parts.scheme != "https" or parts.port not in (None, 443) or parts.username is not None:
        raise RecordingNotCopiedError("The link is not one to a public https address")
    return public_pool


def _recording(api: TelnyxApi, wanted: WaitingRecording) -> Resource:
    if wanted.carriers_id:
        return api.resource("GET", f"{RECORDINGS}/{quote(wanted.carriers_id, safe='')}")
    for each in api.all(RECORDINGS, **{"filter[call_leg_id]": wanted.call_id}):
        if each.get("call_leg_id") == wanted.call_id and _is_same_moment(
            each.get("recording_started_at"), wanted.started_at
        ):
            return each
    # Telnyx tells of a recording at about the time at which it lists it.
    raise CarrierUnavailableError("telnyx does not list the recording yet")


def _is_same_moment(listed: object, told: str | None) -> bool:
    try:
        apart = datetime.fromisoformat(str(listed)) - datetime.fromisoformat(str(told))
    except (TypeError, ValueError):
        return listed == told
    return abs(apart) < timedelta(seconds=1)
