"""Every refusal of a route, as its dialect says it: the examples are made by the code that answers requests."""

import json
from collections.abc import Iterator
from typing import Any

from trunkline.domain.archive_refusals import ArchiveBlockedError, ArchiveFailedError
from trunkline.domain.blockers import Blocker, BlockerType
from trunkline.errors import (
    BodyTooLargeError,
    CarrierRefusedError,
    CarrierUnavailableError,
    ConflictError,
    CustomFieldFault,
    CustomFieldsError,
    DuplicateContactError,
    DuplicateNumberError,
    DuplicatePhoneError,
    DuplicateRegistrationError,
    FieldError,
    ForbiddenError,
    IdempotencyKeyReusedError,
    InvalidJsonError,
    NotFoundError,
    NumberArchivingError,
    PhoneNumberExistsError,
    ProviderPhoneInQuarantineError,
    ProviderPhoneTakenError,
    RelatedNotFoundError,
    RequestInFlightError,
    RuleError,
    SchemaError,
    TrunklineError,
    UnauthenticatedError,
    UnavailableError,
    UnsupportedMediaTypeError,
    WebhookSetupError,
)
from trunkline.http.edge import Route

REQUEST_ID = "JZo0lgFHIAMEVrA="

Named = tuple[str, TrunklineError]
Examples = dict[str, dict[str, Any]]

_LARGE_LIST = "the whole list is too large for one answer; ask for pages with limit and cursor"
_FIXED = "This phone number is archived and can no longer be changed"
_IN_USE = ArchiveBlockedError(
    [Blocker(type=BlockerType.WORKFLOW, id=42, name="Reception", reason="This workflow is the number's default")]
)
_LINKING: list[Named] = [
    ("The provider phone is in use", ProviderPhoneTakenError()),
    ("The provider phone was released recently", ProviderPhoneInQuarantineError()),
    ("The number is archived", ConflictError(_FIXED)),
]

# What only some routes refuse, by the folder of the function.
_SPECIAL: dict[str, list[Named]] = {
    "well_create_phone": [
        (
            "The parts of the number disagree",
            RuleError("data.attributes.country_code", "is not the country code of e164_number"),
        ),
        ("An unknown person", RelatedNotFoundError("Person", "data.relationships.persons.data.0.id")),
        ("The id is used", DuplicatePhoneError()),
    ],
    "quo_create_contact": [
        (
            "A custom field that there is not",
            CustomFieldsError([CustomFieldFault(0, "key", "did not match any known contact custom field", "string")]),
        ),
        ("Another contact has this source and external id", DuplicateContactError("664d0db69fcac7cf2e6ec0aa")),
    ],
    "weya_add_phone": [
        ("The user has the number", DuplicateRegistrationError()),
        ("The carrier refuses the account", CarrierRefusedError("The carrier does not accept these credentials")),
        ("The webhooks could not be set", WebhookSetupError("The carrier did not take the webhooks of this number")),
        ("The carrier is down", CarrierUnavailableError("The carrier did not answer in time")),
    ],
    "zudu_create_phone_number": [
        ("The number is there", PhoneNumberExistsError()),
        ("The number is being archived", NumberArchivingError()),
    ],
    "zudu_update_phone_number": [("The number is being archived", NumberArchivingError())],
    "workspace_create_phone_number": [
        ("The workspace has the number", DuplicateNumberError(7594555089982731)),
        *_LINKING,
    ],
    "workspace_update_phone_number": _LINKING,
    "workspace_link_phone_number": _LINKING,
    "workspace_archive_phone_number": [
        ("Something needs the number", _IN_USE),
        ("The carrier refuses to release it", ArchiveFailedError("carrier_refused")),
    ],
}
_SPECIAL["quo_update_contact"] = _SPECIAL["quo_create_contact"]
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


def refusals_of(folder: str, dialect: str, route: Route) -> dict[int, Examples]:
    """An example of each refusal by its status.

    Raises:
        LookupError: The route declares a status of which no example is known.
    """
    found: dict[int, Examples] = {status: {} for status in route.refusals}
    for summary, error in _errors(folder, dialect, route):
        response = route.dialect.error_response(error, REQUEST_ID)
        if response.status in found:
            examples = found[response.status]
            examples[_key(error, examples)] = {"summary": summary, "value": json.loads(response.body)}
    if missing := [status for status, examples in found.items() if not examples]:
        raise LookupError(f"{folder} declares {missing} without an example; add one to tools/openapi/refusals.py")
    return found


def _errors(folder: str, dialect: str, route: Route) -> Iterator[Named]:
    yield from _SPECIAL.get(folder, [])
    yield from _of_input(dialect, route)
    yield "No credential, or not a valid one", UnauthenticatedError()
    if route.scope:
        yield "The credential lacks the scope", ForbiddenError(route.scope)
    if "{phone_number_id}" in route.path or dialect != "workspace":
        yield "Absent, or another tenant's", NotFoundError(_RECORDS[dialect])
    if dialect in ("workspace", "well"):
        yield "A workspace that the credential is not a member of", NotFoundError("Workspace")
    if route.method == "POST":
        yield "The first request with this key is under way", RequestInFlightError()
        yield "The key came with another request", IdempotencyKeyReusedError()
    yield "A fault of ours", TrunklineError("An internal error occurred")
    yield "Busy; try again shortly", UnavailableError()


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
        yield "The list is too large for one answer", RuleError("limit", _LARGE_LIST)


def _key(error: TrunklineError, taken: Examples) -> str:
    return error.code if error.code not in taken else f"{error.code}_{len(taken)}"
