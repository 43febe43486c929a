"""POST .../archive and GET .../archive-blockers over the gateway, the flow's tasks behind it."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from trunkline.domain.phone_numbers import AttachmentStatus, ProviderPhone
from trunkline.errors import CarrierRefusedError, CarrierUnavailableError, UnavailableError
from trunkline.table import keys
from trunkline.table.client import Table

from tests.archive.conftest import ORGANIZATION
from tests.fakes.carriers import OURS, THEIRS, FakeCarriers
from tests.fakes.executions import InProcessExecutions
from tests.support.archives import add_agent, connect, number_item, phone_item, stub_key
from tests.support.gateway import Gateway
from tests.support.referrers import deliver, workflow_event
from tests.support.tables import ContendedClient
from tests.support.workspaces import Tenant, WorkspaceApi


def test_a_free_number_is_archived_and_stays_readable(api: WorkspaceApi, executions: InProcessExecutions) -> None:
    number = api.created(name="Front desk")
    response = api.archive(number["id"])
    assert response.status == 200
    archived = response.json()
    assert (archived["isArchived"], archived["archiveStatus"]) == (True, "archived")
    assert archived["archivedAt"].endswith("Z")
    assert api.get(number["uuid"]).json() == archived
    assert number["uuid"] not in [entry["uuid"] for entry in api.list().json()]
    assert [entry["uuid"] for entry in api.list("?is_archived=true").json()] == [number["uuid"]]


def test_a_linked_number_gives_its_provider_phone_back(
    api: WorkspaceApi, executions: InProcessExecutions, carriers: FakeCarriers, store: Table, phone: dict[str, Any]
) -> None:
    connected = connect(store, carriers, ORGANIZATION, phone["uuid"])
    number = api.created(providerPhoneUuid=phone["uuid"])
    archived = api.archive(number["uuid"]).json()
    assert archived["providerPhoneUuid"] is None
    assert archived["provider"] is None
    assert carriers.webhooks[connected.phone_number] == THEIRS
    assert phone["uuid"] in [entry["uuid"] for entry in api.linkable().json()]
    item = phone_item(store, ORGANIZATION, phone["uuid"])
    assert item is not None
    assert item["attachment"] == "detached"
    assert not {"assigned_number", "assigned_workspace", "releasing", "gsi2pk"} & item.keys()


def test_archive_then_link_rings_again(
    api: WorkspaceApi, executions: InProcessExecutions, carriers: FakeCarriers, store: Table, phone: dict[str, Any]
) -> None:
    connected = connect(store, carriers, ORGANIZATION, phone["uuid"])
    api.archive(api.created(providerPhoneUuid=phone["uuid"])["id"])
    assert carriers.webhooks[connected.phone_number] == THEIRS
    again = api.created()
    assert api.link(again["id"], phone["uuid"]).status == 200
    assert carriers.webhooks[connected.phone_number] == OURS
    item = phone_item(store, ORGANIZATION, phone["uuid"])
    assert item is not None
    assert item["attachment"] == "attached"
    assert "gsi2pk" not in item


def test_the_same_number_may_return_after_archiving(api: WorkspaceApi, executions: InProcessExecutions) -> None:
    first = api.created()
    api.archive(first["id"])
    second = api.create(phoneNumber=first["phoneNumber"])
    assert second.status == 201
    assert second.json()["uuid"] != first["uuid"]
    assert api.archive(second.json()["id"]).status == 200


def test_an_archived_number_is_archived_unchanged(api: WorkspaceApi, executions: InProcessExecutions) -> None:
    number = api.created()
    first = api.archive(number["id"])
    second = api.archive(number["id"])
    assert (second.status, second.json()) == (200, first.json())
    assert len(executions.steps) == 1


def test_an_unknown_and_a_foreign_number_are_the_same_404(
    api: WorkspaceApi, executions: InProcessExecutions, gateway: Gateway, tenants: dict[str, Tenant]
) -> None:
    globex = tenants["globex"]
    theirs = WorkspaceApi(gateway, globex.workspace, globex.tokens["admin"]).created()
    unknown = api.archive("11111111-1111-5111-8111-111111111111")
    foreign = api.archive(theirs["uuid"])
    assert (
        (unknown.status, unknown.text)
        == (foreign.status, foreign.text)
        == (404, '{"detail": "Phone number not found"}')
    )


def test_archiving_takes_the_admin_scope(
    gateway: Gateway, acme: Tenant, api: WorkspaceApi, executions: InProcessExecutions
) -> None:
    number = api.created()
    writer = WorkspaceApi(gateway, acme.workspace, acme.tokens["write"])
    assert writer.archive(number["id"]).status == 403
    assert writer.blockers(number["id"]).status == 403


def test_a_workflow_blocks_and_the_number_is_active_again(
    api: WorkspaceApi, executions: InProcessExecutions, acme: Tenant, dead_letters: list[Any]
) -> None:
    number = api.created()
    deliver(workflow_event(acme.workspace, version=1, numbers=[number["uuid"]]))
    response = api.archive(number["id"])
    assert response.status == 409
    blocker = {
        "type": "workflow",
        "id": 7,
        "uuid": "11111111-2222-4333-8444-555555555555",
        "name": "Reminders",
        "reason": "This workflow uses the number",
    }
    assert response.json()["blockers"] == [blocker]
    assert response.json()["detail"].startswith("This phone number is still in use")
    assert api.blockers(number["id"]).json() == {"canArchive": False, "blockers": [blocker]}
    assert api.get(number["id"]).json()["archiveStatus"] == "active"
    deliver(workflow_event(acme.workspace, version=2, numbers=None))
    assert api.blockers(number["id"]).json() == {"canArchive": True, "blockers": []}
    assert api.archive(number["id"]).status == 200


def test_force_does_not_bypass_blockers(
    api: WorkspaceApi, executions: InProcessExecutions, acme: Tenant, dead_letters: list[Any]
) -> None:
    number = api.created()
    deliver(workflow_event(acme.workspace, version=1, numbers=[number["uuid"]], kind="event_rule"))
    response = api.archive(number["id"], "?force=true")
    assert (response.status, response.json()["blockers"][0]["type"]) == (409, "event_rule")


def test_agents_of_the_provider_phone_block(
    api: WorkspaceApi, executions: InProcessExecutions, store: Table, phone: dict[str, Any]
) -> None:
    number = api.created(providerPhoneUuid=phone["uuid"])
    assert add_agent(store, ORGANIZATION, phone["phoneNumber"], direction="outbound")
    blockers = api.archive(number["id"]).json()["blockers"]
    assert [(blocker["type"], blocker["id"]) for blocker in blockers] == [("agent", "agent-1")]


def test_agents_of_a_number_that_is_not_registered_block_too(
    api: WorkspaceApi, executions: InProcessExecutions, store: Table
) -> None:
    number = api.created()
    assert add_agent(store, ORGANIZATION, number["phoneNumber"])
    assert api.archive(number["id"]).status == 409
    assert store.get(stub_key(ORGANIZATION, number["phoneNumber"])) is not None


def test_agents_of_a_phone_that_serves_another_number_do_not_block(
    api: WorkspaceApi,
    store: Table,
    phone: dict[str, Any],
    acme: Tenant,
    gateway: Gateway,
) -> None:
    api.created(phoneNumber=phone["phoneNumber"], providerPhoneUuid=phone["uuid"])
    other = WorkspaceApi(gateway, acme.other_workspace, acme.tokens["admin"])
    same_number = other.created(phoneNumber=phone["phoneNumber"])
    assert same_number["providerPhoneUuid"] is None
    assert add_agent(store, ORGANIZATION, phone["phoneNumber"])
    assert other.archive(same_number["id"]).status == 200


def test_an_archive_leaves_no_record_of_an_unregistered_number(
    api: WorkspaceApi, executions: InProcessExecutions, store: Table
) -> None:
    number = api.created()
    api.archive(number["id"])
    assert store.get(stub_key(ORGANIZATION, number["phoneNumber"])) is None


def test_while_it_goes_on_the_answer_is_202_and_nothing_can_be_changed(
    api: WorkspaceApi,
    executions: InProcessExecutions,
    impatient: Callable[[], float],
    phone: dict[str, Any],
) -> None:
    executions.runs_at_once = False
    number = api.created()
    response = api.archive(number["id"])
    assert (response.status, response.json()["archiveStatus"]) == (202, "archiving")
    assert 7 < impatient() < 8
    assert api.update(number["id"], name="x").status == 409
    assert api.link(number["id"], phone["uuid"]).status == 409
    assert api.link(number["id"], None).status == 409
    executions.run_all()
    assert api.get(number["id"]).json()["archiveStatus"] == "archived"


def test_respond_async_answers_at_once(
    api: WorkspaceApi, executions: InProcessExecutions, impatient: Callable[[], float]
) -> None:
    executions.runs_at_once = False
    response = api.archive(api.created()["id"], headers={"Prefer": "respond-async, wait=5"})
    assert (response.status, impatient()) == (202, 0)


def test_a_202_is_replayed_as_a_202(api: WorkspaceApi, executions: InProcessExecutions) -> None:
    number = api.created()
    headers = {"Prefer": "respond-async", "Idempotency-Key": "once"}
    first = api.archive(number["id"], headers=headers)
    second = api.archive(number["id"], headers=headers)
    assert first.status == second.status == 202
    assert first.text == second.text
    assert second.headers["idempotency-replayed"] == "true"
    assert api.get(number["id"]).json()["isArchived"]


def test_a_waited_answer_is_replayed_and_a_409_is_not(
    api: WorkspaceApi, executions: InProcessExecutions, acme: Tenant, dead_letters: list[Any]
) -> None:
    number = api.created()
    deliver(workflow_event(acme.workspace, version=1, numbers=[number["uuid"]]))
    headers = {"Idempotency-Key": "again"}
    assert api.archive(number["id"], headers=headers).status == 409
    deliver(workflow_event(acme.workspace, version=1, numbers=None))
    first = api.archive(number["id"], headers=headers)
    assert (first.status, first.json()["isArchived"]) == (200, True)
    assert api.archive(number["id"], headers=headers).text == first.text


@pytest.mark.parametrize("threads", [20])
def test_twenty_archives_at_once_are_one_execution(
    api: WorkspaceApi, executions: InProcessExecutions, impatient: Callable[[], float], threads: int
) -> None:
    executions.runs_at_once = False
    number = api.created()
    statuses: list[int] = []
    workers = [
        threading.Thread(target=lambda: statuses.append(api.archive(number["id"]).status)) for _ in range(threads)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert statuses == [202] * threads
    assert len(executions.steps) == 1


def test_a_request_that_could_not_be_started_is_kept(
    api: WorkspaceApi, executions: InProcessExecutions, impatient: Callable[[], float], store: Table, acme: Tenant
) -> None:
    executions.is_down = True
    number = api.created()
    assert api.archive(number["id"]).status == 202
    assert "gsi2pk" in number_item(store, acme.workspace, number["uuid"])
    executions.is_down = False
    assert api.archive(number["id"]).status == 200


def test_an_execution_that_died_is_replaced_by_the_next_post(
    api: WorkspaceApi, executions: InProcessExecutions, impatient: Callable[[], float]
) -> None:
    executions.runs_at_once = False
    number = api.created()
    api.archive(number["id"])
    executions.status = dict.fromkeys(executions.status, "ABORTED")
    executions.runs_at_once = True
    assert api.archive(number["id"]).status == 200
    assert [step.attempt for step in executions.steps] == [1, 2]


def test_a_carrier_that_refuses_fails_the_archive_and_the_number_stays(
    api: WorkspaceApi, executions: InProcessExecutions, carriers: FakeCarriers, store: Table, phone: dict[str, Any]
) -> None:
    connect(store, carriers, ORGANIZATION, phone["uuid"])
    number = api.created(providerPhoneUuid=phone["uuid"])
    carriers.faults_before = [CarrierRefusedError("revoked")]
    response = api.archive(number["id"])
    assert response.status == 409
    assert response.json()["blockers"] == []
    assert "force=true" in response.json()["detail"]
    failed = api.get(number["id"]).json()
    assert (failed["archiveStatus"], failed["archiveFailureReason"]) == ("failed", "carrier_refused")
    assert failed["providerPhoneUuid"] == phone["uuid"]
    assert len(carriers.calls) == 1


def test_force_leaves_out_the_carrier_and_leaves_the_rest_to_the_cleanup(
    api: WorkspaceApi, executions: InProcessExecutions, carriers: FakeCarriers, store: Table, phone: dict[str, Any]
) -> None:
    connect(store, carriers, ORGANIZATION, phone["uuid"])
    number = api.created(providerPhoneUuid=phone["uuid"])
    response = api.archive(number["id"], "?force=true")
    assert (response.status, carriers.calls) == (200, [])
    item = phone_item(store, ORGANIZATION, phone["uuid"])
    assert item is not None
    assert item["attachment"] == "detaching"
    assert "gsi2pk" in item


def test_force_reaches_an_archive_that_runs(
    api: WorkspaceApi,
    executions: InProcessExecutions,
    carriers: FakeCarriers,
    impatient: Callable[[], float],
    connected: ProviderPhone,
) -> None:
    number = api.created(providerPhoneUuid=connected.uuid)
    executions.runs_at_once = False
    api.archive(number["id"])
    assert api.archive(number["id"], "?force=true").status == 202
    executions.run_all()
    assert api.get(number["id"]).json()["isArchived"]
    assert (carriers.calls, len(executions.steps)) == ([], 1)


def test_a_failed_archive_may_be_asked_again(
    api: WorkspaceApi, executions: InProcessExecutions, carriers: FakeCarriers, store: Table, phone: dict[str, Any]
) -> None:
    connect(store, carriers, ORGANIZATION, phone["uuid"])
    number = api.created(providerPhoneUuid=phone["uuid"])
    carriers.faults_before = [CarrierUnavailableError("503")] * 3
    assert api.archive(number["id"]).status == 409
    assert api.get(number["id"]).json()["archiveFailureReason"] == "carrier_unavailable"
    again = api.archive(number["id"]).json()
    assert again["archiveStatus"] == "archived"
    assert "archiveFailureReason" not in again


def test_linking_a_number_again_gives_up_an_archive_that_failed(
    api: WorkspaceApi, executions: InProcessExecutions, carriers: FakeCarriers, store: Table, phone: dict[str, Any]
) -> None:
    connected = connect(store, carriers, ORGANIZATION, phone["uuid"])
    number = api.created(providerPhoneUuid=phone["uuid"])
    carriers.faults_after = [CarrierRefusedError("half-way")]
    api.archive(number["id"])
    assert carriers.webhooks[connected.phone_number] == THEIRS
    assert api.update(number["id"], name="still here").json()["archiveStatus"] == "failed"
    linked = api.link(number["id"], phone["uuid"])
    assert (linked.status, linked.json()["archiveStatus"]) == (200, "active")
    assert carriers.webhooks[connected.phone_number] == OURS
    item = phone_item(store, ORGANIZATION, phone["uuid"])
    assert item is not None
    assert item["attachment"] == "attached"


def test_a_number_that_its_carrier_does_not_know_counts_as_released(
    api: WorkspaceApi, executions: InProcessExecutions, carriers: FakeCarriers, store: Table, phone: dict[str, Any]
) -> None:
    connected = connect(store, carriers, ORGANIZATION, phone["uuid"])
    number = api.created(providerPhoneUuid=phone["uuid"])
    carriers.lose(connected.phone_number)
    assert api.archive(number["id"]).status == 200


def test_a_released_number_rests_before_it_is_offered_again(
    api: WorkspaceApi,
    executions: InProcessExecutions,
    monkeypatch: pytest.MonkeyPatch,
    phone: dict[str, Any],
    store: Table,
) -> None:
    monkeypatch.setenv("RELEASE_QUARANTINE_DAYS", "7")
    api.archive(api.created(providerPhoneUuid=phone["uuid"])["id"])
    assert phone["uuid"] not in [entry["uuid"] for entry in api.linkable().json()]
    fresh = api.created()
    refused = api.link(fresh["id"], phone["uuid"])
    assert (refused.status, "quarantine" in refused.json()["detail"]) == (409, True)
    assert api.create(providerPhoneUuid=phone["uuid"]).status == 409
    assert api.created(phoneNumber=phone["phoneNumber"])["providerPhoneUuid"] is None
    item = phone_item(store, ORGANIZATION, phone["uuid"])
    assert item is not None
    assert item["gsi2sk"] == item["quarantined_until"]


def test_blockers_that_cannot_be_read_are_a_503(
    api: WorkspaceApi, executions: InProcessExecutions, monkeypatch: pytest.MonkeyPatch, store: Table
) -> None:
    number = api.created()
    client: Any = ContendedClient(store.client, seed=1, rate=1)
    throttled = Table(client, store.name, sleep=lambda _: None)
    query = throttled.query
    monkeypatch.setattr(Table, "query", lambda self, **request: query(**request))
    assert api.blockers(number["id"]).status == 503


def test_blockers_of_an_archived_and_of_an_unknown_number(api: WorkspaceApi, executions: InProcessExecutions) -> None:
    number = api.created()
    api.archive(number["id"])
    assert api.blockers(number["id"]).json() == {"canArchive": False, "blockers": []}
    assert api.blockers(1).status == 404


def test_a_query_that_is_no_flag_is_refused(api: WorkspaceApi, executions: InProcessExecutions) -> None:
    response = api.archive(api.created()["id"], "?force=maybe")
    assert (response.status, response.json()["detail"]) == (422, "query.force: must be true or false")


# The second when the account cannot be opened, or what was done not be written down.
@pytest.mark.parametrize("error", [CarrierUnavailableError("429"), UnavailableError()])
def test_webhooks_that_cannot_be_set_do_not_undo_a_link(
    api: WorkspaceApi, carriers: FakeCarriers, store: Table, phone: dict[str, Any], error: Exception
) -> None:
    connect(store, carriers, ORGANIZATION, phone["uuid"], AttachmentStatus.DETACHED)
    carriers.faults_before = [error]
    number = api.created()
    assert api.link(number["id"], phone["uuid"]).status == 200
    item = phone_item(store, ORGANIZATION, phone["uuid"])
    assert item is not None
    assert (item["attachment"], "carrier_call_until" in item) == ("pending", False)
    assert item["gsi2pk"] == keys.due_shard(keys.Key(item["pk"], item["sk"]))
    assert api.link(number["id"], phone["uuid"]).status == 200
    after = phone_item(store, ORGANIZATION, phone["uuid"])
    assert after is not None
    assert (after["attachment"], "gsi2pk" in after) == ("attached", False)
