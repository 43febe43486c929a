"""Connections to carriers: a warm environment reuses them, and they hold nothing of an account."""

import http.client
import io
import logging
import socket
import ssl
import time
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from typing import Any

import certifi
from urllib3 import BaseHTTPResponse, HTTPConnectionPool, HTTPSConnectionPool, PoolManager, Timeout
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ProtocolError
from urllib3.util import create_urllib3_context

_HEADERS = {"User-Agent": "trunkline", "Accept": "*/*", "Accept-Encoding": "gzip, deflate"}
_PIECE_BYTES = 65536
# As many calls of one environment to one host may wait at once and keep their connection.
_KEPT_CONNECTIONS = 10
# Carriers and what is between close a connection that nobody uses, after a minute or so, and a frozen environment does
# not always learn of it: a request on it would be lost.
_MOST_IDLE_SECONDS = 20.0
# With less than this left a question is not asked again.
_LEAST_SECONDS = 0.1

# Its warnings name URLs, and with them accounts and numbers.
logging.getLogger("urllib3").setLevel(logging.ERROR)


# The connections of a scheme.
PoolOf = Callable[[str], PoolManager]


class TooLargeError(Exception):
    """The response is larger than allowed."""


class TooSlowError(Exception):
    """The response did not arrive in time."""


def send(
    method: str,
    url: str,
    *,
    connect_seconds: float,
    read_seconds: float,
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    pool_of: PoolOf | None = None,
) -> BaseHTTPResponse:
    """Send one request and return the head of its response; redirects are responses like others.

    ``read_seconds`` are for the whole response, its head and what follows, however slowly it comes.

    It is sent once, but for a GET on a kept connection that turns out to be closed: it is sent again on a new one.
    Proxies, credentials and bundles that the environment names are not used, and no cookie is kept.

    Raises:
        urllib3.exceptions.HTTPError: No answer. Its message names the URL.
        ValueError: The URL or a header is none. Its message quotes it.
    """
    connections = _fresh_pool(url, pool_of or pool)
    ask = partial(
        connections.urlopen,
        method,
        url,
        body=body,
        headers={**_HEADERS, **(headers or {})},
        # Not urllib3's own: they send again on connections that were new, and after a timeout.
        retries=False,
        redirect=False,
        preload_content=False,
    )
    ends_at = time.monotonic() + connect_seconds + read_seconds
    host = connections.connection_from_url(url)
    made = host.num_connections
    try:
        return ask(timeout=Timeout(connect=connect_seconds, read=read_seconds))
    except ProtocolError as error:
        left = ends_at - time.monotonic()
        was_kept = host.num_connections == made
        if method != "GET" or not was_kept or not _is_closed(error) or left < _LEAST_SECONDS:
            raise
    # The others are likely to be as old.
    connections.clear()
    return ask(timeout=Timeout(connect=connect_seconds, read=read_seconds, total=left))


def _is_closed(error: ProtocolError) -> bool:
    """Tell whether the far end had closed the connection before any byte of a response."""
    return isinstance(error.args[-1], ConnectionError)


def read(response: BaseHTTPResponse, *, most_bytes: int, ends_at: float) -> bytes:
    """Read the response's body, decompressed.

    Raises:
        TooLargeError: It has more than ``most_bytes``.
        TooSlowError: It drips in: the timeout of reading counts the time between two bytes only.
        urllib3.exceptions.HTTPError: It broke off, or cannot be decompressed.
    """
    body = bytearray()
    # Not ``read`` or ``stream``: they wait until a piece is full.
    while piece := response.read1(_PIECE_BYTES, decode_content=True):
        body += piece
        if len(body) > most_bytes:
            raise TooLargeError
        if time.monotonic() > ends_at:
            raise TooSlowError
    return bytes(body)


class _TimedReader(io.RawIOBase):
    """Reads of a socket until a deadline: a timeout of a socket counts the time between two bytes only."""

    def __init__(self, raw: io.RawIOBase, sock: socket.socket, ends_at: float) -> None:
        self._raw, self._socket, self._ends_at = raw, sock, ends_at

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = self._ends_at - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._socket.settimeout(left)
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _TimedResponse(http.client.HTTPResponse):
    """A response that has to arrive, head and body, within the timeout that its socket has when it is awaited."""

    def __init__(self, sock: socket.socket, *arguments: Any, **named: Any) -> None:
        super().__init__(sock, *arguments, **named)
        timeout = sock.gettimeout()
        if timeout is not None:
            raw = _TimedReader(self.fp.detach(), sock, time.monotonic() + timeout)
            self.fp = io.BufferedReader(raw)


class _Connection(HTTPConnection):
    response_class = _TimedResponse


class TlsConnection(HTTPSConnection):
    """A connection over TLS whose responses have a deadline."""

    response_class = _TimedResponse


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = TlsConnection


@lru_cache(maxsize=2)
def pool(scheme: str) -> PoolManager:
    """Return the connections of a scheme; only TLS waits for the bundle of certificates to be read, once."""
    manager = PoolManager(maxsize=_KEPT_CONNECTIONS, ssl_context=tls_context() if scheme.lower() == "https" else None)
    manager.pool_classes_by_scheme = {"http": _Pool, "https": _TlsPool}
    return manager


# When each host was last asked.
_asked_at: dict[str, float] = {}


def _fresh_pool(url: str, pool_of: PoolOf) -> PoolManager:
    """Return the connections of the URL's scheme, and close all when one to its host was idle for long."""
    # Not the monotonic clock: it may stand still in a frozen environment.
    host, now = "/".join(url.split("/", 3)[:3]), time.time()
    connections = pool_of(url.partition(":")[0])
    if now - _asked_at.get(host, now) > _MOST_IDLE_SECONDS:
        connections.clear()
    _asked_at[host] = now
    return connections


def tls_context() -> ssl.SSLContext:
    """Return the context that says which certificates are trusted."""
    context = create_urllib3_context()
    # The bundle that is locked and shipped, and that botocore reads too, rather than what the runtime's system holds.
    context.load_verify_locations(certifi.where())
    return context
