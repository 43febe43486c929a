"""One way to call a carrier: its own timeout, no retry of a change, no redirect, one table from status to error."""

import json
import re
import time
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any, NoReturn
from urllib.parse import urlencode

from urllib3.exceptions import HTTPError

from trunkline.carriers import connections
from trunkline.domain.provider_phones import Carrier
from trunkline.domain.timestamps import utc_now
from trunkline.errors import (
    CarrierGoneError,
    CarrierRefusedError,
    CarrierThrottledError,
    CarrierUnavailableError,
    CredentialsRefusedError,
)
from trunkline.services.carrier_adapters import Budget
from trunkline.settings import carrier_base_url

CONNECT_SECONDS = 2.0
# None of the calls answers more than a page of a list.
MAX_ANSWER_BYTES = 4_000_000
# A carrier may ask for patience, not for a day off.
MAX_RETRY_AFTER_SECONDS = 300.0

_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_OK = range(200, 300)
_UNAUTHORIZED, _FORBIDDEN = 401, 403
_NOT_FOUND = 404
# 408 and 425 are the server's way to say "again"; the rest of the 4xx say that the request is wrong.
_AGAIN = (408, 425)
_TOO_MANY = 429
_CLIENT_ERROR = 400
_SERVER_ERROR = 500


class RejectedRequestError(CarrierRefusedError):
    """The carrier rejected the request itself (400, 409, 422 and the like).

    ``body`` is its response. It may repeat what was sent, so it must not be logged.
    """

    def __init__(self, message: str, body: bytes = b"") -> None:
        super().__init__(message)
        self.body = body


class BusyCarrierError(CarrierUnavailableError):
    """The carrier responded that it cannot do this now: 408, 425, 429, 5xx. Nothing was done."""


class ThrottledCallError(BusyCarrierError, CarrierThrottledError):
    """The carrier responded that the account calls it too often."""


@dataclass(frozen=True, slots=True)
class CarrierResponse:
    """A success. ``text`` may hold secrets (Twilio repeats the account's token), so it must not be logged."""

    status: int
    headers: Mapping[str, str]
    text: str = field(repr=False)

    def document(self) -> dict[str, Any]:
        """Return the body, a JSON object.

        Raises:
            CarrierUnavailableError: It is something else, as a proxy's error page is.
        """
        try:
            document = json.loads(self.text)
        except (ValueError, RecursionError):
            document = None
        if not isinstance(document, dict):
            raise CarrierUnavailableError("The carrier's answer could not be read")
        return document


@dataclass(frozen=True, slots=True)
class CarrierHttp:
    """Calls to one carrier within one budget."""

    carrier: Carrier
    budget: Budget

    def call(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, object] | None = None,
        form: Mapping[str, object] | None = None,
        document: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
        basic: tuple[str, str] | None = None,
        base_url: str | None = None,
    ) -> CarrierResponse:
        """Send one request to the carrier, as ``connections.send`` says.

        ``path`` follows the carrier's host, or ``base_url`` where it has several; nothing in it is escaped any more.

        Raises:
            CarrierGoneError: 404.
            CarrierRefusedError: 401 and 403; as RejectedRequestError any other 4xx.
            CarrierThrottledError: 429.
            CarrierUnavailableError: No answer in time, 408, 5xx, a redirect, or an answer that is too large.
        """
        seconds = self.budget.next_call_seconds()
        ends_at = time.monotonic() + seconds
        connect = min(CONNECT_SECONDS, seconds / 2)
        try:
            with connections.send(
                method,
                (base_url or carrier_base_url(self.carrier)) + _with_query(path, query),
                headers=_headers(form, document, basic) | dict(headers or {}),
                body=_body(form, document),
                connect_seconds=connect,
                read_seconds=seconds - connect,
            ) as response:
                body = connections.read(response, most_bytes=MAX_ANSWER_BYTES, ends_at=ends_at)
        except (HTTPError, ValueError, connections.TooLargeError, connections.TooSlowError):
            # "from None": the message of these errors names the URL, and with it the account and the number.
            raise CarrierUnavailableError(f"{self.carrier} did not answer") from None
        if response.status not in _OK:
            _raise_for(self.carrier, response.status, response.headers, body)
        return CarrierResponse(response.status, response.headers, body.decode("utf-8", "replace"))


def _with_query(path: str, query: Mapping[str, object] | None) -> str:
    encoded = _encoded(query or {})
    return f"{path}{'&' if '?' in path else '?'}{encoded}" if encoded else path


def _encoded(members: Mapping[str, object]) -> str:
    return urlencode([(name, value) for name, value in members.items() if value is not None], doseq=True)


def _headers(
    form: Mapping[str, object] | None, document: Mapping[str, object] | None, basic: tuple[str, str] | None
) -> dict[str, str]:
    headers = {}
    if basic:
        headers["Authorization"] = f"Basic {b64encode(':'.join(basic).encode('latin-1')).decode()}"
    if document is not None:
        headers["Content-Type"] = "application/json"
    elif form:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    return headers


def _body(form: Mapping[str, object] | None, document: Mapping[str, object] | None) -> bytes | None:
    if document is not None:
        return json.dumps(document, allow_nan=False).encode()
    return _encoded(form).encode() if form else None


def _raise_for(carrier: Carrier, status: int, headers: Mapping[str, str], body: bytes) -> NoReturn:
    """Raise the error that a status means; its text names carrier and status, nothing that was sent or received."""
    if status in (_UNAUTHORIZED, _FORBIDDEN):
        raise CredentialsRefusedError(carrier, is_forbidden=status == _FORBIDDEN)
    if status == _NOT_FOUND:
        raise CarrierGoneError(f"{carrier} does not know what was asked for ({status})")
    if status == _TOO_MANY:
        raise ThrottledCallError(f"{carrier} is unavailable ({status})", retry_after_seconds(headers))
    if status in _AGAIN or status >= _SERVER_ERROR:
        raise BusyCarrierError(f"{carrier} is unavailable ({status})", retry_after_seconds(headers))
    if status < _CLIENT_ERROR:
        raise CarrierUnavailableError(f"{carrier} is unavailable ({status})")
    raise RejectedRequestError(f"{carrier} rejected the request ({status})", body)


def retry_after_seconds(headers: Mapping[str, str]) -> float | None:
    """Return how long the carrier asks us to wait, capped; None when it does not say. A number or an HTTP date."""
    # Telnyx has a header of its own, in seconds: developers.telnyx.com, "Rate limiting", read 2026-11-29.
    text = (headers.get("Retry-After") or headers.get("x-ratelimit-reset") or "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text), MAX_RETRY_AFTER_SECONDS)
    try:
        seconds = (parsedate_to_datetime(text) - utc_now()).total_seconds()
    except (TypeError, ValueError):
        return None
    return min(max(seconds, 0.0), MAX_RETRY_AFTER_SECONDS)


def is_e164(text: object) -> bool:
    """Tell whether a carrier's text is a number in E.164, not a short code or a name."""
    return isinstance(text, str) and _E164.fullmatch(text) is not None


def why_no_e164(text: object) -> str | None:
    """Why a carrier's text is no number that takes calls; None when it is one."""
    return None if is_e164(text) else "it is not in E.164: a short code, or a name"


def usable_secret(carrier: Carrier, secret: str) -> str:
    """Return the secret without the white space that copying adds.

    Raises:
        CarrierRefusedError: No header can carry it, so it is wrong without asking.
    """
    stripped = secret.strip()
    if not stripped or not stripped.isascii() or not stripped.isprintable() or " " in stripped:
        raise CredentialsRefusedError(carrier)
    return stripped
