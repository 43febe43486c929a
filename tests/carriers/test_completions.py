"""What a registration finds changed between reading and storing: each condition of its transaction, on its own."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from trunkline.domain.provider_phones import LostAttemptError, WebhookStatus, is_withdrawn
from trunkline.services.registration_records import Completion, StaleRegistrationError
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.inventory import InventoryTable
from trunkline.table.items import Delete, Put, Update
from trunkline.table.phone_numbers import PhoneNumberTable
from trunkline.table.registrations import RegistrationTable, _key, _user_phone_attributes
from trunkline.wiring.carriers import number_webhooks

from tests.carriers.sandboxed import ORG, OTHER_USER, Carriers, phone_uuid
from tests.carriers.weya import WeyaApi
from tests.support.builders import LONG_AGO
from tests.support.tables import everything

TWILIO = keys.provider_phone(ORG, phone_uuid("twilio"))
Meanwhile = Callable[[Callable[[Completion], object]], None]


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Meanwhile:
    """Has something happen just before the next registration is stored."""
    complete = RegistrationTable.complete

    def arrange(happens: Callable[[Completion], object]) -> None:
        due = [happens]

        def disturbed(table: RegistrationTable, completion: Completion, idempotent: Any) -> None:
            if due:
                due.pop()(completion)
            complete(table, completion, idempotent)

        monkeypatch.setattr(RegistrationTable, "complete", disturbed)

    return arrange


def test_a_user_who_has_registered_the_number_meanwhile_keeps_that_registration(
    weya: WeyaApi, carriers: Carriers, store: Table, aws: Any, meanwhile: Meanwhile
) -> None:
    def register(completion: Completion) -> None:
        first = replace(completion.user_phone, id="0" * 24)
        store.write(
            Put(
                label="x",
                key=_key(first),
                attributes=_user_phone_attributes(first),
                condition="attribute_not_exists(pk)",
            )
        )

    meanwhile(register)

    refused = weya.add("twilio")

    assert (refused.status, refused.json()["errorMessage"]) == (400, "Phone number already exists for this user")
    (kept,) = [item for item in everything() if item["entity"]["S"] == "user_phone"]
    assert kept["user_phone_id"]["S"] == "0" * 24


@pytest.mark.parametrize(
    ("what", "value", "error"),
    [
        ("webhook_attempt", "another", LostAttemptError),
        ("webhook_status", "detaching", LostAttemptError),
        ("releasing", "a number", StaleRegistrationError),
    ],
)
def test_nothing_of_an_attempt_that_has_ended_is_stored(
    *,
    weya: WeyaApi,
    carriers: Carriers,
    store: Table,
    meanwhile: Meanwhile,
    what: str,
    value: str,
    error: type[Exception],
) -> None:
    """Whoever took the attempt over has changed the one or the other, or holds the number."""

    def end_and_complete(completion: Completion) -> None:
        as_it_was = store.get(TWILIO) or {}
        store.write(Update(label="x", key=TWILIO, set_={what: value}, condition="attribute_exists(webhook_attempt)"))
        before = everything()
        with pytest.raises(error):
            RegistrationTable(store).complete(completion, None)
        assert everything() == before
        back = {what: as_it_was.get(what)}
        store.write(Update(label="x", key=TWILIO, set_=back, condition="attribute_exists(webhook_attempt)"))
        tried.append(completion)

    tried: list[Completion] = []
    meanwhile(end_and_complete)
    assert weya.add("twilio").status == 201
    assert len(tried) == 1


def test_a_number_that_was_imported_meanwhile_stays_as_it_was_imported(
    weya: WeyaApi, carriers: Carriers, store: Table, meanwhile: Meanwhile
) -> None:
    """An import says nothing of webhooks, and leaves those that are being set."""
    store.write(Delete(label="x", key=TWILIO))
    imported: list[bool] = []

    def import_it(completion: Completion) -> None:
        phone = replace(completion.phone, created_at=LONG_AGO, webhooks=None)
        imported.append(InventoryTable(store).add(phone))

    meanwhile(import_it)

    assert weya.add("twilio").status == 201

    assert imported == [True]
    phone = PhoneNumberTable(store).find_provider_phone(ORG, phone_uuid("twilio"))
    assert phone
    assert phone.created_at == LONG_AGO
    assert phone.webhook_status is WebhookStatus.ATTACHED


def test_a_number_that_an_archive_has_taken_meanwhile_is_not_registered(
    weya: WeyaApi, carriers: Carriers, store: Table, aws: Any, meanwhile: Meanwhile
) -> None:
    assert weya.add("twilio").status == 201
    meanwhile(
        lambda _: store.write(
            Update(label="x", key=TWILIO, set_={"releasing": "number"}, condition="attribute_exists(provider)")
        )
    )

    assert weya.add("twilio", userId=OTHER_USER).status != 201

    assert len([item for item in everything() if item["entity"]["S"] == "user_phone"]) == 1


def test_a_number_that_has_left_the_inventory_meanwhile_is_taken_into_it_whole(
    weya: WeyaApi, carriers: Carriers, store: Table, meanwhile: Meanwhile
) -> None:
    assert weya.add("twilio").status == 201
    meanwhile(lambda _: store.write(Delete(label="x", key=TWILIO, condition="attribute_exists(provider)")))

    assert weya.add("twilio", userId=OTHER_USER).status == 201

    phone = PhoneNumberTable(store).find_provider_phone(ORG, phone_uuid("twilio"))
    assert phone
    assert not is_withdrawn(phone)
    assert number_webhooks().store.find(ORG, phone.uuid)
