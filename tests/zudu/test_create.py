from typing import Any

import pytest
from trunkline.domain.identifiers import OrganizationId
from trunkline.table import keys
from trunkline.table.client import Table

from tests.support.workspaces import Tenant
from tests.support.zudu import ZuduApi


def test_a_number_alone_gets_every_default(zudu: ZuduApi, acme: Tenant) -> None:
    created = zudu.create(phone_number="+14157774444").json()["data"]
    del created["created_at"], created["updated_at"], created["last_modification_timestamp"]
    assert created == {
        "phone_number": "+14157774444",
        "organization_id": acme.organization_id,
        "phone_number_pretty": "+1 (415) 777-4444",
        "area_code": 415,
        "nickname": None,
        "phone_number_type": "zudu-twilio",
        "inbound_agent_id": None,
        "outbound_agent_id": None,
        "inbound_agent_version": 1,
        "outbound_agent_version": 1,
        "inbound_webhook_url": None,
        "number_provider": "twilio",
        "outbound_trunk_id": None,
    }


def test_null_is_as_good_as_left_out(zudu: ZuduApi) -> None:
    members = dict.fromkeys(
        [
            "area_code",
            "nickname",
            "inbound_agent_id",
            "outbound_agent_id",
            "inbound_agent_version",
            "outbound_agent_version",
            "inbound_webhook_url",
            "number_provider",
            "outbound_trunk_id",
            "phone_number_type",
        ]
    )
    created = zudu.created(phone_number="+14157774444", **members)
    assert created["number_provider"] == "twilio"
    assert created["phone_number_type"] == "zudu-twilio"
    assert created["inbound_agent_version"] == created["outbound_agent_version"] == 1
    assert created["area_code"] == 415


@pytest.mark.parametrize("sent", ["+1 (415) 777-4444", "+1-415-777-4444", "+1.415.777.4444"])
def test_a_number_is_stored_and_answered_in_e164(zudu: ZuduApi, sent: str) -> None:
    assert zudu.created(phone_number=sent)["phone_number"] == "+14157774444"
    assert zudu.create(phone_number="+14157774444").status == 409


@pytest.mark.parametrize(
    ("number", "pretty", "area_code"),
    [
        ("+18765551234", "+1 (876) 555-1234", 876),
        ("+442079460100", "+44 20 7946 0100", None),
        ("+33199001200", "+33 1 99 00 12 00", None),
        ("+80012345678", "+800 1234 5678", None),
    ],
)
def test_a_number_is_pretty_in_the_form_of_its_country(
    zudu: ZuduApi, number: str, pretty: str, area_code: int | None
) -> None:
    created = zudu.created(phone_number=number)
    assert (created["phone_number_pretty"], created["area_code"]) == (pretty, area_code)


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"number_provider": "plivo"}, "zudu-plivo"),
        ({"phone_number_type": "CUSTOM"}, "CUSTOM"),
        ({"phone_number_type": "ZUDU_TWILIO", "number_provider": "plivo"}, "ZUDU_TWILIO"),
    ],
)
def test_the_type_is_echoed_and_else_follows_from_the_provider(
    zudu: ZuduApi, members: dict[str, str], expected: str
) -> None:
    assert zudu.created(**members)["phone_number_type"] == expected


def test_members_that_are_not_known_are_ignored(zudu: ZuduApi) -> None:
    created = zudu.created(phone_number="+14157774444", organization_id="org_other", colour="red")
    assert created["organization_id"] != "org_other"
    assert "colour" not in created


def test_what_was_created_is_what_is_read(zudu: ZuduApi) -> None:
    created = zudu.created(phone_number="+14157774444", nickname="Zoë ☎", inbound_agent_id="agent_1")
    found = zudu.get("+14157774444").json()["data"]
    assert found == {**created, "inbound_trunk_id": None, "dispatch_rule_id": None}


@pytest.mark.parametrize("spelling", ["+14157774444", "%2B14157774444", "%2b14157774444", "%2B1%20(415)%20777-4444"])
def test_a_number_is_found_by_either_spelling_of_its_plus(zudu: ZuduApi, spelling: str) -> None:
    zudu.created(phone_number="+14157774444")
    assert zudu.get(spelling).json()["data"]["phone_number"] == "+14157774444"
    assert zudu.update(spelling, nickname="Front desk").status == 200
    assert zudu.delete(spelling).status == 200


def test_a_duplicate_is_refused_and_the_first_record_stays(zudu: ZuduApi) -> None:
    first = zudu.created(phone_number="+14157774444", nickname="first")
    refused = zudu.create(phone_number="+14157774444", nickname="second", inbound_agent_id="agent_2")
    assert refused.status == 409
    assert refused.json()["error"] == "PHONE_NUMBER_EXISTS"
    assert "415" not in refused.json()["message"]
    assert zudu.get("+14157774444").json()["data"].items() >= first.items()


def test_a_duplicate_leaves_the_inventory_as_it_was(zudu: ZuduApi, inventory_item: Any) -> None:
    zudu.created(phone_number="+14157774444", inbound_agent_id="agent_1")
    before = inventory_item("+14157774444")
    zudu.create(phone_number="+14157774444", inbound_agent_id="agent_2")
    assert inventory_item("+14157774444") == before


def test_two_organisations_have_a_record_each_and_neither_sees_the_other(zudu: ZuduApi, globex_zudu: ZuduApi) -> None:
    zudu.created(phone_number="+14157774444", nickname="ours", inbound_agent_id="agent_1")
    assert globex_zudu.get("+14157774444").status == 404
    assert globex_zudu.update("+14157774444", nickname="theirs").status == 404
    assert globex_zudu.delete("+14157774444").status == 404
    globex_zudu.created(phone_number="+14157774444", nickname="theirs")
    assert zudu.get("+14157774444").json()["data"]["nickname"] == "ours"
    assert [entry["nickname"] for entry in globex_zudu.list().json()["data"]["phone_numbers"]] == ["theirs"]
    assert globex_zudu.delete("+14157774444").status == 200
    assert zudu.get("+14157774444").status == 200


def test_the_largest_record_is_read_for_one_unit(zudu: ZuduApi, store: Table, acme: Tenant) -> None:
    text = "n" * 128
    created = zudu.created(
        nickname="\U0001f4de" * 200,
        inbound_agent_id=text,
        outbound_agent_id=text,
        inbound_agent_version=2**53 - 1,
        outbound_agent_version=2**53 - 1,
        inbound_webhook_url="https://example.com/" + "p" * (2048 - 20),
        number_provider=text,
        outbound_trunk_id=text,
        phone_number_type=text,
    )
    item = store.get(keys.zudu_number(OrganizationId(acme.organization_id), created["phone_number"]))
    assert item is not None
    size = sum(len(name.encode()) + len(str(value).encode()) for name, value in item.items())
    assert size < 4096
