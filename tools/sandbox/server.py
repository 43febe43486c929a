"""The HTTP server: reads a request, lets the faults happen, has it answered, and records it."""

import contextlib
import select
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tools.sandbox.guard import is_foreign
from tools.sandbox.wire import Answer, Request, json_answer

_MAX_BODY_BYTES = 1024 * 1024
_MAX_SILENCE_SECONDS = 120.0
_PATIENCE_SECONDS = 0.05


@dataclass(frozen=True)
class Hold:
    """An answer that is not sent: the connection breaks, or stays open and silent until ``over`` is set."""

    over: threading.Event | None = None


Application = Callable[[Request], Answer | Hold]


class Server(ThreadingHTTPServer):
    """Listens on 127.0.0.1 only."""

    daemon_threads = True
    block_on_close = False
    # As many workers may connect at one moment; beyond it the kernel makes them try again after a second.
    request_queue_size = 128

    def __init__(self, port: int, application: Application) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.application = application
        self._connections: set[socket.socket] = set()

    def get_request(self) -> tuple[socket.socket, Any]:
        """Accept a connection and remember it."""
        connection, address = super().get_request()
        self._connections.add(connection)
        return connection, address

    def shutdown_request(self, request: Any) -> None:
        """Forget a connection that ends."""
        self._connections.discard(request)
        super().shutdown_request(request)

    def stop(self) -> None:
        """Take no more requests and end all connections."""
        self.shutdown()
        self.server_close()
        for connection in list(self._connections):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that went away; everything else is a defect to be seen."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "CarrierSandbox"
    sys_version = ""
    timeout = 300
    # Head and body are two writes: without this the second waits 40 ms for the acknowledgement of the first.
    disable_nagle_algorithm = True
    server: Server

    def _serve(self) -> None:
        request = self._read()
        if isinstance(request, Answer):
            self.close_connection = True
            self._write(request)
            return
        if is_foreign(request):
            self._write(json_answer(403, {"message": "Only programs on this machine are served"}))
            return
        answer = self.server.application(request)
        if isinstance(answer, Hold):
            self._hold(answer)
        else:
            self._write(answer)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve  # noqa: N815 - what http.server looks for

    def _read(self) -> Request | Answer:
        length = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers or not length.isdecimal():
            return json_answer(411, {"message": "Send a Content-Length"})
        if int(length) > _MAX_BODY_BYTES:
            return json_answer(413, {"message": "The body is too large"})
        path, _, query = self.path.partition("?")
        headers = {name.lower(): value for name, value in self.headers.items()}
        return Request(self.command, path, query, headers, self.rfile.read(int(length)))

    def _write(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status != 204:  # noqa: PLR2004
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def _hold(self, hold: Hold) -> None:
        self.close_connection = True
        if hold.over is None:
            # Lingering for 0 s makes closing a reset. The socket closes when its reader does.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            self.rfile.close()
            return
        give_up = time.monotonic() + _MAX_SILENCE_SECONDS
        while not hold.over.wait(_PATIENCE_SECONDS) and time.monotonic() < give_up:
            if _is_left(self.connection):
                return

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the inherited signature
        """Write nothing: what was sent is read with GET /requests, and lines would show numbers."""


def _is_left(connection: socket.socket) -> bool:
    """Tell whether the client has closed its side."""
    readable, _, _ = select.select([connection], [], [], 0)
    return bool(readable) and connection.recv(1, socket.MSG_PEEK) == b""
