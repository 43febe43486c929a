"""References of workflows and event rules: repeated, late, half applied, refused."""

import itertools
import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from trunkline.domain.references import Publication
from trunkline.errors import SchemaError
from trunkline.events.references import MAX_NUMBERS, publication_from
from trunkline.services.references import Added, References
from trunkline.table.client import Table
from trunkline.table.references import ReferenceTable
from trunkline.wiring.archive_flow import archive_flow

from tests.fakes.executions import InProcessExecutions, Killed
from tests.support.archives import all_items, number_item, violations
from tests.support.gateway import Gateway
from tests.support.kills import KillableClient, Killer
from tests.support.referrers import deliver, workflow_event
from tests.support.tables import CountingClient
from tests.support.workspaces import Tenant, WorkspaceApi

fresh = itertools.count(2000000)


def referred(store: Table) -> dict[str, set[str]]:
    """The numbers that each workflow or event rule refers to."""
    found: dict[str, set[str]] = {}
    for item in all_items(store):
        if item.get("entity") == "reference":
            found.setdefault(f"{item['referrer_type']} {item['referrer_id']}", set()).add(item["number_uuid"])
    return found


def test_a_publication_replaces_the_set_of_numbers(
    api: WorkspaceApi, acme: Tenant, store: Table, dead_letters: list[Any]
) -> None:
    first, second, third = (api.created()["uuid"] for _ in range(3))
    deliver(workflow_event(acme.workspace, version=1, numbers=[first, second]))
    deliver(workflow_event(acme.workspace, version=2, numbers=[second, third]))
    assert referred(store) == {"workflow 7": {second, third}}
    assert number_item(store, acme.workspace, first)["reference_count"] == 0
    assert dead_letters == []


def test_two_referrers_count_twice(api: WorkspaceApi, acme: Tenant, store: Table, dead_letters: list[Any]) -> None:
    number = api.created()["uuid"]
    deliver(workflow_event(acme.workspace, version=1, numbers=[number]))
    deliver(workflow_event(acme.workspace, version=1, numbers=[number], kind="event_rule"))
    deliver(workflow_event(acme.workspace, version=1, numbers=[number], workflow="7b"))
    assert number_item(store, acme.workspace, number)["reference_count"] == 3
    assert [blocker["type"] for blocker in api.blockers(number).json()["blockers"]] == [
        "event_rule",
        "workflow",
        "workflow",
    ]


def test_a_repeated_event_changes_nothing_and_costs_one_read(
    api: WorkspaceApi, acme: Tenant, store: Table, dead_letters: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    event = workflow_event(acme.workspace, version=1, numbers=[api.created()["uuid"]])
    deliver(event)
    before = all_items(store)
    counting: Any = CountingClient(store.client)
    monkeypatch.setattr("trunkline.table.client.table", lambda: Table(counting, store.name))
    References(ReferenceTable(Table(counting, store.name))).apply(publication_from(event))
    assert all_items(store) == before
    assert counting.calls == {"get_item": 1}


def test_a_new_version_brings_the_name_of_a_reference_up_to_date(
    api: WorkspaceApi, acme: Tenant, dead_letters: list[Any]
) -> None:
    number = api.created()["uuid"]
    deliver(workflow_event(acme.workspace, version=1, numbers=[number]))
    deliver(workflow_event(acme.workspace, version=2, numbers=[number], name="Renamed"))
    assert api.blockers(number).json()["blockers"][0]["name"] == "Renamed"


def test_a_late_event_is_harmless(api: WorkspaceApi, acme: Tenant, store: Table, dead_letters: list[Any]) -> None:
    first, second = (api.created()["uuid"] for _ in range(2))
    deliver(workflow_event(acme.workspace, version=2, numbers=[second]))
    deliver(workflow_event(acme.workspace, version=1, numbers=[first]))
    assert referred(store) == {"workflow 7": {second}}


def test_a_publication_that_comes_after_its_deletion_is_harmless(
    api: WorkspaceApi, acme: Tenant, store: Table, dead_letters: list[Any]
) -> None:
    number = api.created()["uuid"]
    deliver(workflow_event(acme.workspace, version=1, numbers=None))
    deliver(workflow_event(acme.workspace, version=1, numbers=[number]))
    assert referred(store) == {}
    [tombstone] = [item for item in all_items(store) if item.get("entity") == "reference_head"]
    assert tombstone["delete_after"] > 0


def test_numbers_that_are_archived_unknown_or_foreign_go_to_the_dead_letters_and_the_rest_applies(
    *,
    api: WorkspaceApi,
    acme: Tenant,
    tenants: dict[str, Tenant],
    gateway: Gateway,
    store: Table,
    dead_letters: list[Any],
) -> None:
    live, archived = (api.created()["uuid"] for _ in range(2))
    api.archive(archived)
    globex = tenants["globex"]
    foreign = WorkspaceApi(gateway, globex.workspace, globex.tokens["admin"]).created()["uuid"]
    unknown = "22222222-2222-5222-8222-222222222222"
    event = workflow_event(acme.workspace, version=1, numbers=[live, archived, foreign, unknown])
    deliver(event)
    assert referred(store) == {"workflow 7": {live}}
    [letter] = dead_letters
    assert set(letter["phoneNumberUuids"]) == {archived, foreign, unknown}
    assert letter["event"] == event
    json.dumps(letter)


def test_a_number_that_is_archiving_is_refused_and_one_that_is_only_requested_is_not(
    api: WorkspaceApi, acme: Tenant, store: Table, executions: InProcessExecutions, dead_letters: list[Any]
) -> None:
    executions.runs_at_once = False
    requested, claimed = (api.created() for _ in range(2))
    for number in (requested, claimed):
        api.archive(number["id"], headers={"Prefer": "respond-async"})
    archive_flow().claim(executions.steps[1])
    deliver(workflow_event(acme.workspace, version=1, numbers=[requested["uuid"], claimed["uuid"]]))
    assert referred(store) == {"workflow 7": {requested["uuid"]}}
    assert dead_letters[0]["phoneNumberUuids"] == [claimed["uuid"]]
    executions.run_all()
    assert api.get(requested["id"]).json()["archiveStatus"] == "active"
    assert api.get(claimed["id"]).json()["archiveStatus"] == "archived"


def test_a_dead_letter_sent_again_tries_again(
    api: WorkspaceApi, acme: Tenant, store: Table, executions: InProcessExecutions, dead_letters: list[Any]
) -> None:
    executions.runs_at_once = False
    number = api.created()
    api.archive(number["id"], headers={"Prefer": "respond-async"})
    archive_flow().claim(executions.steps[0])
    deliver(workflow_event(acme.workspace, version=1, numbers=[number["uuid"]]))
    archive_flow().fail(executions.steps[0], "carrier_refused")
    api.link(number["id"], None)
    deliver(dead_letters[0]["event"])
    assert referred(store) == {"workflow 7": {number["uuid"]}}


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
def test_an_event_whose_delivery_dies_anywhere_is_finished_by_the_next_delivery(
    api: WorkspaceApi, acme: Tenant, store: Table, dead_letters: list[Any], *, before: bool
) -> None:
    kept, left, new = (api.created()["uuid"] for _ in range(3))
    for at in range(6):
        first = publication_from(workflow_event(acme.workspace, version=1, numbers=[kept, left], workflow=at))
        second = publication_from(workflow_event(acme.workspace, version=2, numbers=[kept, new], workflow=at))
        References(ReferenceTable(store)).apply(first)
        client: Any = KillableClient(store.client, Killer(at, before=before))
        with suppress(Killed):
            References(ReferenceTable(Table(client, store.name))).apply(second)
        assert violations(store) == []
        References(ReferenceTable(store)).apply(second)
        assert referred(store)[f"workflow {at}"] == {kept, new}, f"killed at {at}"


@pytest.mark.parametrize("at", range(5))
def test_a_publication_that_died_half_way_is_cleared_by_the_one_that_overtakes_it(
    api: WorkspaceApi, acme: Tenant, store: Table, dead_letters: list[Any], at: int
) -> None:
    first, second, third = (api.created()["uuid"] for _ in range(3))
    overtaken = publication_from(workflow_event(acme.workspace, version=1, numbers=[first, second]))
    latest = publication_from(workflow_event(acme.workspace, version=2, numbers=[third]))
    client: Any = KillableClient(store.client, Killer(at, before=False))
    with suppress(Killed):
        References(ReferenceTable(Table(client, store.name))).apply(overtaken)
    References(ReferenceTable(store)).apply(latest)
    assert referred(store) == {"workflow 7": {third}}


def test_a_slow_delivery_that_is_overtaken_adds_nothing_more(
    api: WorkspaceApi, acme: Tenant, store: Table, dead_letters: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, third = sorted(api.created()["uuid"] for _ in range(3))
    slow = publication_from(workflow_event(acme.workspace, version=1, numbers=[first, second]))
    fast = publication_from(workflow_event(acme.workspace, version=2, numbers=[third]))
    add = ReferenceTable.add

    def overtaken(self: ReferenceTable, publication: Publication, number: Any) -> Added:
        result = add(self, publication, number)
        if number == first:
            References(ReferenceTable(store)).apply(fast)
        return result

    with monkeypatch.context() as patch:
        patch.setattr(ReferenceTable, "add", overtaken)
        assert References(ReferenceTable(store)).apply(slow) == frozenset()
    assert referred(store) == {"workflow 7": {third}}


@given(data=st.data())
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_in_whatever_order_events_come_and_die_the_latest_one_holds(
    api: WorkspaceApi, acme: Tenant, store: Table, dead_letters: list[Any], data: st.DataObject
) -> None:
    # Hypothesis makes random numbers the same each time, and these have to be new ones.
    numbers = [api.created(phoneNumber=f"+1917{next(fresh)}")["uuid"] for _ in range(3)]
    workflow = numbers[0][:8]
    sets = data.draw(st.lists(st.one_of(st.none(), st.sets(st.sampled_from(numbers))), min_size=1, max_size=4))
    events = [
        workflow_event(
            acme.workspace, version=version, numbers=None if used is None else sorted(used), workflow=workflow
        )
        for version, used in enumerate(sets)
    ]
    for index in data.draw(st.lists(st.sampled_from(range(len(events))), max_size=6)):
        client: Any = KillableClient(
            store.client, Killer(data.draw(st.integers(0, 6)), before=data.draw(st.booleans()))
        )
        with suppress(Killed):
            References(ReferenceTable(Table(client, store.name))).apply(publication_from(events[index]))
    for event in data.draw(st.permutations(events)):
        deliver(event)
    assert referred(store).get(f"workflow {workflow}", set()) == (sets[-1] or set())
    assert violations(store) == []


@pytest.mark.parametrize(
    "change",
    [
        {"detail-type": "workflow.renamed"},
        {"detail": None},
        {"detail": {"workflow": "x"}},
    ],
)
def test_what_is_no_event_of_ours_goes_to_the_dead_letters(
    acme: Tenant, store: Table, dead_letters: list[Any], change: dict[str, Any]
) -> None:
    deliver({**workflow_event(acme.workspace, version=1, numbers=[]), **change})
    assert [letter["reason"] for letter in dead_letters] == ["malformed"]


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("version", -1),
        ("version", True),
        ("version", "3"),
        ("id", None),
        ("id", "x" * 201),
        ("id", False),
    ],
)
def test_a_referrer_must_say_which_it_is_and_at_what_version(acme: Tenant, member: str, value: object) -> None:
    event = workflow_event(acme.workspace, version=1, numbers=[])
    event["detail"]["workflow"][member] = value
    with pytest.raises(SchemaError):
        publication_from(event)


@pytest.mark.parametrize("numbers", ["x", [1], ["not a uuid"], ["1" * 36], ["x"] * (MAX_NUMBERS + 1), None])
def test_the_numbers_must_be_a_list_of_uuids(acme: Tenant, numbers: object) -> None:
    event = workflow_event(acme.workspace, version=1, numbers=[])
    event["detail"]["phoneNumberUuids"] = numbers
    with pytest.raises(SchemaError):
        publication_from(event)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["workspaceUuid", "workflow", "id", "version", "phoneNumberUuids"]), inner, max_size=4
            )
        ),
    )
)
def test_no_detail_can_crash_the_reading(detail: object) -> None:
    with suppress(SchemaError):
        publication_from({"detail-type": "workflow.published", "detail": detail})


def test_the_reference_function_applies_each_of_its_sample_events(dead_letters: list[Any], store: Table) -> None:
    from tests.support.template import ROOT  # noqa: PLC0415

    for path in sorted((ROOT / "events" / "references_on_event").glob("*.json")):
        deliver(json.loads(path.read_text()))
    assert {letter["reason"] for letter in dead_letters} <= {"phone_number_not_active"}


def test_a_workflows_id_is_the_same_as_a_number_and_as_a_text(
    api: WorkspaceApi, acme: Tenant, dead_letters: list[Any]
) -> None:
    """JSON of one system has `1`, of another `"1"`, for one workflow: what the one publishes the other may delete."""
    number = api.created()
    deliver(workflow_event(acme.workspace, version=1, numbers=[number["uuid"]], workflow=1))
    deliver(workflow_event(acme.workspace, version=2, numbers=[number["uuid"]], workflow="1"))
    assert [blocker["id"] for blocker in api.blockers(number["id"]).json()["blockers"]] == ["1"]
    deliver(workflow_event(acme.workspace, version=3, numbers=None, workflow=1))
    assert api.blockers(number["id"]).json()["canArchive"] is True
    assert dead_letters == []


@pytest.mark.parametrize("workflow", ["", "\ud800", "x" * 201, 10**38, True, 1.5, None, [1]], ids=repr)
def test_an_id_that_no_key_can_hold_is_malformed(
    api: WorkspaceApi, acme: Tenant, dead_letters: list[Any], workflow: Any
) -> None:
    number = api.created()
    deliver(workflow_event(acme.workspace, version=1, numbers=[number["uuid"]], workflow=workflow))
    assert [letter["reason"] for letter in dead_letters] == ["malformed"]
    assert api.blockers(number["id"]).json()["canArchive"] is True
