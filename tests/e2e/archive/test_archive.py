"""Archive on the deployed template: real executions, real events, real races."""

from functools import partial
from typing import Any

import pytest
from trunkline.table.client import Table

from tests.e2e.archive.conftest import Stack, at_once, eventually
from tests.support.archives import number_item, violations
from tests.support.gateway import Gateway
from tests.support.referrers import workflow_event
from tests.support.workspaces import Tenant, WorkspaceApi

ROUNDS = 50
ASYNC = {"Prefer": "respond-async"}


def archived(api: WorkspaceApi, number: dict[str, Any]) -> bool:
    return eventually(lambda: api.get(number["id"]).json()["archiveStatus"] == "archived")


def settled_status(api: WorkspaceApi, number: dict[str, Any]) -> str:
    """How the archive has ended."""
    assert eventually(lambda: api.get(number["id"]).json()["archiveStatus"] != "archiving")
    status: str = api.get(number["id"]).json()["archiveStatus"]
    return status


def free_phone(api: WorkspaceApi) -> str:
    """A provider phone that may be linked; the suite gives each one back."""
    phones = [phone for phone in api.linkable().json() if phone["assignedWorkspaceUuid"] is None]
    assert phones, "no provider phone is free; start the stack with RESET=1"
    uuid: str = phones[0]["uuid"]
    return uuid


def test_a_free_number(api: WorkspaceApi, stack: Stack) -> None:
    number = api.created()
    response = api.archive(number["id"])
    assert response.status in (200, 202)
    assert archived(api, number)
    again = api.archive(number["id"])
    assert (again.status, again.json()) == (200, api.get(number["id"]).json())
    assert stack.executions_of(number["uuid"]) == ["SUCCEEDED"]


def test_a_linked_number(api: WorkspaceApi) -> None:
    phone = free_phone(api)
    number = api.created(providerPhoneUuid=phone)
    assert api.archive(number["id"]).status in (200, 202)
    assert archived(api, number)
    assert eventually(lambda: phone in [entry["uuid"] for entry in api.linkable().json()])


def test_a_number_that_a_workflow_uses_over_the_bus(
    api: WorkspaceApi, acme: Tenant, stack: Stack, store: Table
) -> None:
    number = api.created()
    stack.publish(workflow_event(acme.workspace, version=1, numbers=[number["uuid"]], workflow=number["id"]))
    assert eventually(lambda: bool(api.blockers(number["id"]).json()["blockers"]))
    blocked = api.archive(number["id"])
    assert blocked.status in (202, 409)
    assert eventually(lambda: api.get(number["id"]).json()["archiveStatus"] == "active")
    assert stack.executions_of(number["uuid"]) == ["SUCCEEDED"]
    stack.publish(workflow_event(acme.workspace, version=2, numbers=None, workflow=number["id"]))
    assert eventually(lambda: api.blockers(number["id"]).json()["canArchive"])
    api.archive(number["id"])
    assert archived(api, number)


def test_an_unknown_and_a_foreign_number(api: WorkspaceApi, gateway: Gateway, stack: Stack) -> None:
    globex = stack.tenant("globex")
    theirs = WorkspaceApi(gateway, globex.workspace, globex.tokens["admin"]).created()
    unknown, foreign = api.archive(1), api.archive(theirs["uuid"])
    assert (unknown.status, unknown.text) == (foreign.status, foreign.text)
    assert unknown.status == 404


def test_twenty_archives_at_once_are_one_execution(api: WorkspaceApi, stack: Stack) -> None:
    number = api.created()
    responses = at_once(*[partial(api.archive, number["id"], headers=ASYNC)] * 20)
    assert {response.status for response in responses} <= {200, 202}
    assert archived(api, number)
    assert stack.executions_of(number["uuid"]) == ["SUCCEEDED"]


@pytest.mark.parametrize("rival", ["link", "update", "publish"])
def test_fifty_races_against_a_rival_leave_nothing_half_done(
    api: WorkspaceApi, acme: Tenant, stack: Stack, store: Table, rival: str
) -> None:
    phone = free_phone(api)
    seen = set()
    for _ in range(ROUNDS):
        number = api.created()
        used = workflow_event(acme.workspace, version=1, numbers=[number["uuid"]], workflow=number["id"])
        unused = workflow_event(acme.workspace, version=2, numbers=None, workflow=number["id"])
        rivals = {
            "link": partial(api.link, number["id"], phone),
            "update": partial(api.update, number["id"], name="late"),
            "publish": partial(stack.invoke, "references_on_event", used),
        }
        asked, _ = at_once(partial(api.archive, number["id"], headers=ASYNC), rivals[rival])
        assert asked.status in (202, 200)
        status = settled_status(api, number)
        seen.add(status)
        if status == "active":
            assert number_item(store, acme.workspace, number["uuid"])["reference_count"] == 1
            stack.invoke("references_on_event", unused)
            api.archive(number["id"], headers=ASYNC)
            assert archived(api, number)
    assert "archived" in seen
    assert violations(store) == []
