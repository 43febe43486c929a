"""Many workflows that name one number at once: the number's item counts them one after the other, and loses none."""

import os
import random
from typing import Any

import pytest
from trunkline.events.references import publication_from
from trunkline.services.references import References
from trunkline.table.client import Table, enduring_table, table
from trunkline.table.references import ReferenceTable

from tests.support.archives import number_item
from tests.support.referrers import workflow_event
from tests.support.tables import TABLE_NAME
from tests.support.template import timeout_seconds
from tests.support.virtual_time import TimedClient, VirtualTime
from tests.support.workspaces import Tenant, WorkspaceApi

AT_ONCE = 200
# Of make test-full; CROWD=5000 asks for more, which takes minutes.
MORE_AT_ONCE = 1_000


def race(aws: Any, acme: Tenant, number: str, at_once: int, **patience: Any) -> tuple[int, float]:
    """How many of many events at once are applied at their first delivery, and within how many seconds."""
    time = VirtualTime()
    client = TimedClient(aws, time)
    references = References(
        ReferenceTable(Table(client, TABLE_NAME, sleep=time.sleep, **patience)),  # type: ignore[arg-type]
        sleep=time.sleep,
    )

    def apply(workflow: int) -> bool:
        event = workflow_event(acme.workspace, version=1, numbers=[number], workflow=workflow)
        try:
            return references.apply(publication_from(event)) == frozenset()
        except Exception:  # noqa: BLE001 - whatever it is, the event is delivered again
            return False

    applied = time.race([lambda workflow=each: apply(workflow) for each in range(at_once)])  # type: ignore[misc]
    assert client.cancelled > at_once
    return sum(applied), time.now


@pytest.mark.usefixtures("after_a_wait")
def test_all_of_a_crowd_of_references_to_one_number_are_applied_at_their_first_delivery(
    api: WorkspaceApi, acme: Tenant, store: Table, monkeypatch: pytest.MonkeyPatch, full: bool
) -> None:
    monkeypatch.setattr("trunkline.invocation.random", random.Random(3))
    number, at_once = api.created(), int(os.environ.get("CROWD", MORE_AT_ONCE if full else AT_ONCE))
    made = enduring_table()

    applied, seconds = race(
        store.client,
        acme,
        number["uuid"],
        at_once,
        max_attempts=made.max_attempts,
        last_wait_seconds=made.last_wait_seconds,
    )

    assert applied == at_once
    assert number_item(store, acme.workspace, number["uuid"])["reference_count"] == at_once
    assert seconds < timeout_seconds("references_on_event")


@pytest.mark.usefixtures("after_a_wait")
def test_the_patience_of_a_request_would_leave_some_of_them_to_be_delivered_again(
    aws: Any, api: WorkspaceApi, acme: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trunkline.invocation.random", random.Random(3))
    made = table()

    applied, _ = race(
        aws,
        acme,
        api.created()["uuid"],
        AT_ONCE,
        max_attempts=made.max_attempts,
        last_wait_seconds=made.last_wait_seconds,
    )

    assert applied < AT_ONCE
