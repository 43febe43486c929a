"""A number of a carrier account is imported by a Zudu key."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from trunkline.domain.identifiers import OrganizationId, provider_phone_uuid
from trunkline.domain.provider_phones import WebhookStatus
from trunkline.errors import UnavailableError
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.zudu_numbers import ZuduNumberTable

from tests.carriers.sandboxed import ACCOUNTS, NUMBERS, Carriers, webhooks_of
from tests.carriers.weya import WeyaApi
from tests.support.gateway import Gateway, Response
from tests.support.workspaces import Tenant
from tests.support.zudu import ZuduApi, hold_for_archiving

IMPORTABLE = pytest.mark.parametrize("carrier", ["twilio", "plivo"])


@pytest.fixture
def zudu(carriers: Carriers, service: dict[str, str], gateway: Gateway, acme: Tenant) -> ZuduApi:
    return ZuduApi(gateway, acme.zudu["key"], acme.zudu["secret"])


def _import(
    zudu: ZuduApi, carrier: str = "twilio", *, headers: Mapping[str, str] | None = None, **members: Any
) -> Response:
    account_id, token = ACCOUNTS[carrier]
    body = {
        "phone_number": NUMBERS[carrier][0],
        "provider": carrier,
        "account_sid": account_id,
        "auth_token": token,
        "nickname": "Main Office Line",
        **members,
    }
    return zudu.imported(headers=headers, **{name: value for name, value in body.items() if value is not None})


@IMPORTABLE
def test_an_imported_number_rings_here_and_has_its_record(zudu: ZuduApi, weya: WeyaApi, carrier: str) -> None:
    answer = _import(zudu, carrier, inbound_agent_id="agent_123", outbound_agent_id="agent_456")

    assert answer.status == 200, answer.text
    body = answer.json()
    assert (body["status"], body["message"]) == ("success", "Phone number validated and imported successfully")
    record = zudu.get(NUMBERS[carrier][0]).json()["data"]
    created_at = body["data"]["phone_number"].pop("created_at")
    assert created_at == record["created_at"]
    assert body["data"] == {
        "phone_number": {
            "phone_number": NUMBERS[carrier][0],
            "nickname": "Main Office Line",
            "organization_id": "org_acme",
            "phone_number_type": "CUSTOM",
            "number_provider": carrier,
            "inbound_agent_id": "agent_123",
            "outbound_agent_id": "agent_456",
            "inbound_trunk_id": None,
            "outbound_trunk_id": None,
            "dispatch_rule_id": None,
        },
        "validation_result": {
            "phone_number": NUMBERS[carrier][0],
            "friendly_name": "Main Office Line",
            "capabilities": {"voice": True, "sms": True},
            "status": "active",
            "message": "Phone number validated successfully",
        },
        "import_details": {
            "imported_at": record["last_modification_timestamp"],
            "organization_id": "org_acme",
            "provider": carrier,
        },
    }
    assert record["phone_number_type"] == "CUSTOM"
    assert webhooks_of(carrier).status is WebhookStatus.ATTACHED
    assert [each["phoneNumber"] for each in weya.phones(f"?userId={weya.tenant.user_id}").json()["data"]["phones"]]
    assert ACCOUNTS[carrier][1] not in answer.text


def test_a_number_with_a_record_is_refused_before_the_carrier_is_asked(zudu: ZuduApi, carriers: Carriers) -> None:
    zudu.created(phone_number=NUMBERS["twilio"][0])
    carriers.fail("twilio", 503, times=50)

    answer = _import(zudu)

    assert (answer.status, answer.json()["error"]) == (409, "PHONE_NUMBER_EXISTS")


def test_an_import_is_done_once(zudu: ZuduApi) -> None:
    keyed = {"Idempotency-Key": "one"}

    first, again, other = _import(zudu, headers=keyed), _import(zudu, headers=keyed), _import(zudu)

    assert (first.status, again.status, other.status) == (200, 200, 409)
    assert again.text == first.text
    assert again.headers["idempotency-replayed"] == "true"


def test_an_import_that_stopped_before_its_record_is_ended_by_the_same_import(
    zudu: ZuduApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_busy(*_: Any) -> None:
        raise UnavailableError

    with monkeypatch.context() as patch:
        patch.setattr(ZuduNumberTable, "add", too_busy)
        assert _import(zudu).status == 503
    assert zudu.get(NUMBERS["twilio"][0]).status == 404
    assert webhooks_of("twilio").status is WebhookStatus.ATTACHED

    # Not without the account's secret.
    refused = _import(zudu, auth_token="wrong")
    assert (refused.status, zudu.get(NUMBERS["twilio"][0]).status) == (400, 404)
    assert _import(zudu).status == 200
    assert zudu.get(NUMBERS["twilio"][0]).json()["data"]["phone_number_type"] == "CUSTOM"


def test_a_number_that_the_user_has_registered_gets_its_record(zudu: ZuduApi, weya: WeyaApi) -> None:
    assert weya.add("twilio").status == 201

    # Not with another account: its secret proves nothing of the one that the number is registered with.
    elsewhere = _import(zudu, account_sid="AC" + "0" * 32)
    assert (elsewhere.status, elsewhere.json()["error"]) == (409, "PHONE_NUMBER_EXISTS")
    assert _import(zudu).status == 200


@IMPORTABLE
@pytest.mark.parametrize("change", [{"auth_token": "wrong"}, {"phone_number": "+14155559999"}], ids=str)
def test_of_what_the_account_does_not_prove_nothing_stays(
    zudu: ZuduApi, store: Table, carrier: str, change: dict[str, Any]
) -> None:
    answer = _import(zudu, carrier, **change)

    assert (answer.status, answer.json()["status"]) == (400, "error")
    number = change.get("phone_number", NUMBERS[carrier][0])
    assert zudu.get(number).status == 404
    org = OrganizationId("org_acme")
    phone = store.get(keys.provider_phone(org, provider_phone_uuid(org, number)))
    assert phone is None or "webhook_status" not in phone
    assert ACCOUNTS[carrier][1] not in answer.text


def test_a_carrier_that_is_down_leaves_nothing(zudu: ZuduApi, carriers: Carriers) -> None:
    carriers.fail("twilio", 503, times=50)

    assert _import(zudu).status == 500
    carriers.sandbox.faults.clear()
    assert zudu.get(NUMBERS["twilio"][0]).status == 404
    assert _import(zudu).status == 200


def test_a_number_that_is_being_archived_cannot_be_imported(zudu: ZuduApi, store: Table, acme: Tenant) -> None:
    hold_for_archiving(store, acme, NUMBERS["twilio"][0])

    answer = _import(zudu, inbound_agent_id="agent_1")

    assert (answer.status, answer.json()["error"]) == (500, "CARRIER_UNAVAILABLE")
    assert zudu.get(NUMBERS["twilio"][0]).status == 404


def test_another_organisations_number_is_refused(zudu: ZuduApi, gateway: Gateway, tenants: dict[str, Tenant]) -> None:
    assert _import(zudu).status == 200
    globex = replace(zudu, key=tenants["globex"].zudu["key"], secret=tenants["globex"].zudu["secret"])

    answer = _import(globex)

    assert answer.status == 400
    assert globex.get(NUMBERS["twilio"][0]).status == 404


@pytest.mark.parametrize(
    "change",
    [
        {"provider": None},
        {"provider": "telnyx"},
        {"provider": "TWILIO"},
        {"account_sid": None},
        {"account_sid": "a/b"},
        {"auth_token": None},
        {"auth_token": ""},
        {"phone_number": "4155550140"},
        {"inbound_agent_id": "two words"},
    ],
    ids=str,
)
def test_what_cannot_be_an_import_is_refused_and_no_secret_repeated(zudu: ZuduApi, change: dict[str, Any]) -> None:
    answer = _import(zudu, **change)

    assert (answer.status, answer.json()["error"]) == (400, "INVALID_REQUEST")
    assert ACCOUNTS["twilio"][1] not in answer.text
