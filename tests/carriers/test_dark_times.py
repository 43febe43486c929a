"""Whoever finds that a number works again asks for what it has missed, once, from when it was last seen to work."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from types import SimpleNamespace
from typing import Any, cast

import pytest
from trunkline.domain.health import HealthRecord
from trunkline.domain.provider_phones import Carrier
from trunkline.domain.timestamps import to_iso, utc_now
from trunkline.services.backfill import Backfill
from trunkline.table import keys
from trunkline.table.backfills import BackfillTable
from trunkline.table.client import Table
from trunkline.table.health import HealthTable
from trunkline.table.items import Update
from trunkline.wiring.health import health_checks, scheduled_audits
from trunkline.wiring.number_health import number_check_ups

from tests.carriers.drifts import drifted
from tests.carriers.lines import Line
from tests.carriers.sandboxed import ACCOUNTS, EVERY_CARRIER, ORG, Carriers, phone_uuid
from tests.fakes.executions import Killed
from tests.injected.faults import Fault, FaultyClient
from tests.support.archives import let_time_pass
from tests.support.workspaces import WorkspaceApi

pytestmark = pytest.mark.usefixtures("unhurried")
LineOf = Callable[..., Line]


def audited(store: Table) -> None:
    """A day later; a new account's audit is asked for by one run and done by it or the next."""
    let_time_pass(store, timedelta(days=1))
    for _ in range(2):
        scheduled_audits(lambda: float("inf")).run(lambda: True)


def asked_for(store: Table) -> list[Backfill]:
    return list(BackfillTable(store).page(ORG, limit=10, after=None).entries)


def covered(store: Table, carrier: str) -> Any:
    found = HealthTable(store).find_audit(ORG, Carrier(carrier), ACCOUNTS[carrier][0])
    assert found
    return found.covers_until


def kept(store: Table, carrier: str) -> HealthRecord:
    (phone,) = HealthTable(store).phones(ORG, [phone_uuid(carrier)])
    assert phone
    found = HealthTable(store).find_health(phone)
    assert found
    return found


@EVERY_CARRIER
def test_an_audit_that_finds_a_number_set_right_by_hand_asks_for_the_time_since_it_was_last_seen_right(
    carriers: Carriers, line_of: LineOf, store: Table, carrier: str
) -> None:
    line = line_of(carrier)
    audited(store)
    last_right = covered(store, carrier)
    right = carriers.kept()
    drifted(carriers, carrier, "moved")
    audited(store)
    audited(store)
    assert kept(store, carrier).health.status == "broken"
    assert asked_for(store) == []
    carriers.restore(right)
    audited(store)
    assert kept(store, carrier).health.status == "healthy"
    (backfill,) = asked_for(store)
    assert (backfill.account.carrier, backfill.window.e164) == (carrier, line.number["phoneNumber"])
    assert backfill.window.start == last_right
    assert backfill.window.end == backfill.requested_at
    audited(store)
    assert asked_for(store) == [backfill]


@EVERY_CARRIER
def test_what_an_audit_has_found_and_a_repair_has_set_right_is_asked_for_once(
    carriers: Carriers, line_of: LineOf, api: WorkspaceApi, store: Table, carrier: str
) -> None:
    line = line_of(carrier)
    audited(store)
    last_right = covered(store, carrier)
    drifted(carriers, carrier, "url changed")
    audited(store)
    for _ in range(2):
        assert api.send("POST", f"/{line.number['id']}/repair?takeOver=true").json()["status"] == "healthy"
    audited(store)
    (backfill,) = asked_for(store)
    assert backfill.window.start == last_right


@EVERY_CARRIER
def test_however_late_an_audit_was_the_whole_time_since_the_one_before_is_asked_for(
    carriers: Carriers, line_of: LineOf, api: WorkspaceApi, store: Table, carrier: str
) -> None:
    line = line_of(carrier)
    audited(store)
    long_ago = utc_now() - timedelta(days=9)
    change(store, keys.audit(ORG, carrier, ACCOUNTS[carrier][0]), audit_covers_until=to_iso(long_ago))
    change(store, keys.provider_phone(ORG, phone_uuid(carrier)), created_at=to_iso(long_ago))
    drifted(carriers, carrier, "url changed")
    assert api.send("POST", f"/{line.number['id']}/repair?takeOver=true").status == 200
    (backfill,) = asked_for(store)
    assert to_iso(backfill.window.start) == to_iso(long_ago)


@pytest.mark.parametrize("fault", [Fault.DEATH_BEFORE, Fault.DEATH_AFTER, Fault.NOT_REACHED, Fault.LOST_ANSWER])
def test_that_a_number_works_again_is_kept_with_its_backfill_or_not_at_all(
    carriers: Carriers, line_of: LineOf, api: WorkspaceApi, store: Table, fault: Fault
) -> None:
    before, healthy = works_again(carriers, line_of, api, store)
    client = FaultyClient(store.client, 0, fault)
    with suppress(Killed, Exception):
        found(store, before, healthy, kept_in=Table(cast("Any", client), store.name))
    assert client.calls == ["transact_write_items"]
    assert len(asked_for(store)) == (kept(store, "twilio").health.status == "healthy")
    found(store, kept(store, "twilio"), healthy)
    assert kept(store, "twilio").health.status == "healthy"
    assert len(asked_for(store)) == 1


def test_of_many_who_find_at_once_that_a_number_works_again_one_asks(
    carriers: Carriers, line_of: LineOf, api: WorkspaceApi, store: Table
) -> None:
    before, healthy = works_again(carriers, line_of, api, store)
    together = Barrier(8)

    def look(_: int) -> bool:
        together.wait()
        return found(store, before, replace(healthy, checked_at=utc_now()))

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(look, range(8))) == 1
    assert len(asked_for(store)) == 1


def test_a_number_that_somebody_is_setting_is_not_kept_as_broken(
    carriers: Carriers, line_of: LineOf, api: WorkspaceApi, store: Table
) -> None:
    line = line_of("plivo")
    assert api.send("POST", f"/{line.number['id']}/health").json()["status"] == "healthy"
    phone = keys.provider_phone(ORG, phone_uuid("plivo"))
    change(store, phone, webhook_status="pending", webhook_lease=to_iso(utc_now() + timedelta(days=2)))
    assert api.send("POST", f"/{line.number['id']}/health").json()["status"] == "broken"
    audited(store)
    assert kept(store, "plivo").health.status == "healthy"
    assert api.send("GET", "/health").json() == []
    # Whoever was at it has died.
    change(store, phone, webhook_lease=to_iso(utc_now() - timedelta(minutes=1)))
    api.send("POST", f"/{line.number['id']}/health")
    assert kept(store, "plivo").health.status == "broken"


def test_what_was_read_before_somebody_has_set_a_number_right_does_not_count_after_it(
    carriers: Carriers, line_of: LineOf, api: WorkspaceApi, store: Table
) -> None:
    line = line_of("twilio")
    right = carriers.kept()
    drifted(carriers, "twilio", "url changed")
    check_ups = number_check_ups()
    read = check_ups.known.read

    def meanwhile(workspace: Any, number: Any) -> Any:
        found = read(workspace, number)
        carriers.restore(right)
        api.send("POST", f"/{line.number['id']}/health")
        drifted(carriers, "twilio", "url changed")
        return found

    slower = replace(check_ups, known=SimpleNamespace(read=meanwhile))  # type: ignore[arg-type]
    looked = slower.check(api.workspace, line.number["uuid"])  # type: ignore[arg-type]
    assert looked.health.status == "broken"
    assert kept(store, "twilio").health.status == "healthy"


def change(store: Table, key: keys.Key, **attributes: str) -> None:
    store.write(Update(label="item", key=key, set_=attributes, condition="attribute_exists(pk)"))


def works_again(carriers: Carriers, line_of: LineOf, api: WorkspaceApi, store: Table) -> tuple[HealthRecord, Any]:
    """A number that is known to be broken, and how it is now."""
    line = line_of("twilio")
    drifted(carriers, "twilio", "url changed")
    assert api.send("POST", f"/{line.number['id']}/health").json()["status"] == "broken"
    before = kept(store, "twilio")
    checks = [replace(check, status="healthy", actual=check.expected) for check in before.health.checks]  # type: ignore[arg-type]
    return before, replace(before.health, checks=checks, checked_at=utc_now())


def found(store: Table, before: HealthRecord, health: Any, *, kept_in: Table | None = None) -> bool:
    (phone,) = HealthTable(store).phones(ORG, [phone_uuid("twilio")])
    assert phone
    mine = replace(health_checks(), store=HealthTable(kept_in or store))
    return mine.keep(phone, health, before=before, audit=None)
