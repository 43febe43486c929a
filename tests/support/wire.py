"""A proxy on loopback between the functions and what they change, that can stop a worker at one side effect.

The functions are the deployed ones, in processes of their own; all that a test changes of them is where their AWS
endpoint and their carriers are. A request that changes something has a name (``effect_of``). At a kill point the
request is either not passed on (before), or passed on and its answer kept (after); the process that sent it is killed
then, or stands still until its whole machine is killed.
"""

import http.client
import http.server
import json
import os
import signal
import socket
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

_TABLE_WRITES = ("PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems")
_HOP_HEADERS = {"connection", "keep-alive", "transfer-encoding", "content-length"}
Side = Literal["before", "after"]


@dataclass(frozen=True)
class Sent:
    """A request that a worker sent."""

    method: str
    path: str
    target: str
    body: str

    @property
    def effect(self) -> str | None:
        """What it changes, in the words of docs/archive-failures.md; None when it only reads."""
        service, _, operation = self.target.partition(".")
        if not service:
            return None if self.method == "GET" else self._carrier_effect()
        if service.startswith("DynamoDB"):
            return _table_effect(json.loads(self.body), operation) if operation in _TABLE_WRITES else None
        return {"StartExecution": "execution started", "PutEvents": "told on the bus"}.get(operation)

    def _carrier_effect(self) -> str:
        if self.method != "DELETE":
            return "webhooks put back at the carrier"
        is_application = any(kind in self.path for kind in ("Application", "applications", "messaging_profiles"))
        return "our application removed at the carrier" if is_application else "given up at the carrier"


def _table_effect(document: dict[str, Any], operation: str) -> str:
    writes = [next(iter(entry.values())) for entry in document.get("TransactItems", [{"": document}])]
    found = [_write_effect(write, operation) for write in writes]
    # What a transaction is about comes first in it.
    return next((effect for effect in found if effect), "something else written")


def _write_effect(write: Mapping[str, Any], operation: str) -> str | None:
    sort_key = (write.get("Key") or write["Item"])["sk"]["S"]
    if sort_key.startswith(("AUDIT", "BACKFILL", "DELIVERY#", "SUBSCRIPTION#")):
        return "something of another schedule"
    new = {name[5:]: str(value.get("S")) for name, value in write.get("ExpressionAttributeValues", {}).items()}
    if sort_key.startswith("NUMBER#"):
        status = write.get("Item", {}).get("archive_status", {}).get("S") or new.get("archive_status")
        names = {"requested": "request written", "archiving": "claimed", "failed": "failure recorded"}
        taken = "taken from the due index" if status is None and operation == "UpdateItem" else None
        return (names | {"archived": "finished"}).get(str(status), taken)
    if sort_key.startswith("PHONE#"):
        return "registrations removed"
    return _phone_effect(write, new) if sort_key == "PROVIDER_PHONE" else None


def _phone_effect(write: Mapping[str, Any], new: Mapping[str, str]) -> str:
    if "UpdateExpression" not in write:
        return "forgotten"
    if "webhook_status" in new:
        return f"webhooks {new['webhook_status']}"
    if "REMOVE webhook_lease" in write["UpdateExpression"]:
        return "lease given back"
    return "withdrawn from the pool" if "releasing" in new else "taken from the due index"


@dataclass(eq=False)
class KillPoint:
    """Just before or just after an effect of requests that name one of ``marks``, and ``also``."""

    effect: str
    side: Side
    marks: tuple[str, ...]
    # Otherwise the worker stands still, for its machine to be killed; so does whoever takes its place.
    kills: bool = True
    also: str = ""
    met: threading.Event = field(default_factory=threading.Event)
    is_taken: bool = False

    def fits(self, sent: Sent) -> bool:
        return (
            not (self.kills and self.is_taken)
            and sent.effect == self.effect
            and any(mark in sent.path or mark in sent.body for mark in self.marks)
            and self.also in sent.body
        )


class Proxy:
    """Passes everything on to ``target_url`` but what a kill point stops."""

    def __init__(self, target_url: str, *, is_ours: str) -> None:
        self.target_url = target_url
        self.points: list[KillPoint] = []
        # Every effect that was passed on, with the answer's status.
        self.effects: list[tuple[Sent, int]] = []
        self._is_ours = is_ours
        self._lock = threading.Lock()
        proxy = self

        class Handler(_Handler):
            owner = proxy

        self._server = _Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def point_for(self, sent: Sent) -> KillPoint | None:
        """The kill point that this request meets."""
        with self._lock:
            for point in self.points:
                if point.fits(sent):
                    point.is_taken = True
                    return point
        return None

    def worker_at(self, port: int) -> int | None:
        """The worker whose end of a connection has that port; None when it has closed it, or is ending."""
        worker = _owner_of(port, self._server.server_address[1])
        environment = b"" if worker is None else _environment_of(worker)
        if not environment:
            return None
        # Only ever a process of the stack that this test has started.
        assert self._is_ours.encode() in environment
        return worker


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    owner: Proxy

    def _pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        sent = Sent(
            self.command, self.path, self.headers.get("X-Amz-Target", ""), body.decode("utf-8", "surrogateescape")
        )
        point = self.owner.point_for(sent)
        # Now: it may lose patience with an answer that takes long.
        worker = self._worker(point) if point else None
        if point is not None and worker is None:
            # It has given up on this connection already, and comes again on another.
            self.close_connection = True
            point.is_taken = False
            return
        if point is not None and point.kills:
            point.met.set()
        if point is None or point.side == "after":
            answer = self._answer(body)
            if sent.effect:
                self.owner.effects.append((sent, answer[0]))
        if point is None:
            self._send(*answer)
            return
        self.close_connection = True
        if worker is not None and point.kills:
            os.kill(worker, signal.SIGKILL)
        else:
            if point.side == "before" or answer[0] < 300:
                point.met.set()
            # Until the other end is gone, with its machine.
            self.connection.recv(1)

    def _worker(self, point: KillPoint) -> int | None:
        worker = self.owner.worker_at(self.client_address[1])
        if worker is not None and not point.kills:
            os.kill(worker, signal.SIGSTOP)
        return worker

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _pass_on  # noqa: N815 - the server's names

    def _answer(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        target = urlsplit(self.owner.target_url)
        connection = http.client.HTTPConnection(target.hostname or "", target.port, timeout=60)
        try:
            connection.request(self.command, self.path, body or None, dict(self.headers.items()))
            response = connection.getresponse()
            return response.status, response.getheaders(), response.read()
        finally:
            connection.close()

    def _send(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in _HOP_HEADERS:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        # Whoever has asked may have lost patience, or its life.
        with suppress(ConnectionError):
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        return


def _owner_of(port: int, target: int) -> int | None:
    """The process that holds the end with this port of a loopback connection to the port ``target``.

    Both count: connections to other targets may have ends of the same port, and other processes hold those.
    """
    ends = [_address(port), _address(target)]
    rows = [row.split() for row in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    wanted = f"socket:[{next((row[9] for row in rows if row[1:3] == ends), None)}]"
    for process in Path("/proc").glob("[0-9]*"):
        # Processes and descriptors end while they are looked at.
        with suppress(OSError):
            for descriptor in (process / "fd").iterdir():
                with suppress(OSError):
                    if str(descriptor.readlink()) == wanted:
                        return int(process.name)
    return None


def _address(port: int) -> str:
    return f"{socket.inet_aton('127.0.0.1')[::-1].hex().upper()}:{port:04X}"


def _environment_of(process: int) -> bytes:
    """Its environment; empty when the process is ending: Linux takes its memory away before its descriptors."""
    try:
        return Path(f"/proc/{process}/environ").read_bytes()
    except OSError:
        return b""
