"""``webhooks``: whether a number rings, as far as its carrier has been told."""

import uuid
from typing import Any

import pytest
from trunkline.domain.identifiers import NumberId, ProviderPhoneUuid
from trunkline.domain.provider_phones import WebhookStatus
from trunkline.errors import CarrierUnavailableError
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.items import Update
from trunkline.table.number_items import provider_phone_from
from trunkline.table.phone_numbers import PhoneNumberTable

from tests.fakes.carriers import FakeCarriers
from tests.support.archives import connect, phone_item
from tests.support.builders import a_phone_number
from tests.support.clients import MeteredClient
from tests.support.composition import compose_with
from tests.support.workspaces import Tenant, WorkspaceApi

ORGANIZATION = "org_acme"


@pytest.fixture
def carriers(monkeypatch: pytest.MonkeyPatch) -> FakeCarriers:
    fake = FakeCarriers()
    compose_with(monkeypatch, "number_webhooks", fake.number_webhooks)
    return fake


@pytest.fixture
def phone(acme: Tenant) -> str:
    """A provider phone of Acme's, free and without a carrier account."""
    found: str = acme.provider_phones[0]["uuid"]
    return found


def _told(api: WorkspaceApi, number: Any) -> tuple[str, str]:
    """What its own page and the list say."""
    (listed,) = [each for each in api.list().json() if each["id"] == number]
    return api.get(number).json()["webhooks"], listed["webhooks"]


def test_a_number_without_a_provider_phone_has_none(api: WorkspaceApi) -> None:
    number = api.created()

    assert number["webhooks"] == "none"
    assert _told(api, number["id"]) == ("none", "none")
    assert api.archive(number["id"]).json()["webhooks"] == "none"


def test_a_number_whose_provider_phone_has_no_account_has_none(api: WorkspaceApi, phone: str) -> None:
    number = api.created(providerPhoneUuid=phone)

    assert number["webhooks"] == "none"
    assert _told(api, number["id"]) == ("none", "none")


def test_a_number_whose_webhooks_stand_is_attached_in_every_answer(
    api: WorkspaceApi, store: Table, carriers: FakeCarriers, phone: str
) -> None:
    connect(store, carriers, ORGANIZATION, phone)
    number = api.created()["id"]

    assert api.link(number, phone).json()["webhooks"] == "attached"
    assert api.link(number, phone).json()["webhooks"] == "attached"
    assert api.update(number, name="Desk").json()["webhooks"] == "attached"
    assert _told(api, number) == ("attached", "attached")
    assert api.link(number, None).json()["webhooks"] == "none"
    assert _told(api, number) == ("none", "none")


def test_a_link_that_sets_the_webhooks_answers_that_they_are(
    api: WorkspaceApi, store: Table, carriers: FakeCarriers, phone: str
) -> None:
    connect(store, carriers, ORGANIZATION, phone, WebhookStatus.DETACHED)

    number = api.created(providerPhoneUuid=phone)

    assert number["webhooks"] == "attached"
    assert _told(api, number["id"]) == ("attached", "attached")


def test_a_link_whose_carrier_is_down_is_pending(
    api: WorkspaceApi, store: Table, carriers: FakeCarriers, phone: str
) -> None:
    connect(store, carriers, ORGANIZATION, phone, WebhookStatus.DETACHED)
    carriers.faults_before = [CarrierUnavailableError("down")]

    number = api.created(providerPhoneUuid=phone)

    assert number["webhooks"] == "pending"
    assert _told(api, number["id"]) == ("pending", "pending")


def test_a_replay_says_what_the_first_answer_said(
    api: WorkspaceApi, store: Table, carriers: FakeCarriers, phone: str
) -> None:
    connect(store, carriers, ORGANIZATION, phone, WebhookStatus.DETACHED)
    number, key = api.created()["id"], {"Idempotency-Key": uuid.uuid4().hex}

    first, second = (api.link(number, phone, headers=key) for _ in range(2))

    assert first.json()["webhooks"] == "pending"
    assert second.text == first.text
    assert _told(api, number) == ("attached", "attached")


@pytest.mark.parametrize("states", [("detached", "detached"), ("pending", "pending"), ("detaching", "pending")])
def test_each_state_of_the_provider_phone_is_told(
    api: WorkspaceApi, store: Table, carriers: FakeCarriers, phone: str, states: tuple[str, str]
) -> None:
    status, told = states
    connected = connect(store, carriers, ORGANIZATION, phone)
    number = api.created(providerPhoneUuid=phone)["id"]
    key = keys.provider_phone(connected.organization_id, connected.uuid)
    store.write(Update(label="phone", key=key, set_={"webhook_status": status}, condition="attribute_exists(pk)"))

    assert _told(api, number) == (told, told)


def test_linkable_phones_say_whether_they_ring(
    api: WorkspaceApi, store: Table, carriers: FakeCarriers, phone: str, acme: Tenant
) -> None:
    connect(store, carriers, ORGANIZATION, phone)
    other = acme.provider_phones[1]["uuid"]

    told = {each["uuid"]: each["webhooks"] for each in api.linkable().json()}

    assert (told[phone], told[other]) == ("attached", "none")


def test_each_number_of_a_list_has_the_state_of_its_own_provider_phone(
    api: WorkspaceApi, store: Table, carriers: FakeCarriers, acme: Tenant, meter: MeteredClient
) -> None:
    phones = [phone["uuid"] for phone in acme.provider_phones[:3]]
    connect(store, carriers, ORGANIZATION, phones[1])
    linked = {api.created(providerPhoneUuid=phone)["id"]: phone for phone in phones}
    alone = api.created()["id"]

    bill = meter.start()
    told = {number["id"]: number["webhooks"] for number in api.list().json()}

    assert bill.calls == {"query": 1, "batch_get_item": 1}
    assert told.pop(alone) == "none"
    found = {phone: provider_phone_from(phone_item(store, ORGANIZATION, phone)) for phone in phones}
    assert told == {number: found[phone].published_webhooks for number, phone in linked.items() if found[phone]}  # type: ignore[union-attr]
    assert sorted(told.values()) == ["attached", "none", "none"]


def test_more_linked_numbers_than_a_batch_holds_are_read_in_several(
    store: Table, carriers: FakeCarriers, acme: Tenant, meter: MeteredClient
) -> None:
    """The last of 101 has the provider phone that rings; those of the others are gone."""
    connected = connect(store, carriers, ORGANIZATION, acme.provider_phones[0]["uuid"])
    numbers = [
        a_phone_number(id=NumberId(each), provider_phone_uuid=ProviderPhoneUuid(str(uuid.uuid4())))
        for each in range(1, 101)
    ]
    last = a_phone_number(
        id=NumberId(101), organization_id=connected.organization_id, provider_phone_uuid=connected.uuid
    )

    bill = meter.start()
    found = PhoneNumberTable(Table(meter, store.name)).provider_phones_of([*numbers, last])  # type: ignore[arg-type]

    assert found == {last.uuid: connected}
    assert bill.calls == {"batch_get_item": 2}
