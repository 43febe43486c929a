"""At most one live phone is the primary one of a person or a company."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from trunkline.domain.identifiers import WorkspaceUuid
from trunkline.table import keys
from trunkline.table.items import to_item

from tests.support.gateway import Response
from tests.support.one_at_a_time import OneAtATime
from tests.support.tables import TABLE_NAME, ContendedClient
from tests.support.well import InterruptedClient, WellApi, a_company, a_document, a_person, a_phone_id
from tests.support.workspaces import Tenant


def primaries(well: WellApi) -> set[str]:
    """The primary phones, the same in the list and one by one."""
    phones = well.all()
    for phone in phones:
        assert well.get(phone["id"]).json()["data"]["attributes"] == phone["attributes"]
    return {phone["id"] for phone in phones if phone["attributes"]["is_primary"]}


def test_a_new_primary_demotes_the_one_before(well: WellApi) -> None:
    well.created(a_document(persons=["people1"], is_primary=True))
    second = well.created(a_document(persons=["people1"], is_primary=True))
    assert primaries(well) == {second["id"]}


def test_a_phone_that_is_not_primary_demotes_none(well: WellApi) -> None:
    first = well.created(a_document(persons=["people1"], is_primary=True))
    well.created(a_document(persons=["people1"], is_primary=False))
    assert primaries(well) == {first["id"]}


def test_phones_of_different_people_are_primary_side_by_side(well: WellApi) -> None:
    first = well.created(a_document(persons=["people1"], is_primary=True))
    second = well.created(a_document(persons=["p"], included=[a_person("p")], is_primary=True))
    assert primaries(well) == {first["id"], second["id"]}


def test_one_phone_may_demote_the_phones_of_many(well: WellApi) -> None:
    included = [a_person("p"), a_company("c"), a_company("d")]
    for one in ({"persons": ["p"]}, {"companies": ["c"]}, {"companies": ["d"]}):
        well.created(a_document(**one, included=included, is_primary=True))  # type: ignore[arg-type]
    last = well.created(a_document(persons=["p"], companies=["c", "d"], is_primary=True))
    assert primaries(well) == {last["id"]}


def test_a_phone_that_two_records_shared_is_demoted_once_and_for_both(well: WellApi) -> None:
    shared = a_document(persons=["p"], companies=["c"], included=[a_person("p"), a_company("c")], is_primary=True)
    well.created(shared)
    of_person = well.created(a_document(persons=["p"], is_primary=True))
    assert primaries(well) == {of_person["id"]}
    of_company = well.created(a_document(companies=["c"], is_primary=True))
    assert primaries(well) == {of_person["id"], of_company["id"]}


def test_workspaces_have_no_primary_phone(well: WellApi) -> None:
    workspace = {"type": "workspace", "id": "w", "attributes": {}}
    for _ in range(2):
        well.created(a_document(workspaces=["w"], included=[workspace], is_primary=True))
    assert len(primaries(well)) == 2


def test_a_deleted_primary_is_in_nobody_s_way_and_does_not_come_back(well: WellApi) -> None:
    first = well.created(a_document(persons=["people1"], is_primary=True))
    well.delete(first["id"])
    second = well.created(a_document(persons=["people1"], is_primary=True))
    assert primaries(well) == {second["id"]}
    assert well.get(first["id"]).status == 404


def test_25_primaries_are_demoted_by_one_document(well: WellApi) -> None:
    people = [a_person(f"p{number}", first_name="A") for number in range(25)]
    for person in people:
        well.created(a_document(persons=[person["id"]], included=[person], is_primary=True))
    others = [a_company(f"c{number}", name="B") for number in range(25)]
    document = a_document(persons=[person["id"] for person in people], included=others, is_primary=True)
    response = well.create(document, Idempotency_Key="largest transaction")
    assert response.status == 201
    assert primaries(well) == {response.json()["data"][0]["id"]}


def test_the_same_document_twice_is_a_409_and_demotes_nothing(well: WellApi) -> None:
    document = a_document(persons=["people1"], phone_id=a_phone_id(), is_primary=True)
    well.created(document)
    assert well.create(document).status == 409
    assert primaries(well) == {document["data"]["id"]}


def test_a_create_that_fails_demotes_nothing(well: WellApi) -> None:
    first = well.created(a_document(persons=["people1"], is_primary=True))
    used = well.created(a_document())
    assert well.create(a_document(persons=["people1"], phone_id=used["id"], is_primary=True)).status == 409
    assert primaries(well) == {first["id"]}


def test_ten_primaries_that_race_leave_exactly_one(well: WellApi, through: Callable[[Any], None], aws: Any) -> None:
    through(OneAtATime(aws))
    ready = Barrier(10)

    def create(_: int) -> Response:
        ready.wait()
        return well.create(a_document(persons=["people1"], is_primary=True))

    with ThreadPoolExecutor(10) as pool:
        responses = list(pool.map(create, range(10)))
    assert [response.status for response in responses] == [201] * 10
    assert len(well.all()) == 10
    assert len(primaries(well)) == 1


def test_primaries_are_one_in_a_table_that_is_busy(well: WellApi, through: Callable[[Any], None], aws: Any) -> None:
    contended = ContendedClient(aws, seed=7, rate=0.3)
    through(contended)
    statuses = [well.create(a_document(persons=["people1"], is_primary=True)).status for _ in range(8)]
    assert set(statuses) <= {201, 503}
    assert contended.refused > 5
    through(aws)
    assert len(well.all()) == statuses.count(201)
    assert len(primaries(well)) == 1


def test_a_primary_that_appears_between_read_and_write_is_demoted_too(
    well: WellApi, through: Callable[[Any], None], aws: Any
) -> None:
    def meanwhile() -> None:
        assert well.create(a_document(persons=["people1"], is_primary=True)).status == 201

    through(InterruptedClient(aws, "batch_get_item", meanwhile))
    last = well.created(a_document(persons=["people1"], is_primary=True))
    assert len(well.all()) == 2
    assert primaries(well) == {last["id"]}


def test_a_primary_of_a_new_person_that_another_stores_meanwhile_is_demoted_too(
    well: WellApi, through: Callable[[Any], None], aws: Any
) -> None:
    document = a_document(persons=["p"], included=[a_person("p", first_name="A")], is_primary=True)

    def meanwhile() -> None:
        other = a_document(persons=["p"], included=[a_person("p", last_name="B", email="a@b.example")], is_primary=True)
        assert well.create(other).status == 201

    through(InterruptedClient(aws, "batch_get_item", meanwhile))
    last = well.created(document)
    assert primaries(well) == {last["id"]}
    (person,) = last["relationships"]["persons"]["data"]
    assert person["attributes"] == {"first_name": "A", "last_name": "B", "email": "a@b.example"}


def test_a_phone_that_is_not_there_is_never_made_half_by_a_demotion(well: WellApi, acme: Tenant, aws: Any) -> None:
    first = well.created(a_document(persons=["people1"], is_primary=True))
    key = keys.well_phone(WorkspaceUuid(acme.workspace), first["id"])
    stored = to_item({"pk": key.pk, "sk": key.sk})
    aws.delete_item(TableName=TABLE_NAME, Key=stored)
    assert well.create(a_document(persons=["people1"], is_primary=True)).status == 500
    assert "Item" not in aws.get_item(TableName=TABLE_NAME, Key=stored)
    assert well.all() == []
