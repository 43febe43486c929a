"""A registered number's webhooks: taken back from the carrier, set again, given up."""

import json
from dataclasses import replace
from typing import Any

import pytest
from trunkline.domain.identifiers import NumberUuid
from trunkline.domain.provider_phones import ProviderPhone, WebhookStatus
from trunkline.domain.timestamps import utc_now
from trunkline.errors import CarrierRefusedError
from trunkline.services import number_webhooks as use_cases
from trunkline.services.carrier_adapters import Budget
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.phone_numbers import PhoneNumberTable
from trunkline.table.provider_phones import ProviderPhoneTable
from trunkline.wiring.carriers import number_webhooks

from tests.carriers.sandboxed import ACCOUNTS, NUMBERS, ORG, Carriers, phone_uuid
from tests.carriers.weya import WeyaApi
from tests.support.workspaces import Tenant

EVERY_CARRIER = pytest.mark.parametrize("carrier", ["twilio", "plivo", "telnyx"])


@EVERY_CARRIER
def test_a_registered_number_can_be_detached_and_attached_again(
    weya: WeyaApi, carriers: Carriers, store: Table, carrier: str, tenants: dict[str, Tenant]
) -> None:
    before = carriers.picture()
    assert weya.add(carrier).status == 201
    subject = number_webhooks()

    def now() -> ProviderPhone:
        phone = PhoneNumberTable(store).find_provider_phone(ORG, phone_uuid(carrier))
        assert phone
        return phone

    for _ in range(2):
        subject.detach(now())
        assert carriers.picture() == before
        assert now().webhook_status is WebhookStatus.DETACHED
    for _ in range(2):
        subject.attach(now())
        assert now().webhook_status is WebhookStatus.ATTACHED
    assert "hooks.example.test" in json.dumps(carriers.picture())
    subject.detach(now())
    # A detached number is free for another organisation, and then no longer ours to attach.
    assert weya.as_(tenants["globex"]).add(carrier).status == 201
    with pytest.raises(CarrierRefusedError):
        subject.attach(now())


@EVERY_CARRIER
def test_what_a_provider_phone_says_already_is_not_kept_with_its_webhooks_again(
    weya: WeyaApi, carriers: Carriers, store: Table, carrier: str
) -> None:
    assert weya.add(carrier).status == 201
    item = store.get(keys.provider_phone(ORG, phone_uuid(carrier)))
    assert item
    # An account at Telnyx is known by an application, and the owner of its numbers by another id.
    told = {"owner_id"} if carrier == "telnyx" else set()
    assert item["webhooks"].keys() & {"carrier", "account_id", "owner_id"} == told


@EVERY_CARRIER
def test_a_number_that_the_carrier_no_longer_knows_counts_as_detached(
    weya: WeyaApi, carriers: Carriers, store: Table, carrier: str
) -> None:
    assert weya.add(carrier).status == 201
    carriers.account(carrier).shelf("numbers").clear()
    phone = PhoneNumberTable(store).find_provider_phone(ORG, phone_uuid(carrier))
    assert phone
    assert number_webhooks().detach(phone)
    detached = PhoneNumberTable(store).find_provider_phone(ORG, phone_uuid(carrier))
    assert detached
    assert detached.webhook_status is WebhookStatus.DETACHED
    number_webhooks().release_to_carrier(detached)


@EVERY_CARRIER
def test_a_number_is_given_up_for_good(weya: WeyaApi, carriers: Carriers, store: Table, carrier: str) -> None:
    assert weya.add(carrier).status == 201
    phone = PhoneNumberTable(store).find_provider_phone(ORG, phone_uuid(carrier))
    assert phone
    pool = ProviderPhoneTable(store)
    assert pool.withdraw(phone, now=utc_now())
    released = number_webhooks().release_to_carrier(replace(phone, releasing=NumberUuid(phone.uuid)))
    assert pool.forget(released)
    assert NUMBERS[carrier][0][1:] not in json.dumps(carriers.account(carrier).shelf("numbers"))
    assert store.get(keys.number_claim(carrier, ACCOUNTS[carrier][0], NUMBERS[carrier][0])) is None


def test_giving_up_a_number_that_rings_takes_no_longer_than_one_call(
    weya: WeyaApi, store: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cleanup begins it with 30 s left."""
    assert weya.add("twilio").status == 201
    phone = PhoneNumberTable(store).find_provider_phone(ORG, phone_uuid("twilio"))
    assert phone
    seconds: list[float] = []

    def budget(given: float) -> Budget:
        seconds.append(given)
        return Budget(given)

    monkeypatch.setattr(use_cases, "Budget", budget)
    number_webhooks().release_to_carrier(phone)
    assert sum(seconds) <= 20


@EVERY_CARRIER
def test_a_phone_without_an_account_has_nothing_to_attach(
    tenants: dict[str, Tenant], store: Table, carriers: Carriers, service: Any, carrier: str
) -> None:
    phone = PhoneNumberTable(store).find_provider_phone(ORG, phone_uuid(carrier))
    assert phone
    for call in (
        number_webhooks().attach,
        number_webhooks().detach,
        number_webhooks().release_to_carrier,
    ):
        call(phone)
    assert carriers.requests() == []
