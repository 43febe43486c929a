"""How Quo's API says who calls, which contact, and no.

Sources, read 2026-11-21: the published page of POST /v1/contacts of the time when the product was called OpenPhone, and
the vendor's OpenAPI document of v1 for the other routes, the codes and the members of ``errors``.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trunkline.domain.contacts import parse_contact_id
from trunkline.domain.credentials import Audience, Credential, PresentedToken, parse_token
from trunkline.domain.identifiers import ContactId
from trunkline.errors import (
    BusyError,
    CustomFieldFault,
    CustomFieldsError,
    DuplicateContactError,
    NotFoundError,
    RequestInFlightError,
    RuleError,
    SchemaError,
    TrunklineError,
    UnauthenticatedError,
)
from trunkline.http.messages import Request, Response

if TYPE_CHECKING:
    from trunkline.http.quo.responses import ErrorResponse, FaultView

COLLECTION = "/v1/contacts"
MEMBER = COLLECTION + "/{id}"
CUSTOM_FIELDS_COLLECTION = "/v1/contact-custom-fields"
PHONE_NUMBERS_COLLECTION = "/v1/phone-numbers"
CALLS_COLLECTION = "/v1/calls"
MESSAGES_COLLECTION = "/v1/messages"
WEBHOOKS_COLLECTION = "/v1/webhooks"
RECORDINGS_OF_CALL = "/v1/call-recordings/{callId}"

DOCS = "https://openphone.com/docs"
# The name of an unknown member is repeated in a pointer, but not at any length.
MAX_NAME_LENGTH = 100
# A client that breaks every custom field learns of the first few, as it does of other members.
MAX_FAULTS = 10


@dataclass(frozen=True, slots=True)
class Refusal:
    """How one kind of error reads; ``variant`` is the middle of its code, after the family and before the status."""

    status: int
    variant: str
    title: str


# Published: 400, 401, 404, 409 and 500. Ours, in the same form: the others, and a 409 that is not about a contact.
_BAD_REQUEST = Refusal(400, "00", "Bad Request")
_BY_STATUS = {
    400: _BAD_REQUEST,
    401: Refusal(401, "00", "Unauthorized"),
    404: Refusal(404, "00", "Not Found"),
    409: Refusal(409, "00", "Conflict"),
    413: Refusal(413, "00", "Content Too Large"),
    415: Refusal(415, "00", "Unsupported Media Type"),
    422: Refusal(422, "00", "Idempotency Key Reused"),
    429: Refusal(429, "00", "Too Many Requests"),
    503: Refusal(503, "00", "Service Unavailable"),
}
_INVALID_CUSTOM_FIELD = Refusal(400, "01", "Invalid Custom Field Item")
_IN_FLIGHT = Refusal(409, "01", "Request In Progress")
_UNKNOWN = Refusal(500, "01", "Unknown")

# Of the routes that write a contact.
CONTACT_ERRORS = {
    "A custom field that there is not": CustomFieldsError(
        [CustomFieldFault(0, "key", "did not match any known contact custom field", "string")]
    ),
    "Another contact has this source and external id": DuplicateContactError("664d0db69fcac7cf2e6ec0aa"),
}

# The JSON types of members, for ``errors[].schema``; a member of a list is an object, and all others are strings.
_TYPES = {
    "defaultFields": "object",
    "customFields": "array",
    "emails": "array",
    "phoneNumbers": "array",
    "externalIds": "array",
    "sources": "array",
    "maxResults": "integer",
    "events": "array",
    "resourceIds": "array",
}


class QuoDialect:
    """The raw key in ``Authorization``; errors are one flat object with a code of seven digits.

    ``family`` are the first two digits of the codes, ``subject`` is what a caller without a key is kept out of, and
    ``bad_request`` are the two digits in the middle of a 400, which differ between the families.
    """

    audience = Audience.QUO

    def __init__(self, *, family: str, subject: str, bad_request: str = "00") -> None:
        self.family = family
        self.subject = subject
        self.bad_request = bad_request

    def credentials_from(self, request: Request) -> PresentedToken | None:
        """Return the key; the word ``Bearer`` before it, which some clients send, is skipped."""
        text = request.headers.get("authorization", "").strip()
        scheme, _, rest = text.partition(" ")
        return parse_token(rest.strip() if scheme.lower() == "bearer" else text)

    def authorize_tenant(self, credential: Credential, request: Request) -> None:
        """Let every key in: no path names a tenant, a key sees its own organisation only."""

    def error_response(self, error: TrunklineError, request_id: str) -> Response:
        """Write the error with its code and title; ``errors`` says what is wrong with which member."""
        kind = _kind(error)
        field_errors = _field_errors(error)
        body: ErrorResponse = {
            "message": self._message(error, kind, field_errors),
            "code": f"{self.family}{self.bad_request if kind is _BAD_REQUEST else kind.variant}{kind.status}",
            "status": kind.status,
            "docs": DOCS,
            "title": kind.title,
            "trace": request_id,
        }
        if field_errors:
            body["errors"] = field_errors
        if kind is _INVALID_CUSTOM_FIELD:
            body["description"] = kind.title
        return Response(kind.status, json.dumps(body), _headers(error))

    def _message(self, error: TrunklineError, kind: Refusal, field_errors: "Sequence[FaultView]") -> str:
        if kind is _UNKNOWN:
            return "An unknown error occurred"
        if kind is _INVALID_CUSTOM_FIELD:
            return "Request contained invalid custom field item(s)"
        if isinstance(error, UnauthenticatedError):
            return f"You are unauthorized to access the {self.subject}"
        if field_errors:
            said = "; ".join(
                f"{field_error['path'] or 'body'}: {field_error['message']}" for field_error in field_errors
            )
            return f"The input was invalid: {said}"
        return error.message


CONTACTS = QuoDialect(family="08", subject="contact")
CUSTOM_FIELDS = QuoDialect(family="07", subject="contact custom fields")
CALLS = QuoDialect(family="01", subject="call")
MESSAGES = QuoDialect(family="02", subject="message", bad_request="06")
PHONE_NUMBERS = QuoDialect(family="04", subject="phone number")
WEBHOOKS = QuoDialect(family="03", subject="webhook", bad_request="05")
RECORDINGS = QuoDialect(family="09", subject="call recording")


def contact_of(request: Request) -> ContactId:
    """Return the contact that the path names.

    Raises:
        NotFoundError: No contact can have this id.
    """
    contact = parse_contact_id(request.path_parameters["id"])
    if contact is None:
        raise NotFoundError("Contact")
    return contact


def _kind(error: TrunklineError) -> Refusal:
    if isinstance(error, CustomFieldsError):
        return _INVALID_CUSTOM_FIELD
    if isinstance(error, RequestInFlightError):
        return _IN_FLIGHT
    # This API has no 422 for what cannot be read.
    return _BY_STATUS.get(400 if isinstance(error, SchemaError) else error.status, _UNKNOWN)


def _headers(error: TrunklineError) -> dict[str, str]:
    return {"retry-after": "1"} if isinstance(error, BusyError) else {}


def _field_errors(error: TrunklineError) -> "list[FaultView]":
    if isinstance(error, CustomFieldsError):
        return [
            _field_error(
                ("customFields", field_error.position, field_error.member),
                field_error.message,
                field_error.expected_type,
            )
            for field_error in error.field_errors[:MAX_FAULTS]
        ]
    if isinstance(error, SchemaError):
        return [
            _field_error(
                field_error.path[1:] if field_error.path[0] == "body" else field_error.path, field_error.message
            )
            for field_error in error.field_errors
        ]
    if isinstance(error, RuleError):
        path = tuple(error.member.split(".")) if error.member else ()
        return [_field_error(path, error.message.partition(": ")[2])]
    return []


def _field_error(path: Sequence[str | int], message: str, expected_type: str | None = None) -> "FaultView":
    """Write one entry of ``errors``; its ``path`` is a JSON pointer (RFC 6901), empty for the whole body."""
    names = [str(part)[:MAX_NAME_LENGTH].replace("~", "~0").replace("/", "~1") for part in path]
    return {
        "path": "".join(f"/{name}" for name in names),
        "message": message,
        "schema": {"type": expected_type or _type_at(names)},
    }


def _type_at(names: Sequence[str]) -> str:
    match names:
        case ["customFields", _, "value"]:
            return "any"  # what it is depends on the field, which the rest of the item names
        case [*_, last]:
            return "object" if last.isdecimal() else _TYPES.get(last, "string")
    return "object"
