"""How long an event takes from the change to the customer's endpoint, on the local stack, alone and beside others."""

import json
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import requests
from trunkline.table.client import Table

from bench.crowds import Crowd, gather

HANGING = 20
_PATIENCE_SECONDS = 120.0
_PAUSE_SECONDS = 0.1


@dataclass
class Endpoint:
    """A customer's endpoint on this machine, and when each event came first."""

    url: str = ""
    came: dict[str, float] = field(default_factory=dict)
    # How long an answer takes, unless ``ends`` is set before.
    seconds: float = 0.0
    ends: threading.Event = field(default_factory=threading.Event)

    def take(self, body: bytes) -> None:
        """Note an event, as ms since its change."""
        event = json.loads(body)
        number = event["data"]["phoneNumber"]["uuid"]
        self.came.setdefault(number, (time.time() - datetime.fromisoformat(event["timestamp"]).timestamp()) * 1000)
        self.ends.wait(self.seconds)


@contextmanager
def listening(endpoint: Endpoint) -> Iterator[Endpoint]:
    """Serve the endpoint."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            endpoint.take(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: Any) -> None:
            """Say nothing: who hung up has waited long enough."""

    server = Server(("127.0.0.1", 0), Handler)
    endpoint.url = f"http://127.0.0.1:{server.server_address[1]}/"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield endpoint
    finally:
        endpoint.ends.set()
        server.shutdown()


@dataclass(frozen=True)
class Customer:
    """A tenant of its own with one webhook."""

    base_url: str
    crowd: Crowd

    def send(self, method: str, path: str, body: Any = None) -> Any:
        """Send a request, and return what its answer holds."""
        url = f"{self.base_url}/api/v2/w/{self.crowd.workspace}{path}"
        answer = requests.request(
            method, url, json=body, headers={"authorization": f"Bearer {self.crowd.token}"}, timeout=35
        )
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def make_numbers(self, count: int) -> None:
        """Create so many numbers; each is an event."""
        for _ in range(count):
            number = f"+1{2_000_000_000 + uuid.uuid4().int % 7_999_999_999}"
            self.send("POST", "/phone-numbers", {"phoneNumber": number})
            time.sleep(_PAUSE_SECONDS)


@contextmanager
def customer(store: Table, base_url: str, endpoint: Endpoint) -> Iterator[Customer]:
    """Provide a tenant whose events go to the endpoint. Its numbers stay: nobody has its token afterwards."""
    made = Customer(base_url, gather(store, 0, lambda _: None))
    webhook = made.send("POST", "/webhooks", {"url": endpoint.url, "events": ["phone_number.created"]})
    try:
        yield made
    finally:
        made.send("DELETE", f"/webhooks/{webhook['id']}")


def alone(store: Table, base_url: str, count: int) -> list[float]:
    """Return the ms of so many events of one tenant."""
    with listening(Endpoint()) as endpoint, customer(store, base_url, endpoint) as tenant:
        tenant.make_numbers(count)
        _await(lambda: len(endpoint.came) >= count)
    return list(endpoint.came.values())


def beside_a_hanging_one(store: Table, base_url: str, count: int) -> list[float]:
    """Return the ms of a tenant's events while another's endpoint answers none of twenty requests."""
    with listening(Endpoint(seconds=1.0)) as dead, customer(store, base_url, dead) as other:
        # As many functions start as the hanging requests need: their start is no part of what is measured.
        other.make_numbers(HANGING)
        _await(lambda: len(dead.came) >= HANGING)
        dead.seconds = _PATIENCE_SECONDS
        other.make_numbers(HANGING)
        return alone(store, base_url, count)


def _await(is_done: Any) -> None:
    ends_at = time.monotonic() + _PATIENCE_SECONDS
    while not is_done():
        if time.monotonic() > ends_at:
            raise TimeoutError("an event has not come")
        time.sleep(0.05)
