"""POST .../archive over the gateway, the flow's tasks behind it: what becomes of number and provider phone."""

from typing import Any

import pytest
from trunkline.domain.provider_phones import WebhookStatus
from trunkline.errors import CarrierUnavailableError, UnavailableError
from trunkline.table import keys
from trunkline.table.client import Table

from tests.archive.conftest import ORGANIZATION
from tests.fakes.carriers import OURS, THEIRS, FakeCarriers
from tests.fakes.executions import InProcessExecutions
from tests.support.archives import connect, phone_item
from tests.support.gateway import Gateway
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
    assert item["webhook_status"] == "detached"
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
    assert item["webhook_status"] == "attached"
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


def test_a_query_that_is_no_flag_is_refused(api: WorkspaceApi, executions: InProcessExecutions) -> None:
    response = api.archive(api.created()["id"], "?force=maybe")
    assert (response.status, response.json()["detail"]) == (422, "query.force: must be true or false")


# The second when the account cannot be opened, or what was done not be written down.
@pytest.mark.parametrize("error", [CarrierUnavailableError("429"), UnavailableError()])
def test_webhooks_that_cannot_be_set_do_not_undo_a_link(
    api: WorkspaceApi, carriers: FakeCarriers, store: Table, phone: dict[str, Any], error: Exception
) -> None:
    connect(store, carriers, ORGANIZATION, phone["uuid"], WebhookStatus.DETACHED)
    carriers.faults_before = [error]
    number = api.created()
    assert api.link(number["id"], phone["uuid"]).status == 200
    item = phone_item(store, ORGANIZATION, phone["uuid"])
    assert item is not None
    assert (item["webhook_status"], "webhook_lease" in item) == ("pending", False)
    assert item["gsi2pk"] == keys.due_shard(keys.Key(item["pk"], item["sk"]))
    assert api.link(number["id"], phone["uuid"]).status == 200
    after = phone_item(store, ORGANIZATION, phone["uuid"])
    assert after is not None
    assert (after["webhook_status"], "gsi2pk" in after) == ("attached", False)
