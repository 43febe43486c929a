"""The examples of refusals in the pages of the workspace and Weya dialects are what the service answers."""

import importlib
import re

import pytest
from trunkline.errors import (
    BodyTooLargeError,
    CarrierUnavailableError,
    ConflictError,
    CredentialsRefusedError,
    DuplicateNumberError,
    DuplicateRegistrationError,
    FieldError,
    ForbiddenError,
    IdempotencyKeyReusedError,
    NotFoundError,
    NumberNotOwnedError,
    ProviderPhoneTakenError,
    RequestInFlightError,
    RuleError,
    SchemaError,
    TrunklineError,
    UnauthenticatedError,
    UnavailableError,
    UnsupportedMediaTypeError,
    WebhookSetupError,
)
from trunkline.http.edge import Dialect
from trunkline.http.weya.dialect import WEYA
from trunkline.http.workspace.dialect import WORKSPACE

from tests.support.template import ROOT, functions

DIALECTS: dict[str, Dialect] = {"workspace": WORKSPACE, "weya": WEYA}
REFUSALS: dict[str, dict[str, TrunklineError]] = {
    "workspace": {
        "a rule of the domain": RuleError("phoneNumber", "is not a possible phone number"),
        "no or a wrong token": UnauthenticatedError(),
        "a token without the scope": ForbiddenError("phones:write"),
        "absent, or another tenant's": NotFoundError("Phone number"),
        "a live duplicate": DuplicateNumberError(7594555089982731),
        "a provider phone in use": ProviderPhoneTakenError(),
        "an archived number": ConflictError("This phone number is archived and can no longer be changed"),
        "an idempotency key in flight": RequestInFlightError(),
        "a body over 256 KiB": BodyTooLargeError("The body may take 262144 bytes at most"),
        "not JSON": UnsupportedMediaTypeError("The body must be application/json in UTF-8"),
        "a member of the wrong type": SchemaError(
            [FieldError(("body", "restartDelay"), "Input should be a valid integer")]
        ),
        "an idempotency key of another request": IdempotencyKeyReusedError(),
        "a fault of ours": TrunklineError("An internal error occurred"),
        "busy; `Retry-After: 1`": UnavailableError(),
    },
    "weya": {
        "a malformed user id": SchemaError([FieldError(("body", "userId"), "Invalid User ID format")]),
        "the number is registered for this user": DuplicateRegistrationError(),
        "wrong credentials, or the number is registered by another organisation": CredentialsRefusedError("twilio"),
        "a number of somebody else": NumberNotOwnedError("twilio says that the account does not own this number"),
        "no or a wrong token": UnauthenticatedError(),
        "a token without the scope": ForbiddenError("phones:write"),
        "an unknown user, or another organisation's": NotFoundError("User"),
        "an idempotency key in flight": RequestInFlightError(),
        "a body over 256 KiB": BodyTooLargeError("The body may take 262144 bytes at most"),
        "not JSON": UnsupportedMediaTypeError("The body must be application/json in UTF-8"),
        "an idempotency key of another request": IdempotencyKeyReusedError(),
        "the carrier does not answer": CarrierUnavailableError("twilio did not answer"),
        "the carrier fails": CarrierUnavailableError("twilio is unavailable (503)"),
        "the webhooks could not be set": WebhookSetupError("Failed to set up integration webhooks"),
        "a fault of ours": TrunklineError("An internal error occurred"),
        "busy; `Retry-After: 1`": UnavailableError(),
    },
}


def rows(dialect: str) -> list[tuple[str, str, str]]:
    """Status, case and body of each refusal, as the dialect answers it now."""
    answers = {case: DIALECTS[dialect].error_response(error, "request") for case, error in REFUSALS[dialect].items()}
    return [(str(answer.status), case, answer.body) for case, answer in answers.items()]


def _documented(dialect: str) -> list[tuple[str, str, str]]:
    text = (ROOT / "docs" / "dialects" / f"{dialect}.md").read_text()
    return re.findall(r"^\| (\d{3}) \| ([^|]+) \| `(\{.*\})` \|$", text, re.MULTILINE)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_examples_are_what_the_dialect_answers(dialect: str) -> None:
    assert sorted(_documented(dialect)) == sorted(rows(dialect))


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_status_that_a_route_may_refuse_with_has_an_example(dialect: str) -> None:
    statuses = {
        str(status)
        for name in functions()
        if name.startswith(f"{dialect}_")
        for status in importlib.import_module(f"functions.{name}.handler").ROUTE.refusals
    }
    assert statuses <= {status for status, _, _ in _documented(dialect)}
