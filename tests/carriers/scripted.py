"""A server that answers with given bytes, for what no sandbox says: broken, endless and foreign answers."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from types import SimpleNamespace

import pytest
from trunkline.carriers import connections
from trunkline.services import carrier_adapters

# What a client that wants TLS begins with; it waits for an answer then.
_CLIENT_HELLO = b"\x16\x03"

Script = Callable[[socket.socket], None]


def answer(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    """A whole answer; of its headers only the length is not given."""
    return head(f"Content-Length: {len(body)}", *headers, status=status) + body


def head(*headers: str, status: str = "200 OK") -> bytes:
    return "\r\n".join([f"HTTP/1.1 {status}", *headers, "", ""]).encode("latin-1")


@dataclass
class Scripted:
    """What is sent to each request in turn; the last is for all that follow, and "" hangs up."""

    answers: list[bytes | Script] = field(default_factory=list)
    # Whether the connection is closed after each answer.
    closes: bool = True
    requests: list[bytes] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    _read: threading.Condition = field(default_factory=threading.Condition, repr=False)

    def wait_for_requests(self, count: int) -> None:
        """Until so many were read: the server may get to it after its client has lost patience."""
        with self._read:
            assert self._read.wait_for(lambda: len(self.requests) >= count, timeout=60), self.requests

    def serve(self, listener: socket.socket, tls: ssl.SSLContext | None) -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                self.connections += 1
                threading.Thread(target=self._talk, args=(connection, tls), daemon=True).start()

    def _talk(self, connection: socket.socket, tls: ssl.SSLContext | None) -> None:
        with (
            suppress(OSError),
            connection,
            tls.wrap_socket(connection, server_side=True) if tls else connection as peer,
        ):
            while request := _request(peer):
                with self._read:
                    self.requests.append(request)
                    said = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
                    self._read.notify_all()
                if callable(said):
                    said(peer)
                else:
                    peer.sendall(said)
                if self.closes:
                    # Not close(): what is unread would become a reset, which may overtake the answer.
                    peer.shutdown(socket.SHUT_WR)
                    return


@contextmanager
def scripted(tls: ssl.SSLContext | None = None) -> Iterator[Scripted]:
    """The server, on a port of its own."""
    server = Scripted()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server.port = listener.getsockname()[1]
        threading.Thread(target=server.serve, args=(listener, tls), daemon=True).start()
        yield server
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)


def _request(peer: socket.socket) -> bytes:
    received = b""
    while b"\r\n\r\n" not in received:
        piece = peer.recv(65536)
        if not piece:
            return b""
        received += piece
        if received.startswith(_CLIENT_HELLO):
            return received
    sent, _, body = received.partition(b"\r\n\r\n")
    lengths = [line.partition(b":")[2] for line in sent.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    while lengths and len(body) < int(lengths[0]):
        body += peer.recv(65536)
    return sent + b"\r\n\r\n" + body


@dataclass
class Drip:
    """An answer of which one byte comes, and the rest when nobody waits for it any more."""

    given_up: threading.Event = field(default_factory=threading.Event)
    is_whole: bool = False

    def __call__(self, peer: socket.socket) -> None:
        peer.sendall(head("Content-Length: 2") + b"{")
        # Less than the client waits for the next byte.
        self.given_up.wait(6)
        self.is_whole = not self.given_up.is_set()
        peer.sendall(b"}")


def leap(monkeypatch: pytest.MonkeyPatch) -> None:
    """For the reader of answers, have a minute pass each time that it looks at the clock."""
    minutes = count(1)
    clock = SimpleNamespace(monotonic=lambda: time.monotonic() + 60 * next(minutes), time=time.time)
    monkeypatch.setattr(connections, "time", clock)
    monkeypatch.setattr(carrier_adapters, "CALL_SECONDS", 20.0)
