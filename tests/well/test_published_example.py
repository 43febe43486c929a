"""The vendor's published example, byte for byte, and what it implies."""

import json

from tests.support import published
from tests.support.gateway import Gateway
from tests.support.well import WellApi, a_document
from tests.support.workspaces import Tenant

REQUEST = published.request("well_create_phone")
ANSWER = published.answer("well_create_phone")
PHONE_ID = "3c90c3cc-0d44-4b50-8888-8dd25736052a"


def test_the_published_request_gets_the_published_answer(well: WellApi) -> None:
    response = well.send("POST", raw=REQUEST)
    assert (response.status, response.json()) == (201, ANSWER)
    assert response.headers["content-type"] == "application/json"


def test_members_come_in_the_published_order(well: WellApi) -> None:
    assert json.dumps(well.send("POST", raw=REQUEST).json()) == json.dumps(ANSWER)


def test_the_phone_reads_as_it_was_created_but_as_an_object(well: WellApi) -> None:
    well.send("POST", raw=REQUEST)
    assert well.get(PHONE_ID).json() == {"data": ANSWER["data"][0]}


def test_the_list_shows_the_phone_with_references(well: WellApi) -> None:
    well.send("POST", raw=REQUEST)
    (phone,) = published.answer("well_create_phone")["data"]
    for relationship in phone["relationships"].values():
        for reference in relationship["data"]:
            reference.pop("attributes", None)
    expected = {"data": [phone], "meta": {"total": 1, "count": 1}, "links": {"next": None}}
    assert well.page().json() == expected


def test_included_people_do_not_lose_the_email_that_was_known(well: WellApi) -> None:
    well.send("POST", raw=REQUEST)
    again = well.created(a_document(persons=["people1"]))
    (person,) = again["relationships"]["persons"]["data"]
    assert person["attributes"] == {"first_name": "John", "last_name": "Doe", "email": "john.doe@example.com"}


def test_an_email_that_is_sent_as_null_stays_known(well: WellApi) -> None:
    document = a_document(
        persons=["people1"], included=[{"type": "people", "id": "people1", "attributes": {"email": None}}]
    )
    (person,) = well.created(document)["relationships"]["persons"]["data"]
    assert person["attributes"] == {"email": "john.doe@example.com"}


def test_the_other_tenant_gets_the_same_answer_to_the_same_request(
    well: WellApi, gateway: Gateway, tenants: dict[str, Tenant]
) -> None:
    globex = WellApi(gateway, tenants["globex"].tokens["write"])
    assert well.send("POST", raw=REQUEST).json() == globex.send("POST", raw=REQUEST).json() == ANSWER
    assert well.delete(PHONE_ID).status == 204
    assert well.get(PHONE_ID).status == 404
    assert globex.get(PHONE_ID).status == 200
