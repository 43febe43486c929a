"""A number's way out: blocked, step by step, failed and tried again."""

import uuid
from typing import Any

import pytest

from tests.e2e.console.conftest import Console, Office, until
from tests.support.referrers import workflow_event


@pytest.fixture
def number(office: Office) -> dict[str, Any]:
    return office.ringing("twilio", name="On its way")


def _steps(console: Console) -> dict[str, str]:
    """Each step's label and how it stands."""
    return {
        each.text.splitlines()[0]: (each.get_attribute("class") or "")
        for each in console.seen(".steps li")
        if each.text
    }


def _archive(console: Console) -> None:
    console.press("Archive…")
    console.wait_for_text("cannot be undone", "dialog")
    console.click("dialog .danger")


def test_what_blocks_an_archive_is_named_and_holds_it_until_it_is_gone(
    console: Console, number: dict[str, Any]
) -> None:
    workflow = uuid.uuid4().int % 10**9
    console.office.publish(
        workflow_event(console.office.workspace, numbers=[number["uuid"]], version=1, workflow=workflow)
    )
    until(lambda: console.office.api.blockers(number["id"]).json()["blockers"])
    console.open("numbers", number["id"])

    console.wait_for_text("Reminders", ".blockers")
    assert not console.named("Archive…")[0].is_enabled()

    console.office.publish(workflow_event(console.office.workspace, numbers=None, version=2, workflow=workflow))
    console.wait_for_text("Nothing uses this number")
    assert console.named("Archive…")[0].is_enabled()


def test_an_archive_that_is_blocked_at_the_last_moment_says_so(console: Console, number: dict[str, Any]) -> None:
    console.open("numbers", number["id"])
    console.press("Archive…")
    console.wait_for("dialog .danger")
    workflow = uuid.uuid4().int % 10**9
    event = workflow_event(console.office.workspace, numbers=[number["uuid"]], version=1, workflow=workflow)
    console.office.publish(event)
    until(lambda: console.office.api.blockers(number["id"]).json()["blockers"])
    console.click("dialog .danger")

    console.wait_for_text("The archive was blocked", "aside [role='alert']")
    console.wait_for_text("Reminders", ".blockers")
    console.office.publish(workflow_event(console.office.workspace, numbers=None, version=2, workflow=workflow))
    until(lambda: not console.office.api.blockers(number["id"]).json()["blockers"])


def test_the_steps_light_up_as_they_pass(console: Console, number: dict[str, Any]) -> None:
    # Slow enough for an eye.
    console.office.sandbox("/faults", {"carrier": "twilio", "method": "POST", "delaySeconds": 4, "times": 5})
    console.open("numbers", number["id"])
    _archive(console)

    console.patiently(lambda: _steps(console).get("Release it at Twilio") == "active")
    assert _steps(console) == {
        "Check what needs it": "done",
        "Release it at Twilio": "active",
        "Archive it": "waiting",
    }
    console.patiently(lambda: set(_steps(console).values()) == {"done"})
    console.wait_for_text("Returned to the pool", "aside")
    assert console.office.api.get(number["id"]).json()["isArchived"]
    assert console.complaints() == []


def test_a_failure_is_explained_and_the_next_try_archives(console: Console, number: dict[str, Any]) -> None:
    console.office.sandbox("/faults", {"carrier": "twilio", "status": 401, "times": 1})
    console.open("numbers", number["id"])
    _archive(console)

    console.wait_for_text("The carrier refused", "aside [role='alert']")
    assert _steps(console)["Release it at Twilio"] == "stopped"
    console.wait_for_text("Archive failed", ".subtitle")

    console.press("Try again")
    console.wait_for_text("Returned to the pool", "aside")


def test_a_carrier_that_goes_on_refusing_can_be_left_out(console: Console, number: dict[str, Any]) -> None:
    console.office.sandbox("/faults", {"carrier": "twilio", "status": 401, "times": 20})
    console.open("numbers", number["id"])
    _archive(console)
    console.wait_for_text("The carrier refused", "aside [role='alert']")

    console.press("Archive without the carrier")

    console.wait_for_text("Returned to the pool", "aside")


def test_the_overview_names_a_failed_archive_first(console: Console, number: dict[str, Any]) -> None:
    console.office.sandbox("/faults", {"carrier": "twilio", "status": 401, "times": 1})
    assert console.office.api.send("POST", f"/{number['id']}/archive").status == 409
    console.open("overview")

    console.wait_for_text("Archive failed", ".attention")
    console.click(".attention a")
    console.wait_for_text("The carrier refused", "aside [role='alert']")
