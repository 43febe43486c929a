"""Receivers on real sockets of this machine, that behave as they are told."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

Behaviour = Callable[[socket.socket], None]


@dataclass
class Receiver:
    """Takes one connection after the other and behaves; ``requests`` has what it was sent."""

    port: int
    requests: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hooks"


@contextmanager
def receiver(behave: Behaviour, tls: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    """A server; whatever it still does at the end is cut off."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        running = Receiver(listening.getsockname()[1])
        open_ones: list[socket.socket] = []

        def serve_one(plain: socket.socket) -> None:
            with suppress(OSError):
                connected = tls.wrap_socket(plain, server_side=True) if tls else plain
                open_ones.append(connected)
                running.requests.append(_request(connected))
                behave(connected)
                connected.close()

        def serve() -> None:
            with suppress(OSError):
                while True:
                    plain, _ = listening.accept()
                    open_ones.append(plain)
                    threading.Thread(target=serve_one, args=(plain,), daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        try:
            yield running
        finally:
            with suppress(OSError):
                listening.shutdown(socket.SHUT_RDWR)
            for connected in open_ones:
                with suppress(OSError):
                    connected.close()


def _request(connected: socket.socket) -> bytes:
    """A whole request, as its Content-Length says."""
    received = b""
    while b"\r\n\r\n" not in received:
        received += _some(connected)
    head, _, body = received.partition(b"\r\n\r\n")
    length = next(int(line[16:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length: "))
    while len(body) < length:
        body += _some(connected)
    return head + b"\r\n\r\n" + body


def _some(connected: socket.socket) -> bytes:
    piece = connected.recv(65536)
    if not piece:
        raise ConnectionError
    return piece


def responds(status: int, *headers: str, body: bytes = b"") -> Behaviour:
    """Respond as usual."""
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", *headers, "", ""]
    return lambda connected: connected.sendall("\r\n".join(lines).encode() + body)


def hangs(connected: socket.socket) -> None:
    """Say nothing until the other side gives up."""
    while connected.recv(1024):
        pass


def drips(connected: socket.socket) -> None:
    """Send a byte of a head that never ends, again and again, while there is somebody."""
    with suppress(OSError):
        connected.sendall(b"HTTP/1.1 200 OK\r\nX: ")
        connected.settimeout(0.01)
        while True:
            connected.sendall(b"x")
            with suppress(TimeoutError):
                if not connected.recv(1024):
                    return


def continues(connected: socket.socket) -> None:
    """Say 100 Continue for ever."""
    connected.settimeout(0.01)
    while True:
        connected.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        with suppress(TimeoutError):
            if not connected.recv(1024):
                return


def resets(connected: socket.socket) -> None:
    """Close with a reset."""
    connected.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")


def floods(connected: socket.socket) -> None:
    """Answer 10 MB, or as much as somebody reads."""
    connected.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 10000000\r\n\r\n" + b"A" * 10_000_000)
