"""The other dialects over HTTP: the published examples, races, and one number that several of them know."""

import json
import uuid
from collections import Counter
from typing import Any

import pytest

from tests.quo.test_published_example import ANSWER as QUO_ANSWER
from tests.quo.test_published_example import REQUEST as QUO_REQUEST
from tests.quo.test_published_example import _without_ids_and_times
from tests.support.crowds import at_once
from tests.support.gateway import Gateway
from tests.support.lending import Lender
from tests.support.quo import QuoApi, a_contact
from tests.support.well import WellApi, a_document
from tests.support.workspaces import Tenant, WorkspaceApi, random_number
from tests.support.zudu import ZuduApi
from tests.well.test_published_example import ANSWER as WELL_ANSWER
from tests.well.test_published_example import PHONE_ID as WELL_PHONE_ID
from tests.well.test_published_example import REQUEST as WELL_REQUEST
from tests.zudu.test_published_example import ANSWER as ZUDU_ANSWER
from tests.zudu.test_published_example import REQUEST as ZUDU_REQUEST


@pytest.fixture
def well(gateway: Gateway, acme: Tenant) -> WellApi:
    return WellApi(gateway, acme.tokens["write"])


@pytest.fixture
def quo(gateway: Gateway, acme: Tenant) -> QuoApi:
    return QuoApi(gateway, acme.quo_key)


@pytest.fixture
def zudu(gateway: Gateway, acme: Tenant) -> ZuduApi:
    return ZuduApi(gateway, acme.zudu["key"], acme.zudu["secret"])


def _names(value: Any) -> Any:
    """The members of a document and their order, without their values."""
    if isinstance(value, dict):
        return [(name, _names(member)) for name, member in value.items()]
    return [_names(member) for member in value] if isinstance(value, list) else None


def test_well_answers_its_published_example(well: WellApi) -> None:
    # An id is used once and for all, so each run of this suite brings its own.
    phone_id = str(uuid.uuid4())
    response = well.send("POST", raw=WELL_REQUEST.replace(WELL_PHONE_ID.encode(), phone_id.encode()))
    expected = json.loads(json.dumps(WELL_ANSWER).replace(WELL_PHONE_ID, phone_id))
    assert (response.status, response.json()) == (201, expected)
    assert _names(response.json()) == _names(WELL_ANSWER)
    assert well.get(phone_id).json() == {"data": expected["data"][0]}
    assert well.delete(phone_id).status == 204
    assert well.get(phone_id).status == 404


def test_quo_answers_its_published_example(quo: QuoApi) -> None:
    sent = json.loads(QUO_REQUEST)
    for contact in quo.listed(externalIds=sent["externalId"]):
        assert quo.delete(contact["id"]).status == 204
    response = quo.send("POST", "contacts", raw=QUO_REQUEST)
    assert response.status == 201, response.text
    contact = response.json()["data"]
    assert _without_ids_and_times(contact) == _without_ids_and_times(QUO_ANSWER["data"])
    assert _names(contact) == _names(QUO_ANSWER["data"])
    assert quo.get(contact["id"]).json() == response.json()
    assert quo.send("POST", "contacts", raw=QUO_REQUEST).status == 409
    assert quo.delete(contact["id"]).status == 204


def test_zudu_answers_its_published_example(zudu: ZuduApi, acme: Tenant) -> None:
    number = json.loads(ZUDU_REQUEST)["phone_number"]
    zudu.delete(number)
    response = zudu.send("POST", "/create", raw=ZUDU_REQUEST)
    times = ("created_at", "updated_at", "last_modification_timestamp")
    answered = response.json()
    ours = {"organization_id": acme.organization_id, **{name: answered["data"][name] for name in times}}
    assert (response.status, answered) == (200, {**ZUDU_ANSWER, "data": ZUDU_ANSWER["data"] | ours})
    assert _names(answered) == _names(ZUDU_ANSWER)
    assert zudu.send("POST", "/create", raw=ZUDU_REQUEST).status == 409
    # The vendor's own curl sends the plus as it is; a careful client encodes it.
    for spelling in (number, number.replace("+", "%2B")):
        assert zudu.get(spelling).json()["data"]["phone_number"] == number
    assert number not in {record["phone_number"] for record in zudu.available().json()["data"]["phone_numbers"]}
    assert zudu.delete(number).status == 200


def test_of_ten_primaries_for_one_person_one_is_left(well: WellApi) -> None:
    person = f"person-{uuid.uuid4()}"
    included = [{"type": "people", "id": person, "attributes": {"first_name": "Ada"}}]
    well.created(a_document(persons=[person], included=included))
    answers = at_once([lambda: well.create(a_document(persons=[person], is_primary=True))] * 10)
    assert Counter(answer.status for answer in answers) == {201: 10}
    ids = [answer.json()["data"][0]["id"] for answer in answers]
    primary = [phone for phone in ids if well.get(phone).json()["data"]["attributes"]["is_primary"]]
    assert len(primary) == 1


def test_of_equal_contacts_numbers_and_phone_ids_one_each_is_left(well: WellApi, quo: QuoApi, zudu: ZuduApi) -> None:
    external_id, number, phone_id = uuid.uuid4().hex, random_number(), str(uuid.uuid4())
    contacts = at_once([lambda: quo.create(a_contact(externalId=external_id))] * 10)
    numbers = at_once([lambda: zudu.create(phone_number=number, inbound_agent_id="agent")] * 10)
    phones = at_once([lambda: well.create(a_document(phone_id=phone_id))] * 10)
    assert Counter(answer.status for answer in contacts) == {201: 1, 409: 9}
    assert Counter(answer.status for answer in numbers) == {200: 1, 409: 9}
    assert Counter(answer.status for answer in phones) == {201: 1, 409: 9}
    assert zudu.delete(number).status == 200


def test_two_tenants_never_collide_and_never_see_each_other(
    gateway: Gateway, globex: Tenant, well: WellApi, quo: QuoApi, zudu: ZuduApi
) -> None:
    external_id, number, phone_id = uuid.uuid4().hex, random_number(), str(uuid.uuid4())
    foreign_well = WellApi(gateway, globex.tokens["write"])
    foreign_quo = QuoApi(gateway, globex.quo_key)
    foreign_zudu = ZuduApi(gateway, globex.zudu["key"], globex.zudu["secret"])

    contact = quo.created(externalId=external_id)
    assert zudu.create(phone_number=number).status == 200
    assert well.create(a_document(phone_id=phone_id)).status == 201

    assert foreign_quo.get(contact["id"]).status == 404
    assert foreign_quo.delete(contact["id"]).status == 404
    assert foreign_zudu.get(number).status == 404
    assert foreign_zudu.delete(number).status == 404
    assert foreign_well.get(phone_id).status == 404
    assert foreign_well.delete(phone_id).status == 404
    assert foreign_quo.create(a_contact(externalId=external_id)).status == 201
    assert foreign_zudu.create(phone_number=number).status == 200
    assert foreign_well.create(a_document(phone_id=phone_id)).status == 201
    assert quo.get(contact["id"]).status == zudu.get(number).status == well.get(phone_id).status == 200
    for api in (zudu, foreign_zudu):
        assert api.delete(number).status == 200


def test_a_credential_speaks_its_own_dialects_only(gateway: Gateway, acme: Tenant) -> None:
    assert QuoApi(gateway, acme.tokens["admin"]).custom_fields().status == 401
    assert WorkspaceApi(gateway, acme.workspace, acme.quo_key).list().status == 401
    assert WellApi(gateway, acme.quo_key).page().status == 401
    assert ZuduApi(gateway, acme.tokens["admin"], acme.tokens["admin"]).list().status == 401


def test_a_number_keeps_its_agents_while_a_workspace_links_it(api: WorkspaceApi, zudu: ZuduApi, lender: Lender) -> None:
    phone = lender.unused_phone(api.workspace)
    zudu.delete(phone["phoneNumber"])
    assert zudu.create(phone_number=phone["phoneNumber"], inbound_agent_id="agent_1").status == 200
    number = api.created(phoneNumber=phone["phoneNumber"])
    assert number["providerPhoneUuid"] == phone["uuid"]
    assert zudu.get(phone["phoneNumber"]).json()["data"]["inbound_agent_id"] == "agent_1"
    assert api.link(number["id"], None).status == 200
    assert zudu.delete(phone["phoneNumber"]).status == 200
