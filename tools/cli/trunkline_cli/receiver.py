"""An endpoint on this machine that verifies what it is sent, as a customer's would."""

import hmac
import json
import threading
from collections.abc import Callable, Mapping
from http.client import HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import time
from types import TracebackType
from typing import Any, Self
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

MAX_BODY = 1_000_000
# As Standard Webhooks asks receivers to refuse.
MAX_AGE_SECONDS = 300
# Shorter than a delivery's own deadline of 15 seconds.
FORWARD_SECONDS = 14


class Receiver:
    """Listens on a free port of the loopback address; ``heard`` is called with each genuine event.

    Args:
        heard: Called with the event, and with ``forwarded``, the status of the response there, if it was sent on.
        forward_to: Where genuine events are sent on, if anywhere. Its response is the response here.
    """

    def __init__(self, heard: Callable[[dict[str, Any]], None], *, forward_to: str | None = None) -> None:
        self.secret = ""
        self._heard = heard
        self._forward_to = forward_to
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
        """Return 204 or the application's status, or 400 for what is not signed with the secret, or not now."""
        event_id, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
        if not timestamp.isdigit() or abs(time() - int(timestamp)) > MAX_AGE_SECONDS or not self.secret:
            return 400
        from trunkline.domain.standard_webhooks import signature

        expected = signature(self.secret, event_id, timestamp, body)
        sent = headers.get("webhook-signature", "").split(" ")
        if not any(hmac.compare_digest(expected.encode(), each.encode()) for each in sent):
            return 400
        event = {"id": event_id, **json.loads(body)}
        if not self._forward_to:
            self._heard(event)
            return 204
        status = _forward(self._forward_to, headers, body)
        self._heard(event | {"forwarded": status})
        return status

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


class _NoRedirects(HTTPRedirectHandler):
    """Deliveries follow no redirects, so neither does what stands in their way."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Follow none."""


def _forward(url: str, headers: Mapping[str, str], body: bytes) -> int:
    """Send an event on as it came, and return the status of the response; 502 for none."""
    passed = {name: value for name, value in headers.items() if name == "content-type" or name.startswith("webhook-")}
    try:
        # Whoever runs the command names the URL; it is http or https.
        request = Request(url, data=body, headers=passed)  # noqa: S310
        with build_opener(ProxyHandler({}), _NoRedirects).open(request, timeout=FORWARD_SECONDS) as response:
            return int(response.status)
    except HTTPError as error:
        error.close()
        return error.code
    except (OSError, HTTPException, ValueError):
        return 502
