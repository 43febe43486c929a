"""What keeps a number from being archived, and GET .../archive-blockers."""

from typing import Any

import pytest
from trunkline.table.client import Table

from tests.archive.conftest import ORGANIZATION
from tests.fakes.executions import InProcessExecutions
from tests.support.archives import add_agent, stub_key
from tests.support.gateway import Gateway
from tests.support.referrers import deliver, workflow_event
from tests.support.tables import ContendedClient
from tests.support.workspaces import Tenant, WorkspaceApi


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
