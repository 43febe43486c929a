"""Connections to public addresses only, for links that somebody else has written.

Addresses are looked at before anything is sent to them, and again when they are connected to: what a name resolved to
before says little about what it resolves to then.
"""

import socket
from functools import lru_cache

from urllib3 import HTTPSConnectionPool, PoolManager

from trunkline.carriers.connections import TlsConnection, tls_context
from trunkline.domain.webhook_urls import is_public_address


class NotPublicError(Exception):
    """The name leads into a private network, to this machine or to its metadata."""


class _PublicConnection(TlsConnection):
    def _new_conn(self) -> socket.socket:
        if not all(is_public_address(address) for address in _addresses(self.host, self.port)):
            raise NotPublicError
        connected = super()._new_conn()
        if not is_public_address(connected.getpeername()[0]):
            connected.close()
            raise NotPublicError
        return connected


def _addresses(host: str, port: int | None) -> list[str]:
    """Resolve a name; empty when it does not resolve, which connecting then reports."""
    try:
        found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    except OSError:
        return []
    return [str(each[4][0]) for each in found]


class _PublicPool(HTTPSConnectionPool):
    ConnectionCls = _PublicConnection


@lru_cache(maxsize=1)
def public_pool(scheme: str) -> PoolManager:
    """Return the connections over TLS to public addresses; no other scheme has any."""
    if scheme != "https":
        raise NotPublicError
    manager = PoolManager(ssl_context=tls_context())
    manager.pool_classes_by_scheme = {"https": _PublicPool}
    return manager
