from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from trunkline.domain.identifiers import OrganizationId, ProviderPhoneUuid, provider_phone_uuid
from trunkline.domain.provider_phones import WebhookStatus
from trunkline.domain.timestamps import utc_now
from trunkline.errors import CarrierRefusedError, CarrierUnavailableError
from trunkline.events.references import ReferenceChanges
from trunkline.services.cleanup import MAX_TRIES
from trunkline.services.references import References
from trunkline.table import keys
from trunkline.table.client import Table, table
from trunkline.table.items import Put, Update
from trunkline.table.parked import ParkedTable
from trunkline.table.references import ReferenceTable

from tests.cli.conftest import Trunkline
from tests.fakes.carriers import FakeCarriers
from tests.fakes.executions import InProcessExecutions
from tests.support.archives import clean_up, connect, let_time_pass, phone_item
from tests.support.composition import compose_with
from tests.support.workspaces import Tenant, WorkspaceApi

ASYNC = {"Prefer": "respond-async"}
ORG = "org_acme"


@pytest.fixture
def carriers(monkeypatch: pytest.MonkeyPatch) -> FakeCarriers:
    fake = FakeCarriers()
    compose_with(monkeypatch, "number_webhooks", fake.number_webhooks)
    return fake


@pytest.fixture
def failed(api: WorkspaceApi, acme: Tenant, store: Table, carriers: FakeCarriers) -> dict[str, Any]:
    """A number whose archive failed, because its carrier refused."""
    phone = acme.provider_phones[0]
    connect(store, carriers, ORG, phone["uuid"])
    number = api.created(providerPhoneUuid=phone["uuid"])
    carriers.faults_before = [CarrierRefusedError("twilio refused the credentials")]
    assert api.archive(number["id"]).status == 409
    return number


def _publish(workspace: str, *numbers: str) -> None:
    class Nowhere:
        def send(self, message: Mapping[str, Any]) -> None:
            raise AssertionError(message)

    changes = ReferenceChanges(References(ReferenceTable(table())), Nowhere())
    changes.take(
        {
            "id": "e1",
            "detail-type": "workflow.published",
            "detail": {
                "workspaceUuid": workspace,
                "workflow": {"id": 7, "uuid": "w7", "name": "Night shift", "version": 1},
                "phoneNumberUuids": list(numbers),
            },
        }
    )


def test_a_failed_archive_is_listed_with_its_reason_and_done_again(
    trunkline: Trunkline, api: WorkspaceApi, acme: Tenant, failed: dict[str, Any]
) -> None:
    api.created()

    (listed,) = trunkline.json("archives", "list", "-t", ORG)
    shown = trunkline.json("archives", "show", str(failed["id"]), "-w", acme.workspace)
    refused = trunkline("archives", "retry", failed["uuid"], "-w", acme.workspace)
    retried = trunkline.json("archives", "retry", failed["uuid"], "-w", acme.workspace, "--yes")

    assert (listed["id"], listed["status"], listed["reason"]) == (failed["id"], "failed", "carrier_refused")
    assert (shown["status"], shown["attempt"], shown["blockedBy"]) == ("failed", 1, [])
    assert refused.code == 2
    assert (retried["status"], retried["attempt"]) == ("archived", 2)
    assert api.get(failed["id"]).json()["archiveStatus"] == "archived"
    assert trunkline.json("archives", "list", "-t", ORG) == []
    # Once more changes nothing, and asks nothing.
    assert trunkline.json("archives", "retry", failed["uuid"], "-w", acme.workspace) == retried


def test_a_failure_again_is_refused_with_its_reason_and_force_leaves_out_the_carrier(
    trunkline: Trunkline, acme: Tenant, failed: dict[str, Any], carriers: FakeCarriers
) -> None:
    carriers.faults_before = [CarrierRefusedError("twilio refused the credentials") for _ in range(2)]

    again = trunkline("archives", "retry", failed["uuid"], "-w", acme.workspace, "--yes")
    forced = trunkline.json("archives", "retry", failed["uuid"], "-w", acme.workspace, "--yes", "--force")

    assert again.code == 4
    assert again.err.startswith("Error: ")
    assert (forced["status"], forced["force"]) == ("archived", True)


def test_what_blocks_an_archive_is_shown_with_it(
    trunkline: Trunkline, api: WorkspaceApi, acme: Tenant, store: Table
) -> None:
    number = api.created()
    _publish(acme.workspace, number["uuid"])
    assert api.archive(number["id"]).status == 409

    (listed,) = trunkline.json("archives", "list", "-t", ORG, "-w", acme.workspace, "--status", "blocked")
    shown = trunkline.json("archives", "show", str(number["id"]), "-w", acme.workspace)
    references = trunkline.json("references", "list", str(number["id"]), "-w", acme.workspace)
    retried = trunkline("archives", "retry", str(number["id"]), "-w", acme.workspace, "--yes")

    assert (listed["id"], listed["reason"]) == (number["id"], "blocked")
    assert shown["blockedBy"] == [{"type": "workflow", "id": 7, "name": "Night shift"}]
    assert [(each["type"], each["uuid"]) for each in references] == [("workflow", "w7")]
    assert retried.code == 4
    assert api.get(number["id"]).json()["archiveStatus"] == "active"
    assert "Night shift" in trunkline("references", "list", str(number["id"]), "-w", acme.workspace).out


def test_one_that_runs_is_joined(
    trunkline: Trunkline, api: WorkspaceApi, acme: Tenant, executions: InProcessExecutions
) -> None:
    executions.runs_at_once = False
    number = api.created()
    api.archive(number["id"], headers=ASYNC)

    retried = trunkline("archives", "retry", str(number["id"]), "-w", acme.workspace, "--yes", "--no-wait", "--json")

    assert (retried.json["status"], retried.json["attempt"]) == ("requested", 1)
    assert "goes on" in retried.err
    assert len(executions.steps) == 1


def test_the_first_request_is_not_the_operator_s(trunkline: Trunkline, api: WorkspaceApi, acme: Tenant) -> None:
    number = api.created()

    assert trunkline("archives", "retry", str(number["id"]), "-w", acme.workspace, "--yes").code == 4
    assert api.get(number["id"]).json()["archiveStatus"] == "active"
    for command in ("show", "retry"):
        assert trunkline("archives", command, "999", "-w", acme.workspace).code == 3
        assert trunkline("archives", command, "x y", "-w", acme.workspace).code == 3
    assert trunkline("archives", "list", "-t", "org_globex", "-w", acme.workspace).code == 3


@pytest.fixture
def parked(acme: Tenant, store: Table, carriers: FakeCarriers, api: WorkspaceApi) -> str:
    """The uuid of a linked provider phone of which the cleanup could not set the webhooks, ten times."""
    phone = ProviderPhoneUuid(acme.provider_phones[0]["uuid"])
    api.created(providerPhoneUuid=phone)
    connect(store, carriers, ORG, phone, WebhookStatus.PENDING)
    carriers.faults_before = [CarrierUnavailableError("503") for _ in range(50)]
    key = keys.provider_phone(OrganizationId(ORG), phone)
    due = keys.due_attributes(key, utc_now() - timedelta(minutes=1))
    store.write(Update(label="phone", key=key, set_=due, condition="attribute_exists(pk)"))
    for _ in range(MAX_TRIES + 1):
        clean_up()
        let_time_pass(store, timedelta(hours=7))
    return phone


def test_what_is_parked_has_the_reason_of_its_last_try(trunkline: Trunkline, parked: str) -> None:
    (item,) = trunkline.json("parked", "list")

    assert (item["entity"], item["tenant"], item["tries"]) == ("provider_phone", ORG, MAX_TRIES)
    assert item["reason"] == "carrier_unavailable"
    assert parked in item["key"]


def test_what_is_parked_is_tried_again_when_it_is_told_to(
    trunkline: Trunkline, parked: str, carriers: FakeCarriers, store: Table
) -> None:
    (item,) = trunkline.json("parked", "list")
    carriers.faults_before = []

    assert trunkline("parked", "retry", "nothing").code == 3
    assert trunkline("parked", "retry").code == 2
    assert clean_up() == {}
    (retried,) = trunkline.json("parked", "retry", item["id"])
    assert retried["id"] == item["id"]
    assert trunkline.json("parked", "list") == []
    let_time_pass(store, timedelta(minutes=1))
    assert clean_up() == {"Finished": 1}
    phone = phone_item(store, ORG, parked)
    assert phone
    assert phone["webhook_status"] == "attached"
    assert "due_error" not in phone
    assert trunkline.json("parked", "retry", "--all") == []


def test_an_item_that_is_not_parked_any_more_is_not_moved(trunkline: Trunkline, parked: str, store: Table) -> None:
    parked_items = ParkedTable(store)
    (item,) = parked_items.all()

    assert parked_items.retry(item, utc_now())
    before = store.get(item.key)
    assert not parked_items.retry(item, utc_now())
    assert store.get(item.key) == before


def test_many_parked_items_are_all_listed(trunkline: Trunkline, store: Table) -> None:
    for number in range(103):
        organization = OrganizationId(ORG)
        key = keys.provider_phone(organization, provider_phone_uuid(organization, f"+1415555{number:04d}"))
        item = {"entity": "provider_phone", "organization": ORG, "gsi2pk": keys.parked()}
        item["gsi2sk"] = f"2026-01-01T00:00:00.{number:03d}Z"
        store.write(Put(label="x", key=key, attributes=item, condition="attribute_not_exists(pk)"))

    listed = trunkline.json("parked", "list")

    assert len({each["id"] for each in listed}) == 103
    assert [each["parkedAt"] for each in listed] == sorted(each["parkedAt"] for each in listed)
    assert "log" in listed[0]["reason"]
