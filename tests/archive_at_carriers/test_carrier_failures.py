"""What carriers answer to each call of a release, and what comes of it: docs/archive-failures.md, row by row."""

import re
from datetime import timedelta
from typing import Any

import pytest
from trunkline.table.client import Table

from tests.fakes import executions
from tests.support.archive_lines import CARRIERS, Line, Lines
from tests.support.archives import clean_up, let_time_pass, phone_item, unsettled, violations
from tests.support.sandbox_state import SandboxState, sandbox_state
from tests.support.template import ROOT
from tools.sandbox import Sandbox

ORGANIZATION = "org_acme"
OUR_URL = "https://hooks.example.test"
A_DAY = timedelta(days=1)
FAULTS: dict[str, dict[str, Any]] = {
    "429 with Retry-After": {"status": 429, "retryAfter": 30},
    "500": {"status": 500},
    "nothing in time": {"status": "timeout"},
    "done, and the answer lost": {"status": "reset", "applied": True},
    "404": {"status": 404},
    "401": {"status": 401},
}
ROWS = re.findall(
    r"^\| ([\w ,-]+) \| (once|always) \| (archived|failed, \w+) \|$",
    (ROOT / "docs" / "archive-failures.md").read_text(),
    re.M,
)


def state(sandbox: Sandbox, line: Line) -> SandboxState:
    return sandbox_state(sandbox.state()["accounts"], OUR_URL, [line.e164])


def calls_of_a_release(sandbox: Sandbox, line: Line) -> list[tuple[str, str]]:
    """Method and path of what the carrier is sent; what is not the number's own id is whatever it will be."""
    before = len(sandbox.requests())
    assert line.api.archive(line.id).json()["archiveStatus"] == "archived"
    sent = sandbox.requests()[before:]
    return list(
        dict.fromkeys((call["method"], re.sub(r"[\w-]{10,}(?=/?$)", r"[\\w-]+", call["path"])) for call in sent)
    )


TRIED_AGAIN = [
    answer for answer, times, outcome in ROWS if (times, outcome) == ("once", "archived") and answer != "404"
]
OTHERS = [row for row in ROWS if row[0] not in TRIED_AGAIN or row[1] == "always"]
# A refusal is one path whichever call meets it: the first, before anything is changed, and the last, after all was.
ENDS = ("401", "404")
# What never ends is waited for by the state machine, whichever carrier it is: one carrier in turn for each answer.
CASES = [
    (*row, carrier)
    for index, row in enumerate(OTHERS)
    for place, carrier in enumerate(CARRIERS)
    if row[1] == "once" or place == index % len(CARRIERS)
]


@pytest.fixture
def more_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many as there are answers to which another try is the answer, and one that goes well."""
    monkeypatch.setattr(executions, "RETRIES", len(TRIED_AGAIN) + 1)


@pytest.mark.usefixtures("more_tries")
@pytest.mark.parametrize("carrier", CARRIERS)
def test_a_release_is_tried_again_whichever_call_was_answered_how(
    lines: Lines, sandbox: Sandbox, store: Table, carrier: str
) -> None:
    """One release meets one answer after the other at the same call."""
    line = lines.line(carrier, 1)
    phone = str(line.api.get(line.id).json()["providerPhoneUuid"])
    for method, path in calls_of_a_release(sandbox, line):
        line = lines.again(line, phone)
        for answer in TRIED_AGAIN:
            # What was done and not answered may not come again: then nothing is left to be done at this call.
            sandbox.faults.add({"carrier": carrier, "method": method, "path": f"{path}$", "times": 1} | FAULTS[answer])
        assert line.api.archive(line.id).json()["archiveStatus"] == "archived", (method, path)
        assert not sandbox.faults.waiting(), (method, path)
        is_put_back(sandbox, store, line)


@pytest.mark.parametrize(("answer", "times", "outcome", "carrier"), CASES)
def test_a_carrier_that_answers(
    *,
    lines: Lines,
    sandbox: Sandbox,
    store: Table,
    carrier: str,
    answer: str,
    times: str,
    outcome: str,
) -> None:
    line = lines.line(carrier, 1)
    phone = str(line.api.get(line.id).json()["providerPhoneUuid"])
    calls = calls_of_a_release(sandbox, line)
    assert len(calls) > 1
    # What is "always" answered so is the call that puts the webhooks back: each try costs the adapter's patience.
    for method, path in (calls[0], calls[-1]) if answer in ENDS else calls[-2:-1]:
        line = lines.again(line, phone)
        assert state(sandbox, line).webhooks == {line.e164: "ours"}
        fault = {"carrier": carrier, "method": method, "path": f"{path}$", "times": 1 if times == "once" else 1000}
        sandbox.faults.add(fault | FAULTS[answer])
        line.api.archive(line.id)
        assert not sandbox.faults.waiting() or times == "always", f"{method} {path} was not called"
        sandbox.faults.clear()
        shown = line.api.get(line.id).json()
        reason = shown.get("archiveFailureReason")
        assert (f"failed, {reason}" if reason else shown["archiveStatus"]) == outcome, (method, path)
        if shown["archiveStatus"] == "failed":
            assert shown["providerPhoneUuid"] == phone
            rings_again(sandbox, store, line, phone)
            assert line.api.archive(line.id).json()["archiveStatus"] == "archived"
        if answer != "404":  # then the sandbox still has what it denied
            is_put_back(sandbox, store, line)


def is_put_back(sandbox: Sandbox, store: Table, line: Line) -> None:
    found = state(sandbox, line)
    assert found.webhooks == {line.e164: "theirs"}
    assert violations(store, found) == []
    assert unsettled(store) == []


def rings_again(sandbox: Sandbox, store: Table, line: Line, phone: str) -> None:
    """What failed half-way is set again by the cleanup: the number stays, and so do its calls."""
    for _ in range(3):
        if unsettled(store):
            let_time_pass(store, A_DAY)
            clean_up()
    item = phone_item(store, ORGANIZATION, phone)
    assert item is not None
    assert (item["webhook_status"], state(sandbox, line).webhooks[line.e164]) == ("attached", "ours")
    assert violations(store, state(sandbox, line)) == []


def test_every_answer_has_a_row_in_the_document() -> None:
    assert {row[0] for row in ROWS} == set(FAULTS)
