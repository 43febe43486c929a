"""Whatever users, other systems, carriers and the cleanup do in whatever order, what must hold holds."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from trunkline.errors import CarrierRefusedError, CarrierUnavailableError
from trunkline.table.client import Table
from trunkline.table.items import Update

from tests.archive.conftest import ORGANIZATION
from tests.fakes.carriers import FakeCarriers
from tests.fakes.executions import InProcessExecutions, Killed
from tests.support.archives import (
    add_agent,
    all_items,
    clean_up,
    connect,
    let_time_pass,
    stub_key,
    unsettled,
    violations,
)
from tests.support.composition import compose_with
from tests.support.kills import KillableClient, Killer, killable
from tests.support.referrers import deliver, workflow_event
from tests.support.workspaces import Tenant, WorkspaceApi

fresh = itertools.count(3000000)
ASYNC = {"Prefer": "respond-async"}
WORKFLOWS = st.integers(1, 2)
PHONES = 3


class World:
    """What the machine acts on; the fixtures of one test, emptied of numbers by being archived at the end."""

    api: WorkspaceApi
    acme: Tenant
    store: Table
    carriers: FakeCarriers
    executions: InProcessExecutions
    monkeypatch: pytest.MonkeyPatch
    versions = itertools.count(1)


class Archives(RuleBasedStateMachine):
    numbers = Bundle("numbers")

    @initialize(target=numbers)
    def start(self) -> Any:
        w = World
        w.carriers.faults_before = []
        w.executions.runs_at_once = True
        return multiple(*[self._created() for _ in range(2)])

    def _created(self) -> dict[str, Any]:
        return World.api.created(phoneNumber=f"+1917{next(fresh)}")

    @rule(target=numbers)
    def create(self) -> Any:
        return self._created()

    @rule(number=numbers, index=st.integers(0, PHONES - 1))
    def link(self, number: dict[str, Any], index: int) -> None:
        response = World.api.link(number["id"], World.acme.provider_phones[index]["uuid"])
        assert response.status in (200, 409, 503)

    @rule(number=numbers)
    def unlink(self, number: dict[str, Any]) -> None:
        assert World.api.link(number["id"], None).status in (200, 409)

    @rule(number=numbers, at_once=st.booleans(), force=st.booleans())
    def archive(self, number: dict[str, Any], *, at_once: bool, force: bool) -> None:
        World.executions.runs_at_once = at_once
        response = World.api.archive(number["id"], "?force=true" if force else "", headers=ASYNC)
        World.executions.runs_at_once = True
        assert response.status in (200, 202, 409)

    @rule()
    def executions_go_on(self) -> None:
        World.executions.run_all()

    @rule()
    def executions_die(self) -> None:
        status = World.executions.status
        status.update({name: "ABORTED" for name, state in status.items() if state == "RUNNING"})

    @rule(numbers=st.lists(numbers, max_size=2), workflow=WORKFLOWS)
    def publish(self, numbers: list[dict[str, Any]], workflow: int) -> None:
        uuids = sorted({number["uuid"] for number in numbers})
        deliver(workflow_event(World.acme.workspace, version=next(World.versions), numbers=uuids, workflow=workflow))

    @rule(workflow=WORKFLOWS)
    def delete_workflow(self, workflow: int) -> None:
        deliver(workflow_event(World.acme.workspace, version=next(World.versions), numbers=None, workflow=workflow))

    @rule(number=numbers)
    def connect_agent(self, number: dict[str, Any]) -> None:
        add_agent(World.store, ORGANIZATION, number["phoneNumber"])

    @rule()
    def disconnect_agents(self) -> None:
        for item in all_items(World.store):
            if item.get("agents"):
                key = stub_key(ORGANIZATION, item["e164"]) if "e164" in item else None
                if "provider" not in item:
                    World.store.client.delete_item(
                        TableName=World.store.name, Key={"pk": {"S": item["pk"]}, "sk": {"S": item["sk"]}}
                    )
                elif key:
                    World.store.write(
                        Update(
                            label="x",
                            key=key,
                            set_={"agents": None, "agent_references": None},
                            condition="attribute_exists(pk)",
                        )
                    )

    @rule(refuses=st.booleans(), times=st.integers(1, 3))
    def carrier_fails(self, *, refuses: bool, times: int) -> None:
        fault = CarrierRefusedError("no") if refuses else CarrierUnavailableError("503")
        World.carriers.faults_before = [fault] * times

    @rule()
    def carrier_recovers(self) -> None:
        World.carriers.faults_before = []

    @rule(number=numbers, at=st.integers(0, 5), before=st.booleans())
    def archive_with_a_worker_that_dies(self, number: dict[str, Any], at: int, *, before: bool) -> None:
        with _dying(Killer(at, before=before)):
            try:
                World.api.archive(number["id"], headers=ASYNC)
            except Killed:
                return

    @rule(hours=st.sampled_from([1, 7, 30]))
    def time_passes_and_the_cleanup_runs(self, hours: int) -> None:
        let_time_pass(World.store, timedelta(hours=hours))
        clean_up()

    @invariant()
    def what_must_hold_holds(self) -> None:
        assert violations(World.store, World.carriers) == []

    def teardown(self) -> None:
        """Once nothing fails any more the cleanup brings everything to its end."""
        World.carriers.faults_before = []
        World.executions.run_all()
        for _ in range(12):
            if not unsettled(World.store):
                break
            let_time_pass(World.store, timedelta(days=1))
            clean_up()
        assert unsettled(World.store) == []
        assert violations(World.store, World.carriers) == []


@contextmanager
def _dying(killer: Killer) -> Iterator[None]:
    client: Any = KillableClient(World.store.client, killer)
    with World.monkeypatch.context() as patch:
        compose_with(patch, "table", lambda: Table(client, World.store.name))
        made = World.carriers.number_webhooks
        compose_with(patch, "number_webhooks", lambda: replace(made(), adapters=killable(made().adapters, killer)))
        yield


def test_the_invariants_hold_in_whatever_order_things_happen(
    *,
    api: WorkspaceApi,
    acme: Tenant,
    store: Table,
    carriers: FakeCarriers,
    executions: InProcessExecutions,
    dead_letters: list[Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    World.api, World.acme, World.store, World.monkeypatch = api, acme, store, monkeypatch
    World.carriers, World.executions = carriers, executions
    for index in range(PHONES):
        connect(store, carriers, ORGANIZATION, acme.provider_phones[index]["uuid"])
    run_state_machine_as_test(
        Archives,
        settings=settings(
            max_examples=7,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
