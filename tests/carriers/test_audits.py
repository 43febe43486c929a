"""The audit of carrier accounts: over HTTP to the sandbox, with the table of the template."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from trunkline.carriers.plivo.audit import PlivoAudit
from trunkline.carriers.telnyx.audit import TelnyxAudit
from trunkline.carriers.twilio.audit import TwilioAudit
from trunkline.domain.audits import Audit
from trunkline.domain.health import HealthStatus
from trunkline.domain.provider_phones import Carrier
from trunkline.domain.timestamps import to_iso, utc_now
from trunkline.invocation import seconds_left
from trunkline.table.client import table
from trunkline.table.health import HealthTable
from trunkline.wiring.health import scheduled_audits

from tests.carriers.drifts import EVERY_DRIFT, change, drifted, number_id
from tests.carriers.lines import Line
from tests.carriers.sandboxed import ACCOUNTS, EVERY_CARRIER, ORG, Carriers, phone_uuid
from tests.carriers.scripted import Drip, answer, leap, scripted
from tests.support.archives import let_time_pass
from tests.support.tables import everything
from tests.support.workspaces import WorkspaceApi

pytestmark = pytest.mark.usefixtures("unhurried")
LineOf = Callable[..., Line]


def run() -> dict[str, int]:
    counts = scheduled_audits(seconds_left).run(lambda: True).counts
    return dict(counts)


def first_audits() -> None:
    """A run asks for the audit of a new account, and that run or the next does it."""
    run()
    run()


def audited() -> dict[str, int]:
    """A day later: the account was audited before."""
    let_time_pass(table(), timedelta(days=1))
    return run()


def audit_of(carrier: str) -> Audit:
    found = HealthTable(table()).find_audit(ORG, Carrier(carrier), ACCOUNTS[carrier][0])
    assert found
    return found


def health_of(carrier: str) -> tuple[str, list[str]]:
    phone = HealthTable(table()).phones(ORG, [phone_uuid(carrier)])[0]
    assert phone
    record = HealthTable(table()).find_health(phone)
    if record is None:
        return "", []
    wrong = [check.name for check in record.health.checks if check.status is not HealthStatus.HEALTHY]
    return record.health.status, wrong


@EVERY_CARRIER
def test_an_account_that_was_stored_is_audited_by_itself(carriers: Carriers, line_of: LineOf, carrier: str) -> None:
    line_of(carrier)
    first_audits()
    found = audit_of(carrier)
    assert found.step is None
    assert found.finished_at
    owned = len(carriers.account(carrier).shelf("numbers"))
    assert found.last.counts["atCarrier"] == owned
    assert found.last.counts["knownHere"] == 1
    assert found.last.counts["unknownHere"] == owned - 1
    assert len(found.last.unknown_here) == owned - 1
    assert found.last.counts.get("lost", 0) == 0
    assert run() == {}


@EVERY_CARRIER
def test_the_audit_of_an_unchanged_account_writes_one_item(carriers: Carriers, line_of: LineOf, carrier: str) -> None:
    line_of(carrier)
    first_audits()
    before = {(item["pk"]["S"], item["sk"]["S"]): item for item in everything()}
    assert audited() == {"Finished": 1}
    after = {(item["pk"]["S"], item["sk"]["S"]): item for item in everything()}
    changed = [key for key in before | after if _timeless(before.get(key)) != _timeless(after.get(key))]
    assert [sk for _, sk in changed] == ["AUDIT"]


def _timeless(item: Any) -> Any:
    return item and {name: value for name, value in item.items() if name != "gsi2sk"}


@pytest.mark.parametrize(("carrier", "kind"), EVERY_DRIFT)
def test_what_has_drifted_is_named_and_what_is_right_again_is_healthy(
    carriers: Carriers, line_of: LineOf, carrier: str, kind: str
) -> None:
    if carrier == "twilio":
        number = number_id(carriers, carrier)
        change(carriers, carrier, kind="numbers", id=number, set={"voice_fallback_url": "https://fallback.example"})
    line_of(carrier)
    first_audits()
    kept = carriers.kept()
    drift = drifted(carriers, carrier, kind)
    audited()
    assert health_of(carrier) == (drift.status, list(drift.checks))
    writes = health_of(carrier)
    audited()
    assert health_of(carrier) == writes
    carriers.restore(kept)
    audited()
    assert health_of(carrier) == ("healthy", [])


@EVERY_CARRIER
def test_a_number_that_a_page_has_left_out_is_not_lost(
    carriers: Carriers, line_of: LineOf, carrier: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = line_of(carrier)
    first_audits()
    audit_class: Any = {"twilio": TwilioAudit, "plivo": PlivoAudit, "telnyx": TelnyxAudit}[carrier]
    read = audit_class.numbers

    def shifted(self: Any, position: str | None) -> Any:
        page = read(self, position)
        kept = [each for each in page.numbers if each.number.e164 != line.number["phoneNumber"]]
        return type(page)(numbers=kept, next_position=page.next_position)

    monkeypatch.setattr(audit_class, "numbers", shifted)
    audited()
    assert audit_of(carrier).last.counts.get("lost", 0) == 0
    assert health_of(carrier) == ("", [])


def test_an_audit_finds_a_number_that_was_bought_anew_though_all_its_settings_are_ours(
    carriers: Carriers, line_of: LineOf
) -> None:
    line_of("twilio")
    first_audits()
    shelf = carriers.account("twilio").shelf("numbers")
    was = number_id(carriers, "twilio")
    new = was[:-1] + ("0" if was[-1] != "0" else "1")
    shelf[new] = {**shelf.pop(was), "sid": new}
    audited()
    assert health_of("twilio") == ("broken", ["boughtAnew"])


@pytest.mark.parametrize("carrier", ["twilio", "plivo"])
def test_an_audit_finds_a_number_that_can_do_something_else(carriers: Carriers, line_of: LineOf, carrier: str) -> None:
    line_of(carrier)
    first_audits()
    number = carriers.account(carrier).shelf("numbers")[number_id(carriers, carrier)]
    only_calls: dict[str, Any] = {"capabilities": {"voice": True}} if carrier == "twilio" else {"sms_enabled": False}
    number.update(only_calls)
    audited()
    assert health_of(carrier) == ("degraded", ["capabilities"])


@EVERY_CARRIER
def test_a_number_that_two_pages_tell_is_one(
    carriers: Carriers, line_of: LineOf, carrier: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    line_of(carrier)
    first_audits()
    named = audit_of(carrier).last.unknown_here
    audit_class: Any = {"twilio": TwilioAudit, "plivo": PlivoAudit, "telnyx": TelnyxAudit}[carrier]
    read = audit_class.numbers

    def moved(self: Any, position: str | None) -> Any:
        page = read(self, position)
        return type(page)(numbers=[*page.numbers, *page.numbers], next_position=page.next_position)

    monkeypatch.setattr(audit_class, "numbers", moved)
    audited()
    assert audit_of(carrier).last.unknown_here == named
    assert audit_of(carrier).last.counts["unknownHere"] == len(named)
    assert audit_of(carrier).last.counts.get("lost", 0) == 0
    assert health_of(carrier) == ("", [])


@EVERY_CARRIER
@pytest.mark.parametrize("fault", [429, 500, "timeout", "malformed"])
def test_a_carrier_that_does_not_answer_delays_that_account_only(
    carriers: Carriers, line_of: LineOf, carrier: str, fault: int | str
) -> None:
    other = "plivo" if carrier != "plivo" else "telnyx"
    line_of(carrier)
    line_of(other)
    first_audits()
    carriers.fail(carrier, fault, times=99, **({"retryAfter": 5} if fault == 429 else {}))
    before = audit_of(other).finished_at
    assert audited() == {"Failed": 1, "Finished": 1}
    assert audit_of(carrier).failure == "carrier_unavailable"
    assert audit_of(other).finished_at != before
    carriers.sandbox.faults.clear()
    let_time_pass(table(), timedelta(minutes=20))
    assert run() == {"Finished": 1}
    assert audit_of(carrier).failure == ""
    assert health_of(carrier) == ("", [])


def test_a_carrier_whose_answer_drips_delays_its_account(line_of: LineOf, monkeypatch: pytest.MonkeyPatch) -> None:
    line_of("plivo")
    first_audits()
    drip = Drip()
    with scripted() as server, monkeypatch.context() as patched:
        server.answers = [drip]
        patched.setenv("CARRIER_BASE_URL_PLIVO", f"http://127.0.0.1:{server.port}")
        leap(patched)
        assert audited() == {"Failed": 1}
        assert not drip.is_whole
        drip.given_up.set()
    assert audit_of("plivo").failure == "carrier_unavailable"
    assert run() == {}
    let_time_pass(table(), timedelta(minutes=20))
    assert run() == {"Finished": 1}
    assert health_of("plivo") == ("", [])


def test_a_number_that_no_audit_has_found_wrong_is_known_to_be_healthy_since_the_last_one(
    line_of: LineOf, api: WorkspaceApi
) -> None:
    """Of what is right no audit writes anything; nobody has looked at the number alone."""
    line = line_of("twilio")
    new = api.send("GET", f"/{line.number['id']}/health").json()
    assert (new["status"], new["checks"]) == ("unknown", [])
    first_audits()
    audit = audit_of("twilio")

    known = api.send("GET", f"/{line.number['id']}/health").json()

    assert known["status"] == "healthy"
    assert [(check["name"], check["actual"]) for check in known["checks"]] == [
        ("owned", "owned"),
        ("webhooks", "attached"),
    ]
    assert audit.finished_at
    assert known["checkedAt"] == to_iso(audit.finished_at)


def test_a_page_of_twilio_that_cannot_be_read_loses_no_number(line_of: LineOf, monkeypatch: pytest.MonkeyPatch) -> None:
    line_of("twilio")
    first_audits()
    kept = audit_of("twilio").last
    pages: list[Any] = [None, {}, ["PN1"], [None]]
    for numbers in pages:
        with scripted() as server, monkeypatch.context() as patched:
            document = {"services": [], "status": "active", "incoming_phone_numbers": numbers}
            server.answers = [answer(json.dumps(document).encode(), "Content-Type: application/json")]
            patched.setenv("CARRIER_BASE_URL_TWILIO", f"http://127.0.0.1:{server.port}")
            let_time_pass(table(), timedelta(days=1))
            assert run() == {"Failed": 1}
        assert audit_of("twilio").failure == "carrier_unavailable"
        assert (audit_of("twilio").last, health_of("twilio")) == (kept, ("", []))


def test_accounts_are_spread_over_the_day() -> None:
    now = utc_now()
    audits = [
        Audit(organization_id=ORG, carrier=Carrier.TWILIO, account_id=f"AC{index}").next_due(now, timedelta(days=1))
        for index in range(240)
    ]
    assert all(now < due <= now + timedelta(days=1, seconds=1) for due in audits)
    hours = {int((due - now).total_seconds() // 3600) for due in audits}
    assert len(hours) > 20
