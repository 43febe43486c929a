"""Sends webhooks, and keeps account of them."""

import http.client
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from tools.sandbox.accounts import Store
from tools.sandbox.guard import is_loopback
from tools.sandbox.wire import FORM, Json

# Twilio and Plivo wait about so long for an answer document.
_TIMEOUT_SECONDS = 15.0
_MAX_ANSWER_BYTES = 256 * 1024

IN_ORDER, SHUFFLED, DOUBLED, NONE = "in-order", "shuffled", "doubled", "none"
MODES = (IN_ORDER, SHUFFLED, DOUBLED, NONE)


@dataclass(frozen=True)
class Callback:
    """What a carrier wants to say, before it is signed. ``event`` is the sandbox's own name for it."""

    event: str
    url: str
    method: str
    fields: Mapping[str, str]

    @property
    def target(self) -> str:
        """The URL, with the fields in its query when the method is GET."""
        if self.method != "GET":
            return self.url
        parts = urlsplit(self.url)
        query = "&".join(filter(None, [parts.query, urlencode(self.fields)]))
        return urlunsplit(parts._replace(query=query))

    def signed(self, headers: Mapping[str, str]) -> "Webhook":
        """Return the webhook, with the headers that carry the signature."""
        if self.method == "GET":
            return Webhook(self.event, "GET", self.target, headers)
        return Webhook(self.event, "POST", self.url, {**headers, "Content-Type": FORM}, urlencode(self.fields).encode())


@dataclass(frozen=True)
class Webhook:
    """One callback, signed and ready to be sent."""

    event: str
    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True)
class Reply:
    """What came back. ``status`` 0 means that nothing did; ``error`` says why."""

    status: int
    text: str = ""
    content_type: str = ""
    error: str = ""

    @property
    def is_ok(self) -> bool:
        """Whether the receiver took it."""
        return 200 <= self.status < 300  # noqa: PLR2004


class Send(Protocol):
    """Carries a webhook to its URL, over HTTP or in process."""

    def __call__(self, webhook: Webhook) -> Reply:
        """Return what was answered; failures are replies too."""
        ...


def over_http(webhook: Webhook) -> Reply:
    """Send to this machine only: a sandbox that called a customer's server would be no sandbox."""
    parts = urlsplit(webhook.url)
    if not is_loopback(parts.hostname):
        return Reply(0, error="not sent: the URL is not on this machine")
    if parts.scheme != "http":
        return Reply(0, error="not sent: only http reaches this machine")
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    # Names below .localhost are not in every machine's resolver; the Host header still carries them.
    connection = http.client.HTTPConnection("127.0.0.1", parts.port or 80, timeout=_TIMEOUT_SECONDS)
    try:
        connection.request(webhook.method, target, webhook.body or None, {"Host": parts.netloc, **webhook.headers})
        response = connection.getresponse()
        text = response.read(_MAX_ANSWER_BYTES).decode("utf-8", "replace")
        return Reply(response.status, text, response.headers.get_content_type())
    except (OSError, http.client.HTTPException) as error:
        return Reply(0, error=f"{type(error).__name__}: {error}")
    finally:
        connection.close()


def following(file: Path) -> Send:
    """Send to where the receiver is now what was registered while it was elsewhere.

    Args:
        file: The base URLs that the receiver has had, a line each, the last one now.

    Returns:
        A sender. What is signed stays the URL that was registered, as if a name had another address now.
    """

    def send(webhook: Webhook) -> Reply:
        try:
            *before, now = file.read_text().split()
        except (OSError, ValueError):
            return over_http(webhook)
        base = next((url for url in before if webhook.url.startswith(url + "/")), None)
        return over_http(webhook if base is None else replace(webhook, url=now + webhook.url.removeprefix(base)))

    return send


class Courier:
    """Delivers the webhooks of one call or message as ``mode`` says.

    A question, whose answer decides what happens next, goes out at once. A notice goes out at once too, unless they are
    shuffled: then all notices go out together at the end. Doubled: everything goes out twice, byte for byte the same.
    None: nothing goes out, as if the receiver could not be reached; what is not sent is told with the deliveries.
    """

    def __init__(self, send: Send, store: Store, mode: str) -> None:
        self._send = send
        self._store = store
        self._mode = mode
        self._held: list[Webhook] = []
        self.deliveries: list[Json] = []

    @property
    def is_late(self) -> bool:
        """Whether notices are kept back."""
        return self._mode == SHUFFLED

    def ask(self, webhook: Webhook) -> Reply:
        """Send a question and give the answer; of two, the first."""
        reply = self._deliver(webhook)
        if self._mode == DOUBLED:
            self._deliver(webhook)
        return reply

    def notify(self, webhook: Webhook) -> Reply | None:
        """Send a notice, now or later."""
        if self._mode == SHUFFLED:
            self._held.append(webhook)
            return None
        return self.ask(webhook)

    def finish(self) -> None:
        """Send what was kept back."""
        for webhook in self._store.shuffled(self._held):
            self._deliver(webhook)
        self._held.clear()

    def _deliver(self, webhook: Webhook) -> Reply:
        reply = Reply(0, error="not sent: delivery is none") if self._mode == NONE else self._send(webhook)
        self.deliveries.append(_described(webhook, reply))
        return reply


def _described(webhook: Webhook, reply: Reply) -> Json:
    described: dict[str, Any] = {
        "event": webhook.event,
        "method": webhook.method,
        "url": webhook.url,
        "headers": dict(webhook.headers),
        "body": webhook.body.decode(),
        "status": reply.status or None,
    }
    if webhook.headers.get("Content-Type") == FORM:
        described["fields"] = dict(parse_qsl(webhook.body.decode(), keep_blank_values=True))
    if reply.text:
        described["answer"] = reply.text
    if reply.error:
        described["error"] = reply.error
    return described


MakeCourier = Callable[[str], Courier]
