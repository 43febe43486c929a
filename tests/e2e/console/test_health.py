"""A number's health in the console: what somebody has changed at the carrier is found, and put right."""

from collections.abc import Mapping
from typing import Any

import pytest
import requests

from tests.e2e.console.conftest import Console, Office

ELSEWHERE = "https://elsewhere.example/voice"


@pytest.fixture(scope="module")
def number(office: Office) -> dict[str, Any]:
    """A number at Twilio whose calls somebody sends elsewhere, in the carrier's own console."""
    ringing = office.ringing("twilio", name="Reception")
    control = office.described["carriers"]["control_url"]
    accounts = requests.get(f"{control}/state", timeout=30).json()["accounts"]
    account = next(each for each in accounts if (each["carrier"], each["tenant"]) == ("twilio", "acme"))
    found = next(each for each in account["numbers"].values() if each["phone_number"] == ringing["phoneNumber"])
    change = {
        "carrier": "twilio",
        "accountId": account["accountId"],
        "id": found["sid"],
        "set": {"voice_url": ELSEWHERE},
    }
    office.sandbox("/changes", change)
    return ringing


def test_what_somebody_has_changed_at_the_carrier_is_found_named_and_replaced_when_that_is_said(
    console: Console, number: Mapping[str, Any]
) -> None:
    console.open("numbers", number["id"])
    console.press("Check now")
    console.wait_for_text("Broken", ".card")
    console.wait_for_text("https://elsewhere.example/...", ".card")

    console.go(console.address("numbers"))
    console.wait_for_text("Broken", ".table .state")

    console.go(console.address("numbers", number["id"]))
    console.press("Repair")
    console.wait_for_text("Somebody has set something else", ".card")
    console.press("Replace it")
    console.wait_for_text("Healthy", ".card")
    assert not console.named("Repair")
    assert console.complaints() == []


def test_who_may_only_read_sees_a_numbers_health_and_changes_nothing(
    console: Console, number: Mapping[str, Any]
) -> None:
    console.open("numbers", number["id"], scope="read")

    console.wait_for_text("Health", ".card")
    assert not console.named("Check now")
    assert not console.named("Repair")
