"""Every refusal of a route, as its dialect says it: the examples are made by the code that answers requests."""

import json
from collections.abc import Iterator
from typing import Any

from trunkline.errors import (
    BodyTooLargeError,
    FieldError,
    ForbiddenError,
    IdempotencyKeyReusedError,
    InvalidJsonError,
    NotFoundError,
    RequestInFlightError,
    RuleError,
    SchemaError,
    TrunklineError,
    UnauthenticatedError,
    UnavailableError,
    UnsupportedMediaTypeError,
)
from trunkline.http.edge import Route

REQUEST_ID = "JZo0lgFHIAMEVrA="

Named = tuple[str, TrunklineError]
Examples = dict[str, dict[str, Any]]

_LARGE_LIST = "the whole list is too large for one response; ask for pages with limit and cursor"
# A member of a body and a rule that each dialect has.
_BODY: dict[str, tuple[Named, Named]] = {
    "well": (
        ("A member is missing", SchemaError([FieldError(("body", "data", "attributes"), "Field required")])),
        ("The number is none", RuleError("data.attributes.e164_number", "is not a possible phone number")),
    ),
    "quo": (
        ("A member is missing", SchemaError([FieldError(("body", "defaultFields", "firstName"), "Field required")])),
        ("A reserved word", SchemaError([FieldError(("body", "source"), "must not be a reserved word")])),
    ),
    "weya": (
        ("A user id that is none", SchemaError([FieldError(("body", "userId"), "Invalid User ID format")])),
        ("The number is none", RuleError("phoneNumber", "is not a possible phone number")),
    ),
    "zudu": (
        ("A member is missing", SchemaError([FieldError(("body", "phone_number"), "Field required")])),
        (
            "The area code disagrees",
            RuleError("area_code", "is not the area code of phone_number; leave it out to have it derived"),
        ),
    ),
    "workspace": (
        (
            "A member of the wrong type",
            SchemaError([FieldError(("body", "restartDelay"), "Input should be a valid integer")]),
        ),
        ("The number is none", RuleError("phoneNumber", "is not a possible phone number")),
    ),
}
_RECORDS = {"well": "Phone", "quo": "Contact", "weya": "User", "zudu": "Phone number", "workspace": "Phone number"}
# Where a dialect has several kinds of records.
_RECORDS_AT = {"/v1/calls": "Call", "/v1/call-recordings": "Call", "/v1/messages": "Message", "/v1/webhooks": "Webhook"}


def refusals_of(folder: str, dialect: str, route: Route) -> dict[int, Examples]:
    """Return an example of each refusal by its status.

    Raises:
        LookupError: The route declares a status of which no example is known.
    """
    found: dict[int, Examples] = {status: {} for status in route.refusals}
    for summary, error in _errors(dialect, route):
        response = route.dialect.error_response(error, REQUEST_ID)
        if response.status in found:
            examples = found[response.status]
            examples[_key(error, examples)] = {"summary": summary, "value": json.loads(response.body)}
    if missing := [status for status, examples in found.items() if not examples]:
        raise LookupError(f"{folder} declares {missing} without an example; add it to `errors` of its ROUTE")
    return found


def _errors(dialect: str, route: Route) -> Iterator[Named]:
    yield from route.errors.items()
    yield from _of_input(dialect, route)
    yield "No credential, or not a valid one", UnauthenticatedError()
    if route.scope:
        yield "The credential lacks the scope", ForbiddenError(route.scope)
    if "{phone_number_id}" in route.path or dialect != "workspace":
        yield "Absent, or another tenant's", NotFoundError(_record(dialect, route))
    if dialect in ("workspace", "well"):
        yield "A workspace that the credential is not a member of", NotFoundError("Workspace")
    if route.method == "POST":
        yield "The first request with this key is under way", RequestInFlightError()
        yield "The key came with another request", IdempotencyKeyReusedError()
    yield "A fault of ours", TrunklineError("An internal error occurred")
    yield "Busy; try again shortly", UnavailableError()


def _record(dialect: str, route: Route) -> str:
    return _RECORDS_AT.get(route.path.rpartition("/")[0], _RECORDS[dialect])


def _of_input(dialect: str, route: Route) -> Iterator[Named]:
    if route.body:
        yield from _BODY[dialect]
        yield "Not JSON", InvalidJsonError([FieldError(("body",), "is empty; a JSON object is expected")])
        yield "Over 256 KiB", BodyTooLargeError("The body may take 262144 bytes at most")
        yield "Declared as something else", UnsupportedMediaTypeError("The body must be application/json in UTF-8")
    if "{phone_number}" in route.path:
        yield "The path names no number", RuleError("phone_number", "is not a possible phone number")
    if dialect == "workspace":
        yield "The path names no workspace", SchemaError([FieldError(("path", "workspace_uuid"), "must be a UUID")])
    if route.query:
        parameter = route.query[0]
        issue = "is required" if parameter.is_required else "was sent more than once"
        yield "A query parameter that does not fit", SchemaError([FieldError(("query", parameter.name), issue)])
        yield "The list is too large for one response", RuleError("limit", _LARGE_LIST)


def _key(error: TrunklineError, taken: Examples) -> str:
    return error.code if error.code not in taken else f"{error.code}_{len(taken)}"
