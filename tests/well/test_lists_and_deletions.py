from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from trunkline.domain.identifiers import WorkspaceUuid
from trunkline.table import keys
from trunkline.table.items import from_item, to_item

from tests.support.gateway import Gateway
from tests.support.one_at_a_time import OneAtATime
from tests.support.tables import TABLE_NAME
from tests.support.well import WellApi, a_document, a_phone_id
from tests.support.workspaces import Tenant


def stored(aws: Any, workspace: str, phone_id: str) -> dict[str, Any]:
    key = keys.well_phone(WorkspaceUuid(workspace), phone_id)
    answer = aws.get_item(TableName=TABLE_NAME, Key=to_item({"pk": key.pk, "sk": key.sk}))
    return from_item(answer.get("Item", {}))


def test_pages_follow_each_other_to_the_end_and_the_last_one_knows_the_total(well: WellApi) -> None:
    ids = {well.created(a_document())["id"] for _ in range(7)}
    target, pages = "?limit=3", []
    while target:
        pages.append(well.page(target).json())
        link = pages[-1]["links"]["next"]
        assert link is None or link.startswith("?limit=3&cursor=")
        target = link or ""
    assert [page["meta"] for page in pages] == [
        {"total": None, "count": 3},
        {"total": None, "count": 3},
        {"total": 7, "count": 1},
    ]
    listed = [phone["id"] for page in pages for phone in page["data"]]
    assert listed == sorted(ids)


def test_a_page_that_ends_exactly_with_the_list_has_no_next(well: WellApi) -> None:
    for _ in range(3):
        well.created(a_document())
    page = well.page("?limit=3").json()
    assert (page["meta"], page["links"]) == ({"total": 3, "count": 3}, {"next": None})


def test_an_empty_list_is_empty(well: WellApi) -> None:
    assert well.page().json() == {"data": [], "meta": {"total": 0, "count": 0}, "links": {"next": None}}


def test_a_page_has_20_entries_when_nothing_is_asked_for(well: WellApi) -> None:
    for _ in range(21):
        well.created(a_document())
    page = well.page().json()
    assert page["meta"]["count"] == len(page["data"]) == 20
    assert page["links"]["next"]
    assert len(well.all(limit=5)) == 21


@pytest.mark.parametrize("limit", ["0", "201", "-1", "x", "1.5", "", "%D9%A1"])
def test_a_limit_out_of_range_is_a_400(well: WellApi, limit: str) -> None:
    response = well.page(f"?limit={limit}")
    assert (response.status, response.json()["code"]) == (400, "SCHEMA_VALIDATION_ERROR")
    assert response.json()["details"]["path"] == "query.limit"


def test_a_cursor_is_good_for_its_own_list_only(well: WellApi, gateway: Gateway, tenants: dict[str, Tenant]) -> None:
    for _ in range(2):
        well.created(a_document())
    cursor = well.page("?limit=1").json()["links"]["next"].partition("cursor=")[2]
    globex = WellApi(gateway, tenants["globex"].tokens["write"])
    for response in (
        globex.page(f"?cursor={cursor}"),
        well.page(f"?cursor={cursor}&workspaceId={tenants['acme'].other_workspace}"),
        well.page("?cursor=nonsense"),
        well.page("?cursor="),
        well.page("?cursor=a&cursor=b"),
    ):
        assert response.status == 400
        assert response.json()["details"]["path"] == "query.cursor"
    assert well.page(f"?cursor={cursor}").status == 200


def test_every_workspace_has_its_own_phones_people_and_primaries(well: WellApi, acme: Tenant) -> None:
    other = WellApi(well.gateway, well.token, query=f"?workspaceId={acme.other_workspace}")
    default = WellApi(well.gateway, well.token, query=f"?workspaceId={acme.workspace.upper()}")
    person = {"type": "people", "id": "people1", "attributes": {}}
    document = a_document(phone_id=a_phone_id(), persons=["people1"], included=[person], is_primary=True)
    assert well.create(document).status == other.create(document).status == 201
    assert other.created(a_document(persons=["people1"], is_primary=True))["relationships"]["persons"]["data"] == [
        {"type": "people", "id": "people1", "attributes": {}}
    ]
    phone_id = document["data"]["id"]
    assert default.get(phone_id).json()["data"]["attributes"]["is_primary"] is True
    assert other.get(phone_id).json()["data"]["attributes"]["is_primary"] is False
    assert other.delete(phone_id).status == 204
    assert default.get(phone_id).status == 200
    assert (len(default.page().json()["data"]), len(other.page().json()["data"])) == (1, 1)


def test_a_deleted_phone_is_gone_for_clients_and_stays_in_the_table(well: WellApi, acme: Tenant, aws: Any) -> None:
    phone, kept = (well.created(a_document(label=label)) for label in ("gone", "kept"))
    response = well.delete(phone["id"])
    assert (response.status, response.text) == (204, "")
    assert "content-type" not in response.headers
    assert well.get(phone["id"]).status == 404
    assert [each["id"] for each in well.all()] == [kept["id"]]
    item = stored(aws, acme.workspace, phone["id"])
    assert item["label"] == "gone"
    assert item["deleted_at"]


def test_a_phone_is_deleted_once(well: WellApi, acme: Tenant, aws: Any) -> None:
    phone = well.created(a_document())
    well.delete(phone["id"])
    first = stored(aws, acme.workspace, phone["id"])
    response = well.delete(phone["id"])
    assert (response.status, response.json()["code"]) == (404, "PHONE_NOT_FOUND")
    assert stored(aws, acme.workspace, phone["id"]) == first


def test_deleting_a_phone_that_never_was_stores_nothing(well: WellApi, acme: Tenant, aws: Any) -> None:
    phone_id = a_phone_id()
    assert well.delete(phone_id).status == 404
    assert stored(aws, acme.workspace, phone_id) == {}


@pytest.mark.parametrize("phone_id", ["people1", "1", "%00", "3c90c3cc0d444b5088888dd25736052a", "%23"])
def test_an_id_that_is_no_uuid_is_an_absent_phone(well: WellApi, phone_id: str) -> None:
    for response in (well.get(phone_id), well.delete(phone_id)):
        assert (response.status, response.json()["code"]) == (404, "PHONE_NOT_FOUND")


def test_deleting_a_phone_leaves_the_number_s_link_alone(well: WellApi, api: Any, acme: Tenant) -> None:
    provider_phone = acme.provider_phones[0]
    number = api.created(phoneNumber=provider_phone["phoneNumber"])
    assert number["providerPhoneUuid"] == provider_phone["uuid"]
    phone = well.created(a_document(e164_number=provider_phone["phoneNumber"]))
    assert well.delete(phone["id"]).status == 204
    assert api.get(number["id"]).json() == number


def test_equal_ids_that_race_leave_one(well: WellApi, through: Callable[[Any], None], aws: Any) -> None:
    through(OneAtATime(aws))
    phone_id, ready = a_phone_id(), Barrier(8)

    def create(index: int) -> int:
        ready.wait()
        # Half of them are single writes, half are transactions.
        persons = ["people1"] if index % 2 else []
        return well.create(a_document(phone_id=phone_id, persons=persons, is_primary=True)).status

    with ThreadPoolExecutor(8) as pool:
        statuses = sorted(pool.map(create, range(8)))
    assert statuses == [201] + [409] * 7
    assert [phone["id"] for phone in well.all()] == [phone_id]
