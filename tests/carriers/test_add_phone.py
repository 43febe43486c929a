"""POST /api/call/add-phone against the carrier sandbox, which was written by somebody who had not seen the adapters."""

# ruff: noqa: PLR0917 - fixtures

import json
import re
from typing import Any

import pytest
from trunkline.domain.provider_phones import WebhookStatus
from trunkline.table.client import Table
from trunkline.table.phone_numbers import PhoneNumberTable

from tests.carriers.sandboxed import (
    ACCOUNTS,
    EVERY_CARRIER,
    NUMBERS,
    ORG,
    OTHER_USER,
    Carriers,
    phone_uuid,
    webhooks_of,
)
from tests.carriers.weya import WeyaApi
from tests.support import published
from tests.support.tables import everything
from tests.support.workspaces import Tenant, WorkspaceApi
from tools.sandbox.telnyx.seeding import new_application


@EVERY_CARRIER
@pytest.mark.parametrize("plus", ["", "+"])
def test_a_number_is_registered_with_or_without_plus(
    weya: WeyaApi, carriers: Carriers, carrier: str, plus: str
) -> None:
    digits = NUMBERS[carrier][0].removeprefix("+")
    response = weya.add(carrier, phoneNumber=plus + digits)
    assert response.status == 201, response.text
    answer = response.json()
    data = answer.pop("data")
    assert answer == {"message": "Phone number added successfully", "status": True, "code": 201, "errorMessage": ""}
    assert re.fullmatch(r"[0-9a-f]{24}", data.pop("_id"))
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", data.pop("createdAt"))
    assert data == {"userId": weya.tenant.user_id, "phoneNumber": digits, "integration": carrier}


def test_the_published_request_gets_the_published_answer(weya: WeyaApi, carriers: Carriers) -> None:
    response = weya.send("POST", "/api/call/add-phone", published.request("weya_add_phone"))
    assert response.status == 201, response.text
    answered, expected = response.json(), published.answer("weya_add_phone")
    for made_by_the_service in ("_id", "createdAt"):
        kept = expected["data"][made_by_the_service]
        assert len(answered["data"][made_by_the_service]) == len(kept)
        answered["data"][made_by_the_service] = kept
    # As text: the members are also in the published order.
    assert json.dumps(answered) == json.dumps(expected)


def test_the_published_request_a_second_time_is_refused(weya: WeyaApi, carriers: Carriers) -> None:
    assert weya.send("POST", "/api/call/add-phone", published.request("weya_add_phone")).status == 201
    assert weya.send("POST", "/api/call/add-phone", published.request("weya_add_phone")).status == 400


@EVERY_CARRIER
def test_the_carrier_calls_us_afterwards(weya: WeyaApi, carriers: Carriers, store: Table, carrier: str) -> None:
    assert weya.add(carrier).status == 201
    webhooks = webhooks_of(carrier)
    assert webhooks.base_url == f"https://hooks.example.test/webhooks/{carrier}/{webhooks.token}"
    assert re.fullmatch(r"[0-9a-f]{32}", webhooks.token)
    assert webhooks.base_url in json.dumps(carriers.picture())


@EVERY_CARRIER
def test_a_registered_number_can_be_linked(weya: WeyaApi, api: WorkspaceApi, carriers: Carriers, carrier: str) -> None:
    assert weya.add(carrier, phoneNumber=NUMBERS[carrier][1]).status == 201
    found = [phone for phone in api.linkable().json() if phone["phoneNumber"] == NUMBERS[carrier][1]]
    assert [phone["provider"] for phone in found] == [carrier]
    created = api.create(providerPhoneUuid=found[0]["uuid"]).json()
    assert created["phoneNumber"] == NUMBERS[carrier][1]


@EVERY_CARRIER
def test_the_inventory_keeps_what_it_knew(weya: WeyaApi, api: WorkspaceApi, store: Table, carrier: str) -> None:
    number = api.created(phoneNumber=NUMBERS[carrier][0])
    assert weya.add(carrier).status == 201
    phone = PhoneNumberTable(store).find_provider_phone(ORG, phone_uuid(carrier))
    assert phone
    assert (phone.assigned_number_uuid, phone.account_id) == (number["uuid"], ACCOUNTS[carrier][0])
    assert phone.webhook_status is WebhookStatus.ATTACHED


@EVERY_CARRIER
def test_a_number_is_registered_once_per_user(weya: WeyaApi, carriers: Carriers, carrier: str) -> None:
    assert weya.add(carrier).status == 201
    carriers.forget_requests()
    response = weya.add(carrier, phoneNumber=NUMBERS[carrier][0])
    assert (response.status, response.json()) == (
        400,
        {
            "message": "Phone number already exists for this user",
            "status": False,
            "code": 400,
            "errorMessage": "Phone number already exists for this user",
            "data": None,
        },
    )
    assert carriers.requests() == []


@EVERY_CARRIER
def test_two_users_of_an_organisation_share_a_number(weya: WeyaApi, carriers: Carriers, aws: Any, carrier: str) -> None:
    first = weya.add(carrier).json()["data"]
    picture, items = carriers.picture(), everything()
    second = weya.add(carrier, userId=OTHER_USER)
    assert second.status == 201, second.text
    assert second.json()["data"]["_id"] != first["_id"]
    assert carriers.picture() == picture
    assert len(everything()) == len(items) + 1


@EVERY_CARRIER
def test_a_number_belongs_to_one_organisation_at_a_time(
    weya: WeyaApi, tenants: dict[str, Tenant], carriers: Carriers, aws: Any, carrier: str
) -> None:
    assert weya.add(carrier).status == 201
    picture, items = carriers.picture(), everything()
    response = weya.as_(tenants["globex"]).add(carrier)
    assert response.status == 400, response.text
    assert (carriers.picture(), everything()) == (picture, items)


def test_the_same_telnyx_number_under_another_app_id_is_still_one_number(
    weya: WeyaApi, tenants: dict[str, Tenant], carriers: Carriers
) -> None:
    second = new_application("777", "second", "https://customer.example/second", "2026-10-01T08:00:00.000000Z")
    carriers.account("telnyx").shelf("applications")["777"] = second
    assert weya.add("telnyx").status == 201
    assert weya.as_(tenants["globex"]).add("telnyx", accSId="777").status == 400
    assert weya.add("telnyx", accSId="777", userId=OTHER_USER).status == 201


@EVERY_CARRIER
@pytest.mark.parametrize(
    ("members", "status"),
    [
        ({"authToken": "wrong"}, 400),
        ({"authToken": "k\u00e9y"}, 400),
        ({"phoneNumber": "12125550999"}, 400),
        ({"userId": "64e5f12345abcdef00000000"}, 404),
        ({"userId": "75f6a23456bcdef023456789"}, 404),  # globex's
        ({"userId": "not-an-id"}, 400),
        ({"userId": 5}, 400),
        ({"userId": None}, 400),
        ({"phoneNumber": "abc"}, 400),
        ({"phoneNumber": ""}, 400),
        ({"phoneNumber": "+1212"}, 400),
        ({"integration": "Twilio"}, 400),
        ({"integration": "vonage"}, 400),
        ({"authToken": ""}, 400),
        ({"authToken": "x" * 513}, 400),
        ({"accSId": "../x"}, 400),
        ({"accSId": "x\n"}, 400),
        ({"publicKey": "c2hvcnQ="}, 400),
    ],
)
def test_a_refusal_says_so_in_the_envelope_and_leaves_nothing(
    weya: WeyaApi, carriers: Carriers, aws: Any, carrier: str, members: dict[str, Any], status: int
) -> None:
    picture, items = carriers.picture(), everything()
    response = weya.add(carrier, **members)
    answer = response.json()
    assert response.status == status, response.text
    assert (answer["status"], answer["code"], answer["data"]) == (False, status, None)
    assert answer["message"] == answer["errorMessage"] != ""
    assert (carriers.picture(), everything()) == (picture, items)
    for value in (members.get("authToken"), ACCOUNTS[carrier][1], NUMBERS[carrier][0][1:]):
        assert not value or value not in response.text


def test_a_malformed_user_id_is_named_as_the_api_names_it(weya: WeyaApi) -> None:
    assert "Invalid User ID format" in weya.add("twilio", userId="xyz").json()["errorMessage"]


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"null", b'{"userId": "64e5f12345abcdef12345678"}'])
def test_a_body_that_is_no_registration_is_a_400(weya: WeyaApi, body: bytes) -> None:
    response = weya.send("POST", "/api/call/add-phone", body)
    assert (response.status, response.json()["code"]) == (400, 400)


def test_a_suspended_account_is_refused(weya: WeyaApi, carriers: Carriers, aws: Any) -> None:
    carriers.account("twilio").status = "suspended"
    items = everything()
    assert weya.add("twilio").status == 400
    assert everything() == items


def test_writing_needs_the_write_scope(weya: WeyaApi) -> None:
    reader = WeyaApi(weya.gateway, weya.tenant, token="read")
    assert reader.add("twilio").status == 403
    assert reader.phones().status == 200
    answer = weya.gateway.send("POST", "/api/call/add-phone", headers={}, body=b"{}")
    assert (answer.status, answer.json()["status"], answer.json()["code"]) == (401, False, 401)


def test_an_idempotent_request_registers_once_and_repeats_its_answer(weya: WeyaApi, carriers: Carriers) -> None:
    first = weya.add("plivo", headers={"Idempotency-Key": "k1"})
    carriers.forget_requests()
    second = weya.add("plivo", headers={"Idempotency-Key": "k1"})
    assert (second.status, second.text) == (first.status, first.text) == (201, first.text)
    assert second.headers["idempotency-replayed"] == "true"
    assert carriers.requests() == []


def test_the_users_numbers_are_listed_in_pages_without_secrets(weya: WeyaApi, tenants: dict[str, Tenant]) -> None:
    for carrier in ACCOUNTS:
        assert weya.add(carrier).status == 201
    whole = weya.phones()
    data = whole.json()["data"]
    assert data["nextCursor"] is None
    assert {phone["integration"] for phone in data["phones"]} == set(ACCOUNTS)
    assert all(set(phone) == {"_id", "userId", "phoneNumber", "integration", "createdAt"} for phone in data["phones"])
    first = weya.phones("?limit=2").json()["data"]
    rest = weya.phones(f"?limit=2&cursor={first['nextCursor']}").json()["data"]
    assert first["phones"] + rest["phones"] == data["phones"]
    assert weya.phones(f"?userId={OTHER_USER}").json()["data"]["phones"] == []
    assert weya.phones(f"?userId={OTHER_USER}&cursor={first['nextCursor']}").status == 400
    assert weya.phones("?userId=75f6a23456bcdef023456789").status == 404
    assert weya.phones("?userId=nonsense").status == 400
