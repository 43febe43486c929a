"""The Weya API's credentials and envelopes of success and error."""

import json
import re
from collections.abc import Mapping
from typing import Any

from trunkline.domain.credentials import Audience, Credential, PresentedToken
from trunkline.errors import (
    BusyError,
    CarrierError,
    CarrierUnavailableError,
    SchemaError,
    TrunklineError,
    UnauthenticatedError,
)
from trunkline.http.messages import Request, Response

USER_ID_SCHEMA = {"type": "string", "pattern": "^[0-9a-fA-F]{24}$"}

_USER_ID = re.compile(r"[0-9a-fA-F]{24}")
_SERVER_ERROR = 500
_UNAVAILABLE = 503
_BAD_REQUEST = 400


class WeyaDialect:
    """Bearer tokens; every response is ``{message, status, code, errorMessage, data}``; ``status`` is a boolean."""

    audience = Audience.BEARER

    def credentials_from(self, request: Request) -> PresentedToken | None:
        """Return the token after ``Bearer``."""
        return request.bearer_token

    def authorize_tenant(self, credential: Credential, request: Request) -> None:
        """Allow everything: nothing in the path names a tenant."""

    def error_response(self, error: TrunklineError, request_id: str) -> Response:
        """Write the error in both texts of the envelope: which of them a client reads is not documented."""
        del request_id  # it is in the response's header
        # The published API knows 400 for every body that it does not take.
        status = _BAD_REQUEST if isinstance(error, SchemaError) else error.status
        headers = {}
        if isinstance(error, UnauthenticatedError):
            headers["www-authenticate"] = "Bearer"
        if isinstance(error, BusyError):
            headers["retry-after"] = "1"
        if isinstance(error, CarrierUnavailableError) and error.retry_after_seconds is not None:
            headers["retry-after"] = str(int(error.retry_after_seconds))
        message = error.message if status < _SERVER_ERROR or status == _UNAVAILABLE else _server_message(error)
        return _enveloped(status, message, error_message=message, data=None, headers=headers)


def success(status: int, message: str, data: Any) -> Response:
    """Respond with success."""
    return _enveloped(status, message, error_message="", data=data, headers={})


def _server_message(error: TrunklineError) -> str:
    # The client learns which carrier failed and how, because it can do more about that than we can.
    return error.message if isinstance(error, CarrierError) else "An internal server error occurred"


def _enveloped(status: int, message: str, *, error_message: str, data: Any, headers: Mapping[str, str]) -> Response:
    envelope = {
        "message": message,
        "status": not error_message,
        "code": status,
        "errorMessage": error_message,
        "data": data,
    }
    return Response(status, json.dumps(envelope), headers)


WEYA = WeyaDialect()


def parse_user_id(text: str) -> str:
    """Read a user's id: 24 hexadecimal digits, in lower case.

    Raises:
        ValueError: It is none.
    """
    if not _USER_ID.fullmatch(text):
        raise ValueError("Invalid User ID format")
    return text.lower()
