"""One way to call a carrier: its own timeout, no retry, no redirect, and one table from status to error."""

import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import lru_cache
from http.cookiejar import DefaultCookiePolicy
from typing import Any, NoReturn

import requests

from trunkline.domain.moments import utc_now
from trunkline.domain.phone_numbers import Carrier
from trunkline.errors import CarrierGoneError, CarrierRefusedError, CarrierUnavailableError
from trunkline.services.carrier_adapters import Budget
from trunkline.settings import carrier_base_url

CONNECT_SECONDS = 2.0
# None of the calls answers more than a page of a list.
MAX_ANSWER_BYTES = 4_000_000
# A carrier may ask for patience, not for a day off.
MAX_RETRY_AFTER_SECONDS = 300.0

_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_OK = range(200, 300)
_BAD_CREDENTIALS = (401, 403)
_NOT_FOUND = 404
# 408 and 425 are the server's way to say "again"; the rest of the 4xx say that the request is wrong.
_AGAIN = (408, 425, 429)
_CLIENT_ERROR = 400
_SERVER_ERROR = 500


class RejectedRequestError(CarrierRefusedError):
    """The carrier understood who asks and did not like what was asked (400, 409, 422 and their like)."""


@dataclass(frozen=True, slots=True)
class CarrierResponse:
    """A success. ``text`` may hold secrets (Twilio repeats the account's token): it is not to be logged."""

    status: int
    headers: Mapping[str, str]
    text: str

    def document(self) -> dict[str, Any]:
        """The body, a JSON object.

        Raises:
            CarrierUnavailableError: It is something else, as a proxy's error page is.
        """
        try:
            document = json.loads(self.text)
        except ValueError:
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
    ) -> CarrierResponse:
        """The carrier's answer to one request, sent once.

        ``path`` follows the carrier's host; nothing in it is escaped any more.

        Raises:
            CarrierGoneError: 404.
            CarrierRefusedError: 401 and 403; as RejectedRequestError any other 4xx.
            CarrierUnavailableError: No answer in time, 408, 429, 5xx, a redirect, or an answer that is too large.
        """
        seconds = self.budget.next_call_seconds()
        ends_at = time.monotonic() + seconds
        connect = min(CONNECT_SECONDS, seconds / 2)
        try:
            with _session().request(
                method,
                carrier_base_url(self.carrier) + path,
                params=query,  # type: ignore[arg-type]
                data=form,
                json=document,
                headers=headers,
                auth=basic,
                timeout=(connect, seconds - connect),
                allow_redirects=False,
                stream=True,
            ) as response:
                text = _read(response, ends_at)
        except (requests.RequestException, UnicodeError):
            # "from None": the message of these errors names the URL, and with it the account and the number.
            raise CarrierUnavailableError(f"{self.carrier} did not answer") from None
        if response.status_code not in _OK:
            _raise_for(self.carrier, response.status_code, response.headers)
        return CarrierResponse(response.status_code, response.headers, text)


def _raise_for(carrier: Carrier, status: int, headers: Mapping[str, str]) -> NoReturn:
    """The error that a status means; texts name the carrier and the status, nothing that was sent or answered."""
    if status in _BAD_CREDENTIALS:
        raise CarrierRefusedError(f"{carrier} refused the credentials ({status})")
    if status == _NOT_FOUND:
        raise CarrierGoneError(f"{carrier} does not know what was asked for ({status})")
    if status in _AGAIN or status >= _SERVER_ERROR or status < _CLIENT_ERROR:
        raise CarrierUnavailableError(f"{carrier} is unavailable ({status})", retry_after_seconds(headers))
    raise RejectedRequestError(f"{carrier} rejected the request ({status})")


def retry_after_seconds(headers: Mapping[str, str]) -> float | None:
    """How long the carrier asks to be left alone, capped; None when it does not say. A number or an HTTP date."""
    text = headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text), MAX_RETRY_AFTER_SECONDS)
    try:
        seconds = (parsedate_to_datetime(text) - utc_now()).total_seconds()
    except (TypeError, ValueError):
        return None
    return min(max(seconds, 0.0), MAX_RETRY_AFTER_SECONDS)


def _read(response: requests.Response, ends_at: float) -> str:
    """The body, unless it drips in too slowly (a read timeout only counts the time between two bytes)."""
    body = bytearray()
    for chunk in response.iter_content(65536):
        body += chunk
        if len(body) > MAX_ANSWER_BYTES or time.monotonic() > ends_at:
            raise requests.Timeout
    return body.decode("utf-8", "replace")


@lru_cache(maxsize=1)
def _session() -> requests.Session:
    """Connections, shared by a warm environment's calls; nothing that belongs to an account is kept in it."""
    session = requests.Session()
    # A netrc file would replace the credentials of a call, and one tenant's cookies would go with another's.
    session.trust_env = False
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.headers["User-Agent"] = "trunkline"
    return session


def is_e164(text: object) -> bool:
    """Whether a carrier's text is a number in E.164, not a short code or a name."""
    return isinstance(text, str) and _E164.fullmatch(text) is not None


def usable_secret(carrier: Carrier, secret: str) -> str:
    """The secret without the white space that comes along when it is copied.

    Raises:
        CarrierRefusedError: It holds what no header can carry; nothing has to be sent to know that it is wrong.
    """
    stripped = secret.strip()
    if not stripped or not stripped.isascii() or not stripped.isprintable() or " " in stripped:
        raise CarrierRefusedError(f"{carrier} refused the credentials")
    return stripped
