"""The Well API's credentials, workspaces and error format."""

import json
from typing import TYPE_CHECKING

from trunkline.domain.credentials import Audience, Credential, PresentedToken
from trunkline.domain.identifiers import WorkspaceUuid, canonical_uuid
from trunkline.errors import (
    BodyTooLargeError,
    BusyError,
    FieldError,
    ForbiddenError,
    IdempotencyKeyReusedError,
    InvalidJsonError,
    NotFoundError,
    RelatedNotFoundError,
    RuleError,
    SchemaError,
    TooManyRequestsError,
    TrunklineError,
    UnauthenticatedError,
    UnavailableError,
    UnsupportedMediaTypeError,
)
from trunkline.http.edge import QueryParameter
from trunkline.http.messages import Request, Response

if TYPE_CHECKING:
    from trunkline.http.well.responses import BlameView, ErrorResponse

COLLECTION = "/v1/phones"
MEMBER = COLLECTION + "/{phone_id}"

_SERVER_ERROR = 500

# The first that an error is an instance of names its code and its status.
_CODES: tuple[tuple[type[TrunklineError], str, int], ...] = (
    (InvalidJsonError, "INVALID_JSON", 400),
    (SchemaError, "SCHEMA_VALIDATION_ERROR", 400),
    (RuleError, "BAD_REQUEST", 400),
    (UnauthenticatedError, "UNAUTHORIZED", 401),
    (ForbiddenError, "FORBIDDEN", 403),
    (BodyTooLargeError, "PAYLOAD_TOO_LARGE", 413),
    (UnsupportedMediaTypeError, "UNSUPPORTED_MEDIA_TYPE", 415),
    (IdempotencyKeyReusedError, "IDEMPOTENCY_KEY_REUSED", 422),
    (TooManyRequestsError, "RATE_LIMIT_EXCEEDED", 429),
    (UnavailableError, "SERVICE_UNAVAILABLE", 503),
)
_TITLES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
    413: "Payload Too Large",
    415: "Unsupported Media Type",
    422: "Unprocessable Entity",
    429: "Too Many Requests",
    500: "Internal Server Error",
    503: "Service Unavailable",
}


def parse_workspace(text: str) -> WorkspaceUuid:
    """Parse a workspace."""
    uuid = canonical_uuid(text)
    if uuid is None:
        raise ValueError("must be a UUID")
    return WorkspaceUuid(uuid)


WORKSPACE_PARAMETER = QueryParameter(
    "workspaceId",
    parse_workspace,
    "The workspace to act in; without it the credential's default one, which is the lowest of its UUIDs.",
    {"type": "string", "format": "uuid"},
)


class WellDialect:
    """Bearer tokens with scopes; errors are ``{code, status, title, message, details?, meta}``.

    Source: the vendor's page "Errors", as described in its public documentation, read 2026-11-20.
    """

    audience = Audience.BEARER

    def credentials_from(self, request: Request) -> PresentedToken | None:
        """Return the token after ``Bearer``."""
        return request.bearer_token

    def authorize_tenant(self, credential: Credential, request: Request) -> None:
        """Refuse another tenant's workspace with the same 404 as one that does not exist.

        Raises:
            NotFoundError: The credential is not a member of the workspace.
            SchemaError: The workspace is not a UUID.
        """
        if not credential.is_member_of(workspace_of(credential, request)):
            raise NotFoundError("Workspace")

    def error_response(self, error: TrunklineError, request_id: str) -> Response:
        """Write the error in Well's envelope; ``details`` names the first member that is wrong."""
        code, status = _code_and_status(error)
        headers = {}
        if isinstance(error, UnauthenticatedError):
            headers["www-authenticate"] = "Bearer"
        if isinstance(error, BusyError):
            headers["retry-after"] = "1"
        envelope: ErrorResponse = {
            "code": code,
            "status": status,
            "title": "Validation Error" if code == "SCHEMA_VALIDATION_ERROR" else _TITLES[status],
            "message": _message(error),
            **_blame(error),
            "meta": {"trace_id": request_id, "log_id": request_id},
        }
        return Response(status, json.dumps(envelope), headers)


WELL = WellDialect()


def workspace_of(credential: Credential, request: Request) -> WorkspaceUuid:
    """Return the workspace that the query names, or the credential's default one.

    Raises:
        NotFoundError: The query names none and the credential has none.
        SchemaError: What the query names is not a UUID.
    """
    text = request.query_values([WORKSPACE_PARAMETER.name]).get(WORKSPACE_PARAMETER.name)
    if text is not None:
        try:
            return parse_workspace(text)
        except ValueError as error:
            raise SchemaError([FieldError(("query", WORKSPACE_PARAMETER.name), str(error))]) from None
    if credential.default_workspace is None:
        raise NotFoundError("Workspace")
    return credential.default_workspace


def phone_id_of(request: Request) -> str:
    """Return the phone that the path names.

    Raises:
        NotFoundError: It is not a UUID, so there is no such phone.
    """
    phone_id = canonical_uuid(request.path_parameters["phone_id"])
    if phone_id is None:
        raise NotFoundError("Phone")
    return phone_id


def _code_and_status(error: TrunklineError) -> tuple[str, int]:
    for kind, code, status in _CODES:
        if isinstance(error, kind):
            return code, status
    if isinstance(error, NotFoundError):
        return f"{error.what.upper().replace(' ', '_')}_NOT_FOUND", error.status
    if error.status < _SERVER_ERROR:
        return error.code.upper(), error.status
    return "INTERNAL_SERVER_ERROR", _SERVER_ERROR


def _message(error: TrunklineError) -> str:
    match error:
        case SchemaError():
            return "; ".join(
                f"{_path(field_error)} {field_error.message}" for field_error in map(_worded, error.field_errors)
            )
        case RuleError():
            return error.message.replace(": ", " ", 1)
        case TrunklineError(status=500):
            return "An internal error occurred"
    return error.message


def _blame(error: TrunklineError) -> "BlameView":
    match error:
        case InvalidJsonError():
            return {}
        case SchemaError():
            first = _worded(error.field_errors[0])
            issue = "required" if first.message == "is required" else first.message
            return {"details": {"path": _path(first), "issue": issue}}
        case RuleError():
            return {"details": {"path": error.member, "issue": error.message.removeprefix(f"{error.member}: ")}}
        case RelatedNotFoundError():
            return {"details": {"path": error.member, "issue": "not found"}}
    return {}


def _worded(field_error: FieldError) -> FieldError:
    """Write the fault in the words of this API: "data.attributes.title is required"."""
    if field_error.message == "Field required":
        return FieldError(field_error.path, "is required")
    # pydantic's messages are sentences of their own ("Input should be a valid string").
    message = field_error.message.replace("Input should", "should", 1).replace("String should", "should", 1)
    return FieldError(field_error.path, message)


def _path(field_error: FieldError) -> str:
    """``data.attributes.e164_number``; parts of the request other than the body keep their name in front."""
    match field_error.path:
        case ("body", "included", int() as index, _, *rest):
            # The parser puts the resource's type in between, which is no member of the document.
            parts: list[str | int] = ["included", index, *rest]
        case ("body", first, *rest):
            parts = [first, *rest]
        case _:
            parts = list(field_error.path)
    return ".".join(str(part) for part in parts)
