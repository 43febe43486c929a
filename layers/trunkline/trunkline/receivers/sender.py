"""One POST to a customer's endpoint, within one deadline, and what came of it."""

import http.client
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from trunkline.domain.deliveries import DEADLINE, MAX_RESPONSE_BYTES, Outcome
from trunkline.domain.webhook_urls import is_loopback_url
from trunkline.receivers.connections import (
    Deadline,
    NotPublicError,
    NotResolvedError,
    Resolve,
    addresses_of,
    connection,
)

# The head of a response decides; for the rest nobody waits so long.
BODY_SECONDS = 2.0
USER_AGENT = "trunkline-webhooks"
_HTTPS_PORT = 443
# The first that fits.
_KINDS: tuple[tuple[type[Exception], str], ...] = (
    (NotPublicError, "address_not_public"),
    (NotResolvedError, "name_not_resolved"),
    (TimeoutError, "timeout"),
    (ssl.SSLCertVerificationError, "certificate_not_valid"),
    (ssl.SSLError, "tls_failed"),
    (ConnectionRefusedError, "connection_refused"),
    (ConnectionError, "connection_closed"),
    (OSError, "connection_failed"),
)


@dataclass(frozen=True, slots=True)
class Sender:
    """Sends; redirects are responses like others, and no cookie or connection is kept."""

    ports: frozenset[int]
    # True on the local stack alone.
    may_be_loopback: bool = False
    seconds: float = DEADLINE.total_seconds()
    resolve: Resolve = addresses_of

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Outcome:
        """Send once; whatever goes wrong is an outcome too."""
        began, deadline = time.monotonic(), Deadline(self.seconds)
        try:
            return self._posted(url, headers, body, deadline, began)
        except (OSError, http.client.HTTPException, ValueError, NotPublicError, NotResolvedError) as error:
            kind = "timeout" if deadline.has_passed else _kind(error)
            return Outcome(error=kind, milliseconds=_milliseconds(began))

    def _posted(self, url: str, headers: Mapping[str, str], body: bytes, deadline: Deadline, began: float) -> Outcome:
        parts = urlsplit(url)
        is_loopback = self.may_be_loopback and is_loopback_url(url)
        host, port = parts.hostname or "", parts.port or _HTTPS_PORT
        if not is_loopback and (parts.scheme != "https" or port not in self.ports):
            raise NotPublicError
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        with connection(host, port, is_loopback=is_loopback, deadline=deadline, resolve=self.resolve) as connected:
            connected.settimeout(deadline.seconds_left())
            exchange = http.client.HTTPConnection(host, port)
            exchange.sock = connected
            all_headers = {
                "Host": parts.netloc,
                "User-Agent": USER_AGENT,
                "Content-Type": "application/json",
                **headers,
            }
            exchange.request("POST", target, body, {**all_headers, "Connection": "close"})
            response = exchange.getresponse()
            # A head that was cut off in the midst looks like one that has ended.
            deadline.seconds_left()
            connected.settimeout(BODY_SECONDS)
            return Outcome(
                status=response.status,
                body=_text(_read(response)),
                retry_after=_retry_after(response.getheader("Retry-After")),
                milliseconds=_milliseconds(began),
            )


def _read(response: http.client.HTTPResponse) -> bytes:
    """Read what arrives of a body soon, up to the limit; what breaks off or comes late is left out."""
    body, ends_at = b"", time.monotonic() + BODY_SECONDS
    try:
        while len(body) < MAX_RESPONSE_BYTES and time.monotonic() < ends_at:
            piece = response.read1(MAX_RESPONSE_BYTES - len(body))
            if not piece:
                break
            body += piece
    except (OSError, http.client.HTTPException, ValueError):
        pass
    return body


def _text(body: bytes) -> str:
    """Return a body as text that is no longer; a byte that is no text would become three."""
    return body.decode(errors="replace").encode()[:MAX_RESPONSE_BYTES].decode(errors="ignore")


def _retry_after(header: str | None) -> timedelta | None:
    """Seconds, or a moment; None for anything else."""
    if header is None:
        return None
    text = header.strip()
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(int(text[:9]), 10**7))
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(timedelta(0), moment - datetime.now(UTC))


def _kind(error: Exception) -> str:
    """Return the kind of an error in a word; its text may quote what a stranger sent."""
    return next((word for kind, word in _KINDS if isinstance(error, kind)), "response_not_http")


def _milliseconds(began: float) -> int:
    return round((time.monotonic() - began) * 1000)
