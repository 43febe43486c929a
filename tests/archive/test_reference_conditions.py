"""Each condition of the writes of references on its own: number and publication have to be as they were."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from trunkline.domain.identifiers import NumberUuid, WorkspaceUuid
from trunkline.domain.references import Head
from trunkline.events.references import publication_from
from trunkline.services.references import Added, OvertakenError
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.items import ConditionFailedError
from trunkline.table.references import ReferenceTable

from tests.archive.tampering import tamper
from tests.support.referrers import workflow_event
from tests.support.tables import everything
from tests.support.workspaces import Tenant, WorkspaceApi


@pytest.fixture
def invariants() -> None:
    """These tests make items that nothing else makes; what must hold of others does not hold of them."""


@pytest.fixture
def references(store: Table) -> ReferenceTable:
    return ReferenceTable(store)


def test_every_write_of_a_reference_needs_the_head_of_its_own_publication(
    api: WorkspaceApi, acme: Tenant, references: ReferenceTable
) -> None:
    number = NumberUuid(api.created()["uuid"])
    first = publication_from(workflow_event(acme.workspace, version=1, numbers=[number]))
    second = publication_from(workflow_event(acme.workspace, version=2, numbers=[number]))
    head = Head(rank=second.rank, numbers=frozenset(), is_settled=False)
    references.begin(second, None, head)
    writes: list[Callable[[], object]] = [
        lambda: references.begin(first, None, head),
        lambda: references.begin(first, replace(head, rank=first.rank), head),
        lambda: references.add(first, number),
        lambda: references.remove(first, number),
        lambda: references.settle(first, head),
    ]
    for write in writes:
        with pytest.raises(OvertakenError):
            write()


def test_a_reference_is_counted_once_and_uncounted_once(
    api: WorkspaceApi, acme: Tenant, store: Table, references: ReferenceTable
) -> None:
    number = NumberUuid(api.created()["uuid"])
    publication = publication_from(workflow_event(acme.workspace, version=1, numbers=[number]))
    references.begin(publication, None, Head(rank=publication.rank, numbers=frozenset(), is_settled=False))
    key = keys.number_in(keys.live_numbers(WorkspaceUuid(acme.workspace)), number)
    for _ in range(2):
        assert references.add(publication, number) is Added.DONE
        assert (store.get(key) or {})["reference_count"] == 1
    for _ in range(2):
        references.remove(publication, number)
        assert (store.get(key) or {})["reference_count"] == 0


@pytest.mark.parametrize("status", ["archiving", "failed", "archived"])
def test_a_number_that_is_not_active_takes_no_reference(
    api: WorkspaceApi, acme: Tenant, store: Table, references: ReferenceTable, status: str
) -> None:
    number = NumberUuid(api.created()["uuid"])
    publication = publication_from(workflow_event(acme.workspace, version=1, numbers=[number]))
    references.begin(publication, None, Head(rank=publication.rank, numbers=frozenset(), is_settled=False))
    tamper(store, keys.number_in(keys.live_numbers(WorkspaceUuid(acme.workspace)), number), archive_status=status)
    assert references.add(publication, number) is Added.REFUSED


def test_the_text_of_a_newer_reference_is_kept(
    api: WorkspaceApi, acme: Tenant, store: Table, references: ReferenceTable
) -> None:
    number = NumberUuid(api.created()["uuid"])
    newer = publication_from(workflow_event(acme.workspace, version=2, numbers=[number], name="newer"))
    references.begin(newer, None, Head(rank=newer.rank, numbers=frozenset(), is_settled=False))
    references.add(newer, number)
    references.rename(
        publication_from(workflow_event(acme.workspace, version=1, numbers=[number], name="older")), number
    )
    assert (store.get(keys.reference(number, "workflow", "7")) or {})["referrer_name"] == "newer"


@pytest.mark.parametrize("count", [0, None])
def test_a_reference_that_its_number_does_not_count_is_not_taken_off_the_count(
    api: WorkspaceApi, acme: Tenant, store: Table, references: ReferenceTable, count: int | None
) -> None:
    """A count that is wrong would let a number go that is needed; this says so, and the event goes to the operator."""
    number = NumberUuid(api.created()["uuid"])
    publication = publication_from(workflow_event(acme.workspace, version=1, numbers=[number]))
    references.begin(publication, None, Head(rank=publication.rank, numbers=frozenset(), is_settled=False))
    references.add(publication, number)
    tamper(store, keys.number_in(keys.live_numbers(WorkspaceUuid(acme.workspace)), number), reference_count=count)
    before = everything()

    with pytest.raises(ConditionFailedError):
        references.remove(publication, number)

    assert everything() == before
