"""The Zudu API's credentials, numbers in paths, and envelopes of success and error."""

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from trunkline.domain.credentials import Audience, Credential, PresentedToken, parse_key_pair
from trunkline.domain.e164_parser import parse_e164
from trunkline.domain.identifiers import E164
from trunkline.errors import BusyError, RuleError, SchemaError, TrunklineError, UnauthenticatedError
from trunkline.http.messages import Request, Response

if TYPE_CHECKING:
    from trunkline.http.zudu.responses import ErrorResponse

COLLECTION = "/api/phone-numbers"
MEMBER = COLLECTION + "/{phone_number}"

# The text that Zudu's pages have beside the status.
_UNAUTHORIZED = "Unauthorized - Missing or invalid API key/secret"


class ZuduDialect:
    """A key and a secret in two headers; ``{message, status, error, data}`` around every response."""

    audience = Audience.ZUDU

    def credentials_from(self, request: Request) -> PresentedToken | None:
        """Return the pair in ``X-API-KEY`` and ``X-API-SECRET``."""
        key, secret = (request.headers.get(name, "").strip() for name in ("x-api-key", "x-api-secret"))
        return parse_key_pair(key, secret)

    def authorize_tenant(self, credential: Credential, request: Request) -> None:
        """Allow everything: the organisation follows from the key alone."""
        del credential, request

    def error_response(self, error: TrunklineError, request_id: str) -> Response:
        """Write the error's message and code. A malformed request is a 400 here, as one against a rule is."""
        del request_id  # it is in the response's header; this envelope has no place for it
        status, code, message = error.status, error.code.upper(), error.message
        if isinstance(error, SchemaError | RuleError):
            status, code = 400, "INVALID_REQUEST"
        if isinstance(error, UnauthenticatedError):
            code, message = "UNAUTHORIZED", _UNAUTHORIZED
        headers = {"retry-after": "1"} if isinstance(error, BusyError) else {}
        body: ErrorResponse = {"message": message, "status": "error", "error": code, "data": None}
        return Response(status, json.dumps(body), headers)


ZUDU = ZuduDialect()


def success(message: str, data: Any) -> Response:
    """Respond to a request that succeeded; with 200 for creating, too."""
    return Response(200, json.dumps({"message": message, "status": "success", "error": None, "data": data}))


def number_of(request: Request) -> E164:
    """Return the number that the path names.

    Its ``+`` may be sent as it is, as Zudu's own examples have it, or as ``%2B``; both arrive here in one form or the
    other, depending on what is between.

    Raises:
        RuleError: It is not a phone number.
    """
    return parse_e164(unquote(request.path_parameters["phone_number"]), member="phone_number")
