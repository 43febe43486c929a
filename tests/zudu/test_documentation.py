"""The examples in the documentation are answers of the service, to the letter."""

import importlib
import json
import re
from typing import Any

import pytest
from trunkline.domain.identifiers import E164, OrganizationId
from trunkline.domain.timestamps import from_iso
from trunkline.domain.zudu_numbers import new_zudu_number
from trunkline.errors import (
    BodyTooLargeError,
    CarrierUnavailableError,
    CredentialsRefusedError,
    IdempotencyKeyReusedError,
    NotFoundError,
    NumberArchivingError,
    PhoneNumberExistsError,
    RequestInFlightError,
    RuleError,
    TrunklineError,
    UnauthenticatedError,
    UnavailableError,
    UnsupportedMediaTypeError,
    WebhookSetupError,
)
from trunkline.http.zudu.dialect import ZUDU
from trunkline.http.zudu.views import created_response

from tests.support.template import ROOT, functions

TEXT = (ROOT / "docs" / "dialects" / "zudu.md").read_text()
ROWS = re.findall(r"^\| (\d{3}) \| `(\w+)` \| `(\{.*\})`", TEXT, re.MULTILINE)
KINDS: dict[str, TrunklineError] = {
    "INVALID_REQUEST": RuleError("area_code", "is not the area code of phone_number; leave it out to have it derived"),
    "UNAUTHORIZED": UnauthenticatedError(),
    "NOT_FOUND": NotFoundError("Phone number"),
    "PHONE_NUMBER_EXISTS": PhoneNumberExistsError(),
    "PHONE_NUMBER_ARCHIVING": NumberArchivingError(),
    "REQUEST_IN_FLIGHT": RequestInFlightError(),
    "BODY_TOO_LARGE": BodyTooLargeError("The body may take 262144 bytes at most"),
    "UNSUPPORTED_MEDIA_TYPE": UnsupportedMediaTypeError("The body must be application/json in UTF-8"),
    "IDEMPOTENCY_KEY_REUSED": IdempotencyKeyReusedError(),
    "CARRIER_REFUSED": CredentialsRefusedError("twilio"),
    "WEBHOOK_SETUP_FAILED": WebhookSetupError("Failed to set up integration webhooks"),
    "CARRIER_UNAVAILABLE": CarrierUnavailableError("twilio did not answer"),
    "INTERNAL_ERROR": TrunklineError("An internal error occurred"),
    "UNAVAILABLE": UnavailableError(),
}


@pytest.mark.parametrize(("status", "error", "body"), ROWS, ids=[row[1] for row in ROWS])
def test_an_example_of_a_refusal_is_what_the_dialect_answers(status: str, error: str, body: str) -> None:
    answer = ZUDU.error_response(KINDS[error], "request")
    assert (str(answer.status), answer.body) == (status, body)


def test_every_status_that_a_route_documents_has_an_example() -> None:
    documented = {
        str(status)
        for name in functions()
        if name.startswith("zudu_")
        for status in importlib.import_module(f"functions.{name}.handler").ROUTE.refusals
    }
    assert {row[0] for row in ROWS} == documented
    assert {row[1] for row in ROWS} == set(KINDS)


def test_the_example_of_a_success_is_what_the_dialect_answers() -> None:
    example: dict[str, Any] = json.loads(TEXT.partition("```json\n")[2].partition("```")[0])
    sent = example["data"]
    names = (
        "area_code",
        "nickname",
        "inbound_agent_id",
        "outbound_agent_id",
        "inbound_webhook_url",
        "outbound_trunk_id",
    )
    number = new_zudu_number(
        OrganizationId(sent["organization_id"]),
        E164(sent["phone_number"]),
        {name: sent[name] for name in names},
        from_iso("2026-01-15T10:30:00.133Z"),
    )
    assert json.loads(created_response(number).body) == example
