"""Each condition of a write to a provider phone on its own: it is as it was read but for one thing, and is left so."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from trunkline.domain.provider_phones import LostAttemptError, ProviderPhone, WebhookStatus
from trunkline.domain.timestamps import to_iso, utc_now
from trunkline.errors import ProviderPhoneInQuarantineError, ProviderPhoneTakenError
from trunkline.services.phone_numbers import StaleNumberError
from trunkline.table.client import Table
from trunkline.table.number_webhooks import NumberWebhookTable
from trunkline.table.phone_numbers import PhoneNumberTable
from trunkline.table.provider_phones import ProviderPhoneTable

from tests.archive.tampering import of, read, read_phone, tamper
from tests.support.tables import everything
from tests.support.workspaces import Tenant, WorkspaceApi

NOW = utc_now()
SOON = NOW + timedelta(minutes=5)
LATER = to_iso(NOW + timedelta(hours=1))


@pytest.fixture
def invariants() -> None:
    """These tests make items that nothing else makes; what must hold of others does not hold of them."""


Act = Callable[[ProviderPhoneTable, ProviderPhone], bool]


def begin(status: WebhookStatus) -> Act:
    def act(phones: ProviderPhoneTable, phone: ProviderPhone) -> bool:
        assert phone.webhooks
        after = phone.webhooks.begun(status, "another", SOON)
        return kept(lambda: webhooks_of(phones).begin(phone, after, due_at=SOON))

    return act


def webhooks_of(phones: ProviderPhoneTable) -> NumberWebhookTable:
    return NumberWebhookTable(phones.table, clock=lambda: NOW)


def kept(act: Callable[[], object]) -> bool:
    try:
        act()
    except LostAttemptError:
        return False
    return True


def change(phones: ProviderPhoneTable, phone: ProviderPhone) -> bool:
    assert phone.webhooks
    after = replace(phone.webhooks, previous={"url": "x"})
    return kept(lambda: webhooks_of(phones).change(phone, after))


def end_attached(phones: ProviderPhoneTable, phone: ProviderPhone) -> bool:
    assert phone.webhooks
    after = replace(phone.webhooks, leased_until=None, previous={"url": "x"}, attempt="other")
    return kept(lambda: webhooks_of(phones).end(phone, after, due_at=None))


def end_detached(phones: ProviderPhoneTable, phone: ProviderPhone) -> bool:
    assert phone.webhooks
    after = phone.webhooks.detached()
    return kept(lambda: webhooks_of(phones).end(phone, after, due_at=None))


ATTACH, DETACH = begin(WebhookStatus.PENDING), begin(WebhookStatus.DETACHING)


def abandon(phones: ProviderPhoneTable, phone: ProviderPhone) -> bool:
    return webhooks_of(phones).abandon(phone)


def read_as(act: Act, **members: Any) -> Act:
    """The same by somebody who has read the provider phone before some members were what they are."""

    def by_such_a_reader(phones: ProviderPhoneTable, phone: ProviderPhone) -> bool:
        return act(phones, replace(phone, **members))

    return by_such_a_reader


def begin_first(phones: ProviderPhoneTable, phone: ProviderPhone) -> bool:
    assert phone.webhooks
    after = phone.webhooks.begun(WebhookStatus.PENDING, "another", SOON)
    return kept(lambda: webhooks_of(phones).begin(replace(phone, webhooks=None), after, due_at=SOON))


def withdraw(phones: ProviderPhoneTable, phone: ProviderPhone) -> bool:
    return phones.withdraw(phone, now=NOW)


def withdraw_idle(phones: ProviderPhoneTable, phone: ProviderPhone) -> bool:
    return phones.withdraw(replace(phone, idle_since=NOW), now=NOW)


def end_quarantine(phones: ProviderPhoneTable, phone: ProviderPhone) -> bool:
    return phones.end_quarantine(replace(phone, quarantined_until=NOW), due_at=None)


@pytest.mark.parametrize(
    ("act", "change"),
    [
        (ATTACH, {"webhook_status": "detaching"}),
        (ATTACH, {"webhook_attempt": "x"}),
        (ATTACH, {"releasing": "x"}),
        (ATTACH, {"webhook_lease": LATER}),
        (DETACH, {"assigned_number": "x"}),
        (DETACH, {"webhook_lease": LATER}),
        (change, {"webhook_attempt": "x"}),
        (change, {"webhook_status": "detaching"}),
        (change, {"releasing": "x"}),
        (end_attached, {"webhook_attempt": "x"}),
        (end_attached, {"webhook_status": "detaching"}),
        (end_attached, {"releasing": "x"}),
        (end_detached, {"webhook_attempt": "x"}),
        (end_detached, {"webhook_status": "detaching"}),
        (end_detached, {"releasing": "x"}),
        (end_detached, {"assigned_number": "x"}),
        (withdraw, {"webhook_attempt": "x"}),
        (withdraw, {"webhook_status": "detaching"}),
        (withdraw, {"releasing": "x"}),
        (withdraw, {"assigned_number": "x"}),
        (withdraw, {"assigned_workspace": "x"}),
        (withdraw, {"webhook_lease": LATER}),
        (withdraw, {"agent_references": 1}),
        (withdraw, {"idle_since": LATER}),
        (withdraw_idle, {"idle_since": LATER}),
        (end_quarantine, {"quarantined_until": LATER}),
        (end_quarantine, {"assigned_number": "x", "quarantined_until": to_iso(NOW)}),
        (end_quarantine, {"assigned_workspace": "x", "quarantined_until": to_iso(NOW)}),
        (lambda phones, phone: phones.restore(phone, now=NOW, due_at=SOON), {"releasing": "x"}),
        (lambda phones, phone: phones.forget(phone), {"releasing": "x"}),
        (lambda phones, phone: phones.reschedule(phone, seen_due=NOW, due_at=None), {"gsi2sk": LATER}),
        (abandon, {"webhook_attempt": "x"}),
        (abandon, {"webhook_status": "detaching"}),
        (abandon, {"releasing": "x"}),
        (begin_first, {"webhook_attempt": "x"}),
        (read_as(withdraw, webhooks=None), {"webhook_attempt": "x"}),
        *((read_as(act, releasing="n"), {"releasing": "x"}) for act in (DETACH, change, end_detached, abandon)),
        *((read_as(act, assigned_number_uuid="n"), {"assigned_number": "x"}) for act in (DETACH, end_detached)),
        *((read_as(act, assigned_number_uuid="n"), {"assigned_number": None}) for act in (DETACH, end_detached)),
    ],
)
def test_a_provider_phone_that_is_not_as_it_was_read_is_left_as_it_is(
    store: Table, connected: ProviderPhone, act: Act, change: dict[str, Any]
) -> None:
    before = store.get(of(connected))
    assert before is not None
    tamper(store, of(connected), **change)
    tampered = store.get(of(connected))
    assert not act(ProviderPhoneTable(store), connected)
    assert store.get(of(connected)) == tampered


@pytest.mark.parametrize("act", [ATTACH, DETACH, change, end_attached, end_detached, withdraw, abandon])
def test_one_that_is_as_it_was_read_is_taken(store: Table, connected: ProviderPhone, act: Act) -> None:
    assert act(ProviderPhoneTable(store), connected)


@pytest.mark.parametrize("act", [DETACH, change, end_detached, abandon])
def test_one_that_is_held_and_linked_as_it_was_read_is_taken(store: Table, connected: ProviderPhone, act: Act) -> None:
    tamper(store, of(connected), releasing="n", assigned_number="n")
    assert read_as(act, releasing="n", assigned_number_uuid="n")(ProviderPhoneTable(store), connected)


def test_one_without_a_claim_is_forgotten(store: Table, connected: ProviderPhone) -> None:
    """Detached webhooks have none."""
    phones = ProviderPhoneTable(store)
    assert end_detached(phones, connected)
    assert withdraw(phones, read_phone(store, connected))
    assert phones.forget(read_phone(store, connected))
    assert store.get(of(connected)) is None


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"provider": None}, ProviderPhoneTakenError),
        ({"assigned_workspace": "x"}, ProviderPhoneTakenError),
        ({"assigned_number": "x"}, ProviderPhoneTakenError),
        ({"releasing": "x"}, ProviderPhoneTakenError),
        ({"quarantined_until": LATER}, ProviderPhoneInQuarantineError),
        ({"webhook_status": "detaching"}, StaleNumberError),
        ({"webhook_attempt": "x"}, StaleNumberError),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_link_needs_a_provider_phone_that_is_free_and_as_it_was_read(
    *,
    api: WorkspaceApi,
    store: Table,
    acme: Tenant,
    connected: ProviderPhone,
    change: dict[str, Any],
    refusal: type[Exception],
) -> None:
    number = read(store, acme, api.created()["uuid"])
    tamper(store, of(connected), **change)
    with pytest.raises(refusal):
        PhoneNumberTable(store).save(number, number.linked_to(connected, NOW), None, connected)
    assert read(store, acme, number.uuid) == number


def test_a_number_whose_webhooks_are_being_removed_is_not_linked(
    api: WorkspaceApi, store: Table, acme: Tenant, connected: ProviderPhone
) -> None:
    """One whose webhooks are being set is: that is what it needs; and one on which nobody works any more."""
    phones = PhoneNumberTable(store)
    number = read(store, acme, api.created()["uuid"])
    tamper(store, of(connected), webhook_status="detaching", webhook_lease=LATER)
    being_removed = read_phone(store, connected)
    with pytest.raises(StaleNumberError):
        phones.save(number, number.linked_to(being_removed, NOW), None, being_removed)
    for status, lease in (("pending", LATER), ("detaching", to_iso(NOW - timedelta(minutes=1)))):
        tamper(store, of(connected), webhook_status=status, webhook_lease=lease, assigned_number=None)
        linkable = read_phone(store, connected)
        fresh = read(store, acme, api.created()["uuid"])
        phones.save(fresh, fresh.linked_to(linkable, NOW), None, linkable)
        assert read_phone(store, connected).assigned_number_uuid == fresh.uuid


def test_a_number_whose_webhooks_are_set_for_the_first_time_is_not_linked_as_it_was_before(
    api: WorkspaceApi, store: Table, acme: Tenant, connected: ProviderPhone
) -> None:
    """The link would take the entry away under which the cleanup finds them."""
    number, as_read = read(store, acme, api.created()["uuid"]), replace(connected, webhooks=None)
    tamper(store, of(connected), webhook_status="pending", webhook_lease=LATER)
    before = everything()
    with pytest.raises(StaleNumberError):
        PhoneNumberTable(store).save(number, number.linked_to(as_read, NOW), None, as_read)
    assert everything() == before
