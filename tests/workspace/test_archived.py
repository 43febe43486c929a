"""Numbers that were archived: readable for ever, and nothing else."""

from datetime import UTC, datetime
from typing import Any

import pytest
from trunkline.domain.identifiers import WorkspaceUuid
from trunkline.domain.phone_numbers import ArchiveStatus
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.items import to_item
from trunkline.table.number_items import number_attributes

from tests.support.builders import a_phone_number
from tests.support.refusals import assert_refused
from tests.support.workspaces import Tenant, WorkspaceApi, random_number


@pytest.fixture
def archived(store: Table, acme: Tenant) -> dict[str, Any]:
    """An archived number of acme's first workspace, put where archiving leaves it."""
    number = a_phone_number(
        workspace_uuid=WorkspaceUuid(acme.workspace),
        phone_number=random_number(),
        archive_status=ArchiveStatus.ARCHIVED,
        archived_at=datetime(2026, 11, 20, 8, 15, tzinfo=UTC),
    )
    key = keys.number_in(keys.archived_numbers(number.workspace_uuid), number.uuid)
    client: Any = store.client
    client.put_item(TableName=store.name, Item=to_item({"pk": key.pk, "sk": key.sk, **number_attributes(number)}))
    return {"id": number.id, "uuid": number.uuid, "phoneNumber": number.phone_number}


def test_an_archived_number_can_be_read_by_id_and_uuid(api: WorkspaceApi, archived: dict[str, Any]) -> None:
    for name in (archived["id"], archived["uuid"], archived["uuid"].upper()):
        number = api.get(name).json()

        assert number["isArchived"] is True
        assert number["archiveStatus"] == "archived"
        assert number["archivedAt"] == "2026-11-20T08:15:00.000Z"


def test_an_archived_number_is_listed_among_the_archived_only(api: WorkspaceApi, archived: dict[str, Any]) -> None:
    live = api.created()

    assert [number["id"] for number in api.list().json()] == [live["id"]]
    assert [number["id"] for number in api.list("?is_archived=true").json()] == [archived["id"]]
    assert [number["id"] for number in api.list("?is_archived=true&limit=1").json()] == [archived["id"]]


def test_an_archived_number_cannot_be_changed(api: WorkspaceApi, acme: Tenant, archived: dict[str, Any]) -> None:
    phone = acme.provider_phones[0]["uuid"]
    before = api.get(archived["id"]).json()
    refused = [
        api.update(archived["id"], name="x"),
        api.update(archived["id"]),
        api.update(archived["id"], providerPhoneUuid=phone),
        api.link(archived["id"], phone),
        api.link(archived["uuid"], None),
    ]
    for answer in refused:
        assert_refused(answer, 409, says="archived")
    assert api.get(archived["id"]).json() == before
    assert {entry["assignedWorkspaceUuid"] for entry in api.linkable().json()} == {None}


def test_the_number_of_an_archived_record_may_come_back(api: WorkspaceApi, archived: dict[str, Any]) -> None:
    again = api.create(phoneNumber=archived["phoneNumber"])

    assert again.status == 201
    assert again.json()["id"] != archived["id"]
    assert api.get(archived["id"]).json()["isArchived"] is True


def test_an_archived_number_cannot_be_archived_again(api: WorkspaceApi, archived: dict[str, Any]) -> None:
    assert api.blockers(archived["id"]).json()["canArchive"] is False


def test_the_cursor_of_one_filter_is_no_good_for_the_other(api: WorkspaceApi, archived: dict[str, Any]) -> None:
    for _ in range(2):
        api.created()
    cursor = api.list("?limit=1").headers["link"].partition("cursor=")[2].partition(">")[0]

    assert_refused(api.list(f"?is_archived=true&cursor={cursor}"), 422, says="query.cursor")
