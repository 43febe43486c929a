"""An endpoint on this machine that verifies what it is sent, as a customer's would."""

import hmac
import json
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import time
from types import TracebackType
from typing import Any, Self

MAX_BODY = 1_000_000
# As Standard Webhooks asks receivers to refuse.
MAX_AGE_SECONDS = 300


class Receiver:
    """Listens on a free port of the loopback address; ``heard`` is called with each genuine event."""

    def __init__(self, heard: Callable[[dict[str, Any]], None]) -> None:
        self.secret = ""
        self._heard = heard
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def take(self, headers: Mapping[str, str], body: bytes) -> int:
        """The status for what was sent: 204, or 400 for what is not signed with the secret, or not now."""
        event_id, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
        if not timestamp.isdigit() or abs(time() - int(timestamp)) > MAX_AGE_SECONDS or not self.secret:
            return 400
        from trunkline.domain.standard_webhooks import signature

        expected = signature(self.secret, event_id, timestamp, body)
        sent = headers.get("webhook-signature", "").split(" ")
        if not any(hmac.compare_digest(expected.encode(), each.encode()) for each in sent):
            return 400
        self._heard({"id": event_id, **json.loads(body)})
        return 204

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        take = self.take

        class Handler(BaseHTTPRequestHandler):
            """Takes POSTs and says nothing of them."""

            def do_POST(self) -> None:
                """Verify and show."""
                length = min(int(self.headers.get("content-length", "0")), MAX_BODY)
                named = {name.lower(): value for name, value in self.headers.items()}
                self.send_response(take(named, self.rfile.read(length)))
                self.end_headers()

            def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002 - http.server's name
                """Leave the terminal to the events."""

        return Handler
