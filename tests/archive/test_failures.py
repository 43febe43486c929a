"""Whatever dies wherever: the cleanup brings it to an end, and nothing is half-linked."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from trunkline.errors import CarrierGoneError, CarrierRefusedError, CarrierUnavailableError
from trunkline.settings import release_settings
from trunkline.table.client import Table

from tests.archive.conftest import ORGANIZATION
from tests.fakes.carriers import OURS, THEIRS, FakeCarriers
from tests.fakes.executions import InProcessExecutions, Killed
from tests.support.archives import clean_up, connect, let_time_pass, phone_item, unsettled, violations
from tests.support.composition import compose_with
from tests.support.kills import KillableClient, Killer, killable
from tests.support.tables import ContendedClient
from tests.support.workspaces import Tenant, WorkspaceApi

# Long enough for whatever is due, backed off or leased.
A_DAY = timedelta(days=1)
# Request, claim, detaching, the carrier, detached, finish.
SIDE_EFFECTS = 6
# Taken from the due index, withdrawn, claimed, the carrier, forgotten.
GIVE_UP_SIDE_EFFECTS = 5


@contextmanager
def a_worker_that_dies(
    monkeypatch: pytest.MonkeyPatch, store: Table, carriers: FakeCarriers, killer: Killer
) -> Iterator[None]:
    client: Any = KillableClient(store.client, killer)
    with monkeypatch.context() as patch:
        compose_with(patch, "table", lambda: Table(client, store.name))
        made = carriers.number_webhooks
        compose_with(patch, "number_webhooks", lambda: replace(made(), adapters=killable(made().adapters, killer)))
        yield


def settle(store: Table) -> None:
    """The cleanup, for as long as there is something to do."""
    for _ in range(10):
        if not unsettled(store):
            return
        let_time_pass(store, A_DAY)
        clean_up()
    raise AssertionError(f"never settled: {unsettled(store)}")


def test_the_side_effects_of_an_archive_are_as_many_as_the_kills_below(
    api: WorkspaceApi, carriers: FakeCarriers, store: Table, connected: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = api.created(providerPhoneUuid=connected.uuid)
    killer = Killer()
    with a_worker_that_dies(monkeypatch, store, carriers, killer):
        assert api.archive(number["id"]).status == 200
    assert killer.count == SIDE_EFFECTS


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
def test_an_archive_killed_at_any_side_effect_is_finished_by_the_cleanup(
    api: WorkspaceApi,
    acme: Tenant,
    carriers: FakeCarriers,
    store: Table,
    monkeypatch: pytest.MonkeyPatch,
    *,
    before: bool,
) -> None:
    for at in range(SIDE_EFFECTS):
        phone = connect(store, carriers, ORGANIZATION, acme.provider_phones[at]["uuid"])
        number = api.created(providerPhoneUuid=phone.uuid)
        with a_worker_that_dies(monkeypatch, store, carriers, Killer(at, before=before)), suppress(Killed):
            api.archive(number["id"], headers={"Prefer": "respond-async"})
        assert violations(store) == [], f"killed at {at}"
        settle(store)
        assert violations(store, carriers) == [], f"cleaned up after a kill at {at}"
        if at == 0 and before:
            assert api.get(number["id"]).json()["archiveStatus"] == "active"  # it was never asked for
            continue
        assert api.get(number["id"]).json()["archiveStatus"] == "archived", f"killed at {at}"
        assert carriers.webhooks[phone.phone_number] == THEIRS


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
def test_a_cleanup_killed_at_any_side_effect_is_finished_by_the_next_one(
    *,
    api: WorkspaceApi,
    acme: Tenant,
    carriers: FakeCarriers,
    executions: InProcessExecutions,
    store: Table,
    monkeypatch: pytest.MonkeyPatch,
    before: bool,
) -> None:
    for at in range(SIDE_EFFECTS + 1):
        phone = connect(store, carriers, ORGANIZATION, acme.provider_phones[at]["uuid"])
        number = api.created(providerPhoneUuid=phone.uuid)
        executions.is_down = True
        api.archive(number["id"], headers={"Prefer": "respond-async"})
        executions.is_down = False
        let_time_pass(store, A_DAY)
        with a_worker_that_dies(monkeypatch, store, carriers, Killer(at, before=before)), suppress(Killed):
            clean_up()
        assert violations(store) == [], f"killed at {at}"
        settle(store)
        assert violations(store, carriers) == []
        assert api.get(number["id"]).json()["archiveStatus"] == "archived", f"killed at {at}"


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
def test_a_link_killed_at_any_side_effect_rings_in_the_end(
    api: WorkspaceApi,
    acme: Tenant,
    carriers: FakeCarriers,
    store: Table,
    monkeypatch: pytest.MonkeyPatch,
    *,
    before: bool,
) -> None:
    for at in range(4):  # link, lease, carrier, attached
        phone = connect(store, carriers, ORGANIZATION, acme.provider_phones[at]["uuid"])
        api.archive(api.created(providerPhoneUuid=phone.uuid)["id"])
        assert carriers.webhooks[phone.phone_number] == THEIRS
        number = api.created()
        with a_worker_that_dies(monkeypatch, store, carriers, Killer(at, before=before)), suppress(Killed):
            api.link(number["id"], phone.uuid)
        assert violations(store) == [], f"killed at {at}"
        let_time_pass(store, A_DAY)
        clean_up()
        assert violations(store, carriers) == []
        is_linked = api.get(number["id"]).json()["providerPhoneUuid"] == phone.uuid
        assert is_linked is not (at == 0 and before)
        assert (carriers.webhooks[phone.phone_number] == OURS) is is_linked, f"killed at {at}"


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (lambda: CarrierUnavailableError("429", 30), "carrier_unavailable"),
        (lambda: CarrierUnavailableError("500"), "carrier_unavailable"),
        (lambda: CarrierUnavailableError("timeout"), "carrier_unavailable"),
        (lambda: CarrierRefusedError("revoked"), "carrier_refused"),
        (lambda: RuntimeError("a bug"), "internal_error"),
        (lambda: CarrierGoneError("unknown"), None),
    ],
    ids=["429", "500", "timeout", "refused", "bug", "gone"],
)
@pytest.mark.parametrize("side", ["before", "after"])
def test_what_a_carrier_may_do_ends_archived_or_failed_and_a_retry_completes(
    api: WorkspaceApi,
    carriers: FakeCarriers,
    store: Table,
    connected: Any,
    *,
    fault: Callable[[], Exception],
    reason: str | None,
    side: str,
) -> None:
    number = api.created(providerPhoneUuid=connected.uuid)
    faults: list[BaseException] = [fault() for _ in range(3)]
    if side == "before":
        carriers.faults_before = faults
    else:
        carriers.faults_after = faults
    if reason is None:
        carriers.lose(connected.phone_number)
    api.archive(number["id"])
    carriers.faults_before, carriers.faults_after = [], []
    shown = api.get(number["id"]).json()
    assert shown.get("archiveFailureReason") == reason
    if reason is None:
        assert shown["archiveStatus"] == "archived"
        return
    assert (shown["archiveStatus"], shown["providerPhoneUuid"]) == ("failed", connected.uuid)
    settle(store)
    item = phone_item(store, ORGANIZATION, connected.uuid)
    assert item is not None
    # A number that stays rings as before.
    assert (item["webhook_status"], carriers.webhooks[connected.phone_number]) == ("attached", OURS)
    assert api.archive(number["id"]).json()["archiveStatus"] == "archived"
    assert carriers.webhooks[connected.phone_number] == THEIRS


def test_an_archive_over_a_busy_table_ends_all_the_same(
    api: WorkspaceApi, carriers: FakeCarriers, store: Table, connected: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = api.created(providerPhoneUuid=connected.uuid)
    busy: Any = ContendedClient(store.client, seed=3, rate=0.5)
    with monkeypatch.context() as patch:
        compose_with(patch, "table", lambda: Table(busy, store.name, sleep=lambda _: None))
        assert api.archive(number["id"]).status == 200
    assert busy.refused > 3


def test_an_archive_over_a_table_that_is_down_is_kept_for_the_cleanup(
    api: WorkspaceApi,
    executions: InProcessExecutions,
    store: Table,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    number = api.created()
    executions.runs_at_once = False
    api.archive(number["id"], headers={"Prefer": "respond-async"})
    down: Any = ContendedClient(store.client, seed=3, rate=1)
    with monkeypatch.context() as patch:
        compose_with(patch, "table", lambda: Table(down, store.name, sleep=lambda _: None))
        # Not even the failure can be kept: the execution ends, and the record still says that it is under way.
        with suppress(Exception):
            executions.run_all()
    executions.status = dict.fromkeys(executions.status, "FAILED")
    executions.runs_at_once = True
    assert api.get(number["id"]).json()["archiveStatus"] == "archiving"
    settle(store)
    assert api.get(number["id"]).json()["archiveStatus"] == "archived"


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
def test_giving_up_killed_at_any_side_effect_is_done_once_or_not_at_all(
    *,
    api: WorkspaceApi,
    acme: Tenant,
    carriers: FakeCarriers,
    store: Table,
    monkeypatch: pytest.MonkeyPatch,
    before: bool,
) -> None:
    """Whoever links the number after the kill either gets it for good, or is refused and it goes."""
    monkeypatch.setenv("POOL_IDLE_DAYS", "30")
    release_settings.cache_clear()
    seen = set()
    for at in range(GIVE_UP_SIDE_EFFECTS):
        # Where the link is refused there is nothing else to see without it.
        for is_linked_after in (False, True) if at <= 1 else (True,):
            phone = connect(store, carriers, ORGANIZATION, acme.provider_phones[2 * at + is_linked_after]["uuid"])
            api.archive(api.created(providerPhoneUuid=phone.uuid)["id"])
            let_time_pass(store, timedelta(days=30))
            killer = Killer(at, before=before)
            with a_worker_that_dies(monkeypatch, store, carriers, killer), suppress(Killed):
                clean_up()
            assert killer.count == at + 1
            assert violations(store) == [], f"killed at {at}"
            wins = is_linked_after and api.link(api.created()["id"], phone.uuid).status == 200
            seen.add((at, is_linked_after, wins))
            settle(store)
            let_time_pass(store, A_DAY)
            clean_up()
            assert violations(store, carriers) == [], f"cleaned up after a kill at {at}"
            assert carriers.given_up.count(phone.phone_number) == (0 if wins else 1), f"killed at {at}"
            assert (phone_item(store, ORGANIZATION, phone.uuid) is None) is not wins
            assert wins is (carriers.webhooks[phone.phone_number] == OURS)
    # Until it is withdrawn from the pool it can be linked, and then no more.
    last_to_win = 1 if before else 0
    assert {at for at, _, wins in seen if wins} == set(range(last_to_win + 1))


def test_a_number_that_is_being_given_up_cannot_be_linked(
    api: WorkspaceApi, carriers: FakeCarriers, store: Table, connected: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POOL_IDLE_DAYS", "30")
    release_settings.cache_clear()
    api.archive(api.created(providerPhoneUuid=connected.uuid)["id"])
    number = api.created()
    met: list[int] = []
    carriers.meanwhile = lambda: met.append(api.link(number["id"], connected.uuid).status)
    let_time_pass(store, timedelta(days=30))
    assert clean_up() == {"Finished": 1}
    assert carriers.given_up == [connected.phone_number]
    assert met[0] in (404, 409, 503)
    assert api.get(number["id"]).json()["providerPhoneUuid"] is None
