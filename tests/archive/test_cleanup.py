"""The scheduled cleanup: each kind of item that can be due, and what a run may and may not do."""

import json
from datetime import timedelta
from itertools import chain
from typing import Any

import pytest
from trunkline.domain.provider_phones import WebhookStatus
from trunkline.errors import CarrierRefusedError
from trunkline.services.carrier_adapters import OwnedNumber
from trunkline.services.cleanup import BATCH, MAX_TRIES, back_off
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.items import Put
from trunkline.wiring.cleanup import scheduled_cleanup

from tests.archive.conftest import ORGANIZATION
from tests.fakes.carriers import OURS, THEIRS, FakeAdapter, FakeCarriers
from tests.fakes.executions import InProcessExecutions
from tests.support.archives import LambdaContext, clean_up, connect, let_time_pass, number_item, phone_item
from tests.support.composition import compose_with
from tests.support.tables import CountingClient
from tests.support.workspaces import Tenant, WorkspaceApi

AN_HOUR = timedelta(hours=1)
ASYNC = {"Prefer": "respond-async"}


def test_what_is_not_due_is_left_alone(api: WorkspaceApi, executions: InProcessExecutions) -> None:
    executions.runs_at_once = False
    api.archive(api.created()["id"], headers=ASYNC)
    assert clean_up() == {}


def test_a_request_that_was_never_started_is_started(
    api: WorkspaceApi, executions: InProcessExecutions, store: Table
) -> None:
    executions.is_down = True
    number = api.created()
    api.archive(number["id"], headers=ASYNC)
    executions.is_down = False
    let_time_pass(store, AN_HOUR)
    assert clean_up() == {"Postponed": 1}
    assert api.get(number["id"]).json()["archiveStatus"] == "archived"
    assert clean_up() == {}


def test_an_execution_that_runs_is_left_to_run(
    api: WorkspaceApi, executions: InProcessExecutions, store: Table
) -> None:
    executions.runs_at_once = False
    number = api.created()
    api.archive(number["id"], headers=ASYNC)
    for _ in range(MAX_TRIES + 2):
        let_time_pass(store, AN_HOUR)
        assert clean_up() == {"Postponed": 1}
    executions.run_all()
    assert api.get(number["id"]).json()["archiveStatus"] == "archived"
    assert len(executions.steps) == 1


def test_an_execution_that_died_is_resumed_with_the_next_attempt(
    api: WorkspaceApi, executions: InProcessExecutions, store: Table
) -> None:
    executions.runs_at_once = False
    number = api.created()
    api.archive(number["id"], headers=ASYNC)
    executions.status = dict.fromkeys(executions.status, "TIMED_OUT")
    executions.runs_at_once = True
    let_time_pass(store, AN_HOUR)
    clean_up()
    assert api.get(number["id"]).json()["archiveStatus"] == "archived"
    assert [step.attempt for step in executions.steps] == [1, 2]


def test_an_archive_of_which_every_execution_dies_has_failed(
    api: WorkspaceApi, executions: InProcessExecutions, store: Table
) -> None:
    executions.runs_at_once = False
    number = api.created()
    api.archive(number["id"], headers=ASYNC)
    for _ in range(6):
        executions.status = dict.fromkeys(executions.status, "ABORTED")
        let_time_pass(store, timedelta(days=1))
        clean_up()
    shown = api.get(number["id"]).json()
    assert (shown["archiveStatus"], shown["archiveFailureReason"]) == ("failed", "interrupted")
    executions.runs_at_once = True
    assert api.archive(number["id"]).status == 200


def test_what_force_left_out_is_done_later(
    api: WorkspaceApi, carriers: FakeCarriers, store: Table, connected: Any
) -> None:
    api.archive(api.created(providerPhoneUuid=connected.uuid)["id"], "?force=true")
    assert carriers.webhooks[connected.phone_number] == OURS
    assert clean_up() == {"Finished": 1}
    assert carriers.webhooks[connected.phone_number] == THEIRS
    item = phone_item(store, ORGANIZATION, connected.uuid)
    assert item is not None
    assert (item["webhook_status"], "gsi2pk" in item) == ("detached", False)


def test_what_force_left_out_is_dropped_when_the_number_is_linked_again(
    api: WorkspaceApi, carriers: FakeCarriers, connected: Any
) -> None:
    api.archive(api.created(providerPhoneUuid=connected.uuid)["id"], "?force=true")
    assert api.link(api.created()["id"], connected.uuid).status == 200
    assert clean_up() == {}
    assert carriers.webhooks[connected.phone_number] == OURS


def test_a_number_is_not_linked_while_its_webhooks_are_being_cleared(
    api: WorkspaceApi, carriers: FakeCarriers, connected: Any
) -> None:
    api.archive(api.created(providerPhoneUuid=connected.uuid)["id"], "?force=true")
    other = api.created()
    met: list[int] = []
    carriers.meanwhile = lambda: met.append(api.link(other["id"], connected.uuid).status)
    clean_up()
    assert met == [503]
    assert api.link(other["id"], connected.uuid).status == 200
    assert carriers.webhooks[connected.phone_number] == OURS


def test_a_number_is_not_archived_while_its_webhooks_are_being_set(
    api: WorkspaceApi, carriers: FakeCarriers, executions: InProcessExecutions, store: Table, phone: dict[str, Any]
) -> None:
    connected = connect(store, carriers, ORGANIZATION, phone["uuid"], WebhookStatus.DETACHED)
    number = api.created()
    met: list[int] = []
    carriers.meanwhile = lambda: met.append(api.archive(number["id"], headers=ASYNC).status)
    api.link(number["id"], connected.uuid)
    assert met == [202]
    # Each try of the claim met the lease, and the failure says so.
    assert api.get(number["id"]).json()["archiveFailureReason"] == "number_busy"
    assert api.archive(number["id"]).status == 200
    assert carriers.webhooks[connected.phone_number] == THEIRS


def test_a_quarantine_ends(
    api: WorkspaceApi, store: Table, phone: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RELEASE_QUARANTINE_DAYS", "2")
    api.archive(api.created(providerPhoneUuid=phone["uuid"])["id"])
    let_time_pass(store, timedelta(days=1))
    assert clean_up() == {}
    let_time_pass(store, timedelta(days=1))
    assert clean_up() == {"Finished": 1}
    assert phone["uuid"] in [entry["uuid"] for entry in api.linkable().json()]
    assert api.link(api.created()["id"], phone["uuid"]).status == 200


def test_a_pool_number_that_is_idle_for_too_long_is_given_up_at_its_carrier(
    api: WorkspaceApi, carriers: FakeCarriers, store: Table, connected: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POOL_IDLE_DAYS", "30")
    api.archive(api.created(providerPhoneUuid=connected.uuid)["id"])
    let_time_pass(store, timedelta(days=29))
    assert clean_up() == {}
    let_time_pass(store, timedelta(days=1))
    assert clean_up() == {"Finished": 1}
    assert carriers.calls[-1] == ("give_up", connected.phone_number)
    assert phone_item(store, ORGANIZATION, connected.uuid) is None


def test_a_number_that_was_unlinked_is_idle_and_one_linked_again_is_not(
    api: WorkspaceApi, carriers: FakeCarriers, store: Table, connected: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POOL_IDLE_DAYS", "30")
    number = api.created(providerPhoneUuid=connected.uuid)
    api.link(number["id"], None)
    item = phone_item(store, ORGANIZATION, connected.uuid)
    assert item is not None
    assert "gsi2pk" in item
    api.link(number["id"], connected.uuid)
    let_time_pass(store, timedelta(days=31))
    assert clean_up() == {}
    assert carriers.calls == []


def test_by_default_no_number_is_ever_given_up(
    api: WorkspaceApi, carriers: FakeCarriers, store: Table, connected: Any
) -> None:
    api.archive(api.created(providerPhoneUuid=connected.uuid)["id"])
    let_time_pass(store, timedelta(days=4000))
    assert clean_up() == {}


def test_a_number_that_its_carrier_keeps_goes_back_to_the_pool(
    api: WorkspaceApi, carriers: FakeCarriers, store: Table, connected: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POOL_IDLE_DAYS", "30")
    api.archive(api.created(providerPhoneUuid=connected.uuid)["id"])
    let_time_pass(store, timedelta(days=30))
    carriers.faults_before = [CarrierRefusedError("suspended")]
    assert clean_up() == {"Failed": 1}
    assert connected.uuid in [entry["uuid"] for entry in api.linkable().json()]
    let_time_pass(store, timedelta(days=30))
    assert clean_up() == {"Finished": 1}


def test_a_poisoned_item_backs_off_and_is_parked_and_the_rest_is_finished(
    *,
    api: WorkspaceApi,
    acme: Tenant,
    carriers: FakeCarriers,
    store: Table,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    poisoned, sound = (connect(store, carriers, ORGANIZATION, acme.provider_phones[index]["uuid"]) for index in (0, 1))
    for phone in (poisoned, sound):
        api.archive(api.created(providerPhoneUuid=phone.uuid)["id"], "?force=true")
    detach = FakeAdapter.detach

    def refuse_one(self: FakeAdapter, number: OwnedNumber, *given: Any) -> None:
        if number.e164 == poisoned.phone_number:
            raise CarrierRefusedError("always")
        detach(self, number, *given)

    monkeypatch.setattr(FakeAdapter, "detach", refuse_one)
    assert clean_up() == {"Failed": 1, "Finished": 1}
    for _ in range(MAX_TRIES - 1):
        assert clean_up() == {}
        let_time_pass(store, timedelta(hours=7))
        assert clean_up() == {"Failed": 1}
    let_time_pass(store, timedelta(hours=7))
    capsys.readouterr()
    assert clean_up() == {"Parked": 1}
    assert clean_up() == {}
    item = phone_item(store, ORGANIZATION, poisoned.uuid)
    assert item is not None
    assert item["gsi2pk"] == keys.parked()
    metrics = [json.loads(line) for line in capsys.readouterr().out.splitlines() if '"_aws"' in line]
    assert [metric["CleanupParked"] for metric in metrics] == [[1.0], [0.0]]


def test_an_item_that_nobody_can_read_is_parked_in_the_end(store: Table) -> None:
    key = keys.Key("WORKSPACE#x#NONSENSE", "NONSENSE")
    store.write(
        Put(
            label="x",
            key=key,
            attributes={"entity": "nonsense", "gsi2pk": keys.due_shard(key), "gsi2sk": "2026-01-01T00:00:00.000Z"},
            condition="attribute_not_exists(pk)",
        )
    )
    for _ in range(MAX_TRIES):
        assert clean_up() == {"Failed": 1}
        let_time_pass(store, timedelta(hours=7))
    assert clean_up() == {"Parked": 1}


def test_of_two_runs_at_once_one_gets_an_item(api: WorkspaceApi, carriers: FakeCarriers, connected: Any) -> None:
    api.archive(api.created(providerPhoneUuid=connected.uuid)["id"], "?force=true")
    inner: list[dict[str, int]] = []
    carriers.meanwhile = lambda: inner.append(clean_up())
    assert clean_up() == {"Finished": 1}
    assert inner == [{}]
    assert carriers.calls == [("detach", connected.phone_number)]


def test_a_run_that_read_an_item_before_another_run_took_it_leaves_it(
    api: WorkspaceApi, carriers: FakeCarriers, connected: Any
) -> None:
    api.archive(api.created(providerPhoneUuid=connected.uuid)["id"], "?force=true")
    cleanup = scheduled_cleanup()
    [item] = [
        item
        for partition in chain(*cleanup.index.partitions())
        for batch in cleanup.index.due(partition, until=cleanup.clock(), limit=10)
        for item in batch
    ]
    assert clean_up() == {"Finished": 1}
    assert cleanup.index.take(item, cleanup.clock()) is None
    assert not cleanup.index.park(item, cleanup.clock())


def test_an_item_that_another_run_takes_between_index_and_table_is_left_to_it(
    api: WorkspaceApi, carriers: FakeCarriers, store: Table, connected: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The entry was read as due, the item as taken: that is how a run finds it that is a moment late."""
    api.archive(api.created(providerPhoneUuid=connected.uuid)["id"], "?force=true")
    others: list[Any] = []

    class LateClient:
        """Reads the table a moment after the index."""

        def __getattr__(self, operation: str) -> Any:
            if operation == "batch_get_item" and not others:
                others.append("takes it")
                [item] = [
                    item
                    for partition in chain(*other.index.partitions())
                    for batch in other.index.due(partition, until=other.clock(), limit=10)
                    for item in batch
                ]
                others.append(other.index.take(item, other.clock() + AN_HOUR))
            return getattr(store.client, operation)

    other = scheduled_cleanup()
    late: Any = LateClient()
    compose_with(monkeypatch, "table", lambda: Table(late, store.name))
    assert clean_up() == {}
    assert others[1] is not None
    assert carriers.calls == []


def test_a_run_stops_when_its_time_is_up(api: WorkspaceApi, executions: InProcessExecutions, store: Table) -> None:
    executions.is_down = True
    for _ in range(3):
        api.archive(api.created()["id"], headers=ASYNC)
    executions.is_down = False
    let_time_pass(store, AN_HOUR)
    assert clean_up(LambdaContext(milliseconds=20_000)) == {}
    assert clean_up() == {"Postponed": 3}


def test_a_run_queries_in_bounded_batches_and_never_scans(
    api: WorkspaceApi, executions: InProcessExecutions, store: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    executions.is_down = True
    for _ in range(5):
        api.archive(api.created()["id"], headers=ASYNC)
    let_time_pass(store, AN_HOUR)
    counting: Any = CountingClient(store.client)
    compose_with(monkeypatch, "table", lambda: Table(counting, store.name))
    monkeypatch.setattr("trunkline.services.cleanup.BATCH", 2)
    assert clean_up() == {"Failed": 5}
    queries = [request for operation, request in counting.requests if operation == "query"]
    assert {request["Limit"] for request in queries} == {2}
    assert {request["IndexName"] for request in queries} == {"gsi2"}
    assert set(counting.calls) == {"query", "batch_get_item", "update_item"}
    assert counting.calls["update_item"] == 5  # each is taken; starting them failed
    assert BATCH <= 100


def test_the_wait_after_a_try_doubles_up_to_six_hours() -> None:
    waits = [back_off(tries) for tries in range(MAX_TRIES)]
    assert waits[:3] == [timedelta(minutes=5), timedelta(minutes=10), timedelta(minutes=20)]
    assert waits[-1] == timedelta(hours=6)


def test_a_parked_archive_is_taken_up_again_by_the_next_post(
    api: WorkspaceApi, acme: Tenant, executions: InProcessExecutions, store: Table
) -> None:
    executions.runs_at_once = False
    number = api.created()
    api.archive(number["id"], headers=ASYNC)
    executions.status = dict.fromkeys(executions.status, "ABORTED")
    executions.is_down = True
    for _ in range(MAX_TRIES + 1):
        let_time_pass(store, timedelta(hours=7))
        clean_up()
    assert number_item(store, acme.workspace, number["uuid"])["gsi2pk"] == keys.parked()
    executions.is_down, executions.runs_at_once = False, True
    assert api.archive(number["id"]).status == 200
