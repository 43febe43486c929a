"""Telnyx' App ID is "automatically configured", as the published API says: it may be left out."""

from typing import Any

import pytest
from trunkline.domain.provider_phones import Carrier
from trunkline.table.client import Table
from trunkline.table.phone_numbers import PhoneNumberTable
from trunkline.wiring.carrier_accounts import carrier_accounts

from tests.carriers.sandboxed import ACCOUNTS, NUMBERS, ORG, OTHER_USER, Carriers, phone_uuid
from tests.carriers.weya import WeyaApi


def account_of(store: Table, index: int = 0) -> str:
    phone = PhoneNumberTable(store).find_provider_phone(ORG, phone_uuid("telnyx", index))
    assert phone
    assert phone.account_id
    return phone.account_id


@pytest.mark.parametrize("members", [{"accSId": None}, {"accSId": "auto"}], ids=["left out", "auto"])
def test_telnyx_tells_the_accounts_id(weya: WeyaApi, store: Table, members: dict[str, Any]) -> None:
    assert weya.add("telnyx", **members).status == 201
    account_id = account_of(store)
    assert account_id not in ("auto", ACCOUNTS["telnyx"][0])
    record = carrier_accounts().store.find(ORG, Carrier.TELNYX, account_id)
    assert record
    # What it tells is an id like others: of another number of the account, and when it is sent.
    assert weya.add("telnyx", phoneNumber=NUMBERS["telnyx"][1], **members).status == 201
    assert account_of(store, 1) == account_id
    assert weya.add("telnyx", userId=OTHER_USER, accSId=account_id).status == 201
    assert weya.add("telnyx", userId=OTHER_USER, phoneNumber=NUMBERS["telnyx"][1], accSId="0-0").status == 400


def test_an_account_whose_id_telnyx_does_not_tell_has_to_send_one(
    weya: WeyaApi, carriers: Carriers, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = carriers.picture()
    monkeypatch.setattr("tools.sandbox.telnyx.messaging.uuid.uuid5", lambda *_: "")
    assert weya.add("telnyx", accSId=None).status == 400
    assert carriers.picture() == before


@pytest.mark.parametrize("carrier", ["twilio", "plivo"])
@pytest.mark.parametrize("members", [{"accSId": None}, {"accSId": "auto"}])
def test_other_carriers_accounts_are_named(weya: WeyaApi, carrier: str, members: dict[str, Any]) -> None:
    assert weya.add(carrier, **members).status == 400
