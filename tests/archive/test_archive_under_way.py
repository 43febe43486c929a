"""POST .../archive while the flow runs, when it failed, and when it is asked for again."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from trunkline.domain.provider_phones import ProviderPhone
from trunkline.errors import CarrierRefusedError, CarrierUnavailableError
from trunkline.table.client import Table

from tests.archive.conftest import ORGANIZATION
from tests.fakes.carriers import OURS, THEIRS, FakeCarriers
from tests.fakes.executions import InProcessExecutions
from tests.support.archives import connect, number_item, phone_item
from tests.support.crowds import at_once
from tests.support.referrers import deliver, workflow_event
from tests.support.workspaces import Tenant, WorkspaceApi


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


@pytest.mark.usefixtures("shared_table")
def test_twenty_archives_at_once_are_one_execution(
    api: WorkspaceApi, executions: InProcessExecutions, impatient: Callable[[], float]
) -> None:
    executions.runs_at_once = False
    number = api.created()
    answers = at_once([partial(api.archive, number["id"])] * 20)
    assert [answer.status for answer in answers] == [202] * 20
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
    assert item["webhook_status"] == "detaching"
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
    assert item["webhook_status"] == "attached"
