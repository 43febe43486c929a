"""A registered number's webhooks: taken back from the carrier, set again, given up."""

import json
from typing import Any

import pytest
from trunkline.domain.phone_numbers import AttachmentStatus
from trunkline.services.carrier_adapters import Budget
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.phone_numbers import PhoneNumberTable
from trunkline.wiring.carriers import carrier_attachments

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
    phones, subject = PhoneNumberTable(store), carrier_attachments()
    phone = phones.find_provider_phone(ORG, phone_uuid(carrier))
    assert phone
    for _ in range(2):
        subject.detach(phone)
        assert carriers.picture() == before
        detached = phones.find_provider_phone(ORG, phone.uuid)
        assert detached
        assert detached.attachment is AttachmentStatus.DETACHED
    for _ in range(2):
        subject.attach(phone)
        attached = phones.find_provider_phone(ORG, phone.uuid)
        assert attached
        assert attached.attachment is AttachmentStatus.ATTACHED
    assert "hooks.example.test" in json.dumps(carriers.picture())
    subject.detach(phone)
    # A detached number is free for another organisation, and then no longer ours to attach.
    assert weya.as_(tenants["globex"]).add(carrier).status == 201
    from trunkline.errors import CarrierRefusedError  # noqa: PLC0415

    with pytest.raises(CarrierRefusedError):
        subject.attach(phone)


@EVERY_CARRIER
def test_a_number_that_the_carrier_no_longer_knows_counts_as_detached(
    weya: WeyaApi, carriers: Carriers, store: Table, carrier: str
) -> None:
    assert weya.add(carrier).status == 201
    carriers.account(carrier).shelf("numbers").clear()
    phone = PhoneNumberTable(store).find_provider_phone(ORG, phone_uuid(carrier))
    assert phone
    carrier_attachments().detach(phone)
    carrier_attachments().release_to_carrier(phone)


@EVERY_CARRIER
def test_a_number_is_given_up_for_good(weya: WeyaApi, carriers: Carriers, store: Table, carrier: str) -> None:
    assert weya.add(carrier).status == 201
    phone = PhoneNumberTable(store).find_provider_phone(ORG, phone_uuid(carrier))
    assert phone
    carrier_attachments().release_to_carrier(phone)
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

    monkeypatch.setattr("trunkline.services.carrier_attachments.Budget", budget)
    carrier_attachments().release_to_carrier(phone)
    assert sum(seconds) <= 20


@EVERY_CARRIER
def test_a_phone_without_an_account_has_nothing_to_attach(
    tenants: dict[str, Tenant], store: Table, carriers: Carriers, service: Any, carrier: str
) -> None:
    phone = PhoneNumberTable(store).find_provider_phone(ORG, phone_uuid(carrier))
    assert phone
    for call in (
        carrier_attachments().attach,
        carrier_attachments().detach,
        carrier_attachments().release_to_carrier,
    ):
        call(phone)
    assert carriers.requests() == []
