"""Connections to a host that a customer has named: to an address that was looked at, and to no other.

A name is resolved once, every address that it has must be public, and the connection goes to one of these. So nothing
that a name resolves to later, and no proxy that the environment names, takes a request elsewhere.
"""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from queue import Empty, SimpleQueue

import certifi

from trunkline.domain.webhook_urls import is_public_address

LOOPBACK = "127.0.0.1"


class NotPublicError(Exception):
    """The name leads into a private network, to this machine or to its metadata."""


class NotResolvedError(Exception):
    """The name has no address."""


class Deadline:
    """When everything has to have ended; at that moment what still waits on the socket is cut off.

    A timeout of a socket counts the time between two bytes only: who drips is in time for ever.
    """

    def __init__(self, seconds: float) -> None:
        self._ends_at = time.monotonic() + seconds
        self.has_passed = False

    def seconds_left(self) -> float:
        """Return how much time is left.

        Raises:
            TimeoutError: None.
        """
        left = self._ends_at - time.monotonic()
        if left <= 0 or self.has_passed:
            raise TimeoutError
        return left

    @contextmanager
    def cuts_off(self, connected: socket.socket) -> Iterator[None]:
        """Shut the socket at the deadline, even while something waits on it."""

        def cut() -> None:
            self.has_passed = True
            with suppress(OSError):
                # Of one over TLS too the socket below: its own would be taken apart under who waits on it.
                socket.socket.shutdown(connected, socket.SHUT_RDWR)

        timer = threading.Timer(self.seconds_left(), cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()


Resolve = Callable[[str, int], list[str]]


def addresses_of(host: str, port: int) -> list[str]:
    """Resolve a name.

    Raises:
        NotResolvedError: It has no address.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotResolvedError from error
    return list(dict.fromkeys(str(each[4][0]) for each in found))


@contextmanager
def connection(
    host: str, port: int, *, is_loopback: bool, deadline: Deadline, resolve: Resolve = addresses_of
) -> Iterator[socket.socket]:
    """Connect over TLS to a public address of the host; to this machine without TLS, where that is allowed.

    Raises:
        NotPublicError: One of the addresses is not.
        NotResolvedError: There is no address.
        OSError: It cannot be connected to, or presents no certificate for this name. TimeoutError: not in time.
    """
    addresses = [LOOPBACK] if is_loopback else _resolved(host, port, deadline, resolve)
    if not is_loopback and not all(is_public_address(address) for address in addresses):
        raise NotPublicError
    plain = _connected(addresses, port, deadline)
    if is_loopback:
        with plain, deadline.cuts_off(plain):
            yield plain
        return
    # The handshake waits for the other side too, so it is within the deadline.
    wrapped = tls_context().wrap_socket(plain, server_hostname=host, do_handshake_on_connect=False)
    with wrapped as secured, deadline.cuts_off(secured):
        secured.do_handshake()
        yield secured


def _resolved(host: str, port: int, deadline: Deadline, resolve: Resolve) -> list[str]:
    """Resolve a name within the deadline; a resolver's own timeouts add up to more."""
    answer: SimpleQueue[list[str] | NotResolvedError] = SimpleQueue()

    def ask() -> None:
        try:
            answer.put(resolve(host, port))
        except NotResolvedError as error:
            answer.put(error)

    threading.Thread(target=ask, daemon=True).start()
    try:
        found = answer.get(timeout=deadline.seconds_left())
    except Empty:
        raise TimeoutError from None
    if isinstance(found, NotResolvedError):
        raise found
    return found


def _connected(addresses: list[str], port: int, deadline: Deadline) -> socket.socket:
    """Connect to the first address that accepts."""
    failure: OSError = OSError("no address")
    for tried, address in enumerate(addresses):
        try:
            # So that the first of several that is silent leaves time for the others.
            share = deadline.seconds_left() / (2 if tried + 1 < len(addresses) else 1)
            return socket.create_connection((address, port), timeout=share)
        except OSError as error:
            failure = error
    raise failure


@lru_cache(maxsize=1)
def tls_context() -> ssl.SSLContext:
    """Return the context that trusts the certificates of the locked and shipped bundle."""
    return ssl.create_default_context(cafile=certifi.where())
