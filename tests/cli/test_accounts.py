"""Audits, health and repairs from the command line."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from trunkline.services import carrier_audits
from trunkline.table.client import Table
from trunkline_cli import number_health

from tests.cli.conftest import Trunkline
from tests.support.archives import let_time_pass
from tools.sandbox import Sandbox

NUMBER = "+12125551234"
ACCOUNT = "your_account_sid"


@pytest.fixture
def sandbox(
    trunkline: Trunkline,
    organization: str,
    carriers_of: Callable[..., Sandbox],
    monkeypatch: pytest.MonkeyPatch,
) -> Sandbox:
    """Acme's Twilio account, stored, its numbers imported, one of them linked and ringing."""
    monkeypatch.setattr(carrier_audits, "CALLS_A_SECOND", 1_000_000)
    monkeypatch.setattr(number_health, "WATCH_SECONDS", 0.0)
    monkeypatch.setenv("WEBHOOK_BASE_URL", "https://hooks.example.test")
    running = carriers_of()
    names = ("--tenant", organization, "--carrier", "twilio", "--account", ACCOUNT)
    assert trunkline("carriers", "add", *names, typed="your_auth_token\n").code == 0
    assert trunkline("provider-phones", "import", *names).code == 0
    made = trunkline("numbers", "create", NUMBER, "--tenant", organization, "--workspace", "Support")
    assert made.code == 0, made.err
    return running


def change(sandbox: Sandbox, **members: Any) -> None:
    account = sandbox.store.account("twilio", ACCOUNT)
    assert account
    sid = next(key for key, each in account.shelf("numbers").items() if each["phone_number"] == NUMBER)
    asked = {"carrier": "twilio", "accountId": ACCOUNT, "kind": "numbers", "id": sid, "set": members}
    sandbox.control.change(asked)


def audit(trunkline: Trunkline, organization: str) -> Any:
    (found,) = trunkline.json("accounts", "audit", "--tenant", organization, "--account", f"twilio:{ACCOUNT}")
    return found


def test_an_account_is_audited_now(trunkline: Trunkline, organization: str, sandbox: Sandbox) -> None:
    found = audit(trunkline, organization)
    assert found["atCarrier"] == found["knownHere"] == len(sandbox.store.account("twilio", ACCOUNT).shelf("numbers"))  # type: ignore[union-attr]
    assert (found["lost"], found["broken"], found["failure"]) == (0, 0, "")
    assert trunkline("numbers", "health", "--tenant", organization).code == 0


def test_what_an_audit_has_found_is_listed_shown_and_repaired(
    trunkline: Trunkline, organization: str, sandbox: Sandbox
) -> None:
    change(sandbox, voice_url="https://elsewhere.example/")
    assert audit(trunkline, organization)["broken"] == 1
    listed = trunkline("numbers", "health", "--tenant", organization, "--json")
    assert (listed.code, [each["wrong"] for each in listed.json]) == (1, ["calls"])
    shown = trunkline("numbers", "health", NUMBER, "--tenant", organization)
    assert shown.code == 1
    assert "calls\tbroken" in shown.out
    refused = trunkline("numbers", "repair", NUMBER, "--tenant", organization)
    assert refused.code == 4
    assert "--take-over replaces it" in refused.err
    mended = trunkline("numbers", "repair", NUMBER, "--tenant", organization, "--take-over", "--json")
    assert (mended.code, mended.json["status"]) == (0, "healthy")
    watched = trunkline("numbers", "health", NUMBER, "--tenant", organization, "--watch")
    assert watched.code == 0
    assert f"{NUMBER} healthy" in watched.err


def test_an_account_that_the_tenant_has_not_is_not_found(
    trunkline: Trunkline, organization: str, sandbox: Sandbox
) -> None:
    assert trunkline("accounts", "audit", "--tenant", organization, "--account", "plivo:MA1").code == 3


def test_the_doctor_names_an_account_whose_audit_is_overdue(
    trunkline: Trunkline, organization: str, sandbox: Sandbox, store: Table
) -> None:
    def found() -> dict[str, str]:
        rows = trunkline("doctor", "--json", "--tenant", organization).json
        return {each["check"]: each["detail"] for each in rows if "audit" in each["check"]}

    assert found() == {"audit at twilio of org_acme": "was never asked for"}
    audit(trunkline, organization)
    assert found() == {"audits": "1 accounts, none overdue"}
    let_time_pass(store, timedelta(days=3))
    assert "is overdue" in found()["audit at twilio of org_acme"]
