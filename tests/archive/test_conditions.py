"""Each condition of a write on its own: the item is as it should be but for one thing, and the write is refused."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from trunkline.domain.archiving import archived, blocked, claimed, failed, requested
from trunkline.domain.blockers import Blocker, BlockerType
from trunkline.domain.phone_numbers import PhoneNumber, ProviderPhone, WebhookStatus
from trunkline.domain.provider_phones import LostAttemptError
from trunkline.domain.timestamps import to_iso, utc_now
from trunkline.errors import ConflictError, ProviderPhoneInQuarantineError, ProviderPhoneTakenError
from trunkline.services.archive_ports import Inventory
from trunkline.services.phone_numbers import StaleNumberError
from trunkline.table import keys
from trunkline.table.archiving import ArchiveTable
from trunkline.table.client import ConditionFailedError, Table
from trunkline.table.number_links import return_to_pool
from trunkline.table.number_webhooks import NumberWebhookTable
from trunkline.table.provider_phones import ProviderPhoneTable
from trunkline.table.writes import Update

from tests.archive.tampering import live, of, read, read_phone, tamper
from tests.support.workspaces import Tenant, WorkspaceApi

NOW = utc_now()
SOON = NOW + timedelta(minutes=5)
LATER = to_iso(NOW + timedelta(hours=1))


@pytest.fixture
def invariants() -> None:
    """These tests make items that nothing else makes; what must hold of others does not hold of them."""


@pytest.fixture
def archives(store: Table) -> ArchiveTable:
    return ArchiveTable(store)


@pytest.fixture
def linked(
    api: WorkspaceApi, store: Table, acme: Tenant, connected: ProviderPhone, archives: ArchiveTable
) -> PhoneNumber:
    """A linked number whose archive is requested."""
    number = read(store, acme, api.created(providerPhoneUuid=connected.uuid)["uuid"])
    asked = requested(number, force=False, correlation_id="r", now=NOW)
    archives.advance(number, asked, SOON)
    return asked


@pytest.fixture
def held(linked: PhoneNumber, archives: ArchiveTable) -> PhoneNumber:
    """The same, claimed."""
    after = claimed(linked, NOW)
    archives.claim(linked, after, archives.inventory(linked), SOON)
    return after


def test_nothing_is_stored_over_a_number_that_has_changed(
    store: Table, linked: PhoneNumber, archives: ArchiveTable
) -> None:
    inventory = archives.inventory(linked)
    tamper(store, live(linked), version=99)
    blocker = Blocker(type=BlockerType.CALL, id="1", reason="x")
    writes: list[Callable[[], object]] = [
        lambda: archives.advance(linked, linked, SOON),
        lambda: archives.claim(linked, claimed(linked, NOW), inventory, SOON),
        lambda: archives.block(linked, blocked(linked, NOW), [blocker]),
        lambda: archives.finish(linked, archived(linked, NOW), inventory, None, None),
        lambda: archives.fail(linked, failed(linked, "x", NOW), inventory, None, None),
    ]
    for write in writes:
        with pytest.raises(StaleNumberError):
            write()


@pytest.mark.parametrize(
    "change",
    [
        {"agent_references": 1},
        {"releasing": "another-number"},
        {"assigned_number": "another-number"},
        {"assigned_number": None},
        {"webhook_lease": LATER},
    ],
    ids=lambda change: "-".join(f"{name}={value}"[:24] for name, value in change.items()),
)
def test_a_claim_needs_an_inventory_record_that_is_free_to_be_held(
    store: Table, linked: PhoneNumber, connected: ProviderPhone, archives: ArchiveTable, change: dict[str, Any]
) -> None:
    inventory = archives.inventory(linked)
    tamper(store, of(connected), **change)
    with pytest.raises(StaleNumberError):
        archives.claim(linked, claimed(linked, NOW), inventory, SOON)


def test_a_claim_needs_that_nothing_refers_to_the_number(
    store: Table, linked: PhoneNumber, archives: ArchiveTable
) -> None:
    tamper(store, live(linked), reference_count=1)
    with pytest.raises(StaleNumberError):
        archives.claim(linked, claimed(linked, NOW), archives.inventory(linked), SOON)


def test_a_lease_that_is_over_does_not_keep_a_number_from_being_claimed(
    store: Table, linked: PhoneNumber, connected: ProviderPhone, archives: ArchiveTable
) -> None:
    tamper(store, of(connected), webhook_lease=to_iso(NOW - timedelta(minutes=1)), reference_count=0)
    archives.claim(linked, claimed(linked, NOW), archives.inventory(linked), SOON)


def test_an_unlinked_number_is_not_claimed_over_a_phone_that_was_just_linked(
    api: WorkspaceApi, store: Table, acme: Tenant, phone: dict[str, Any], archives: ArchiveTable
) -> None:
    linkable = api.created(phoneNumber=phone["phoneNumber"])
    api.link(linkable["id"], None)
    number = read(store, acme, linkable["uuid"])
    inventory = archives.inventory(number)
    assert inventory.phone is not None
    tamper(store, of(inventory.phone), assigned_number="another-number")
    with pytest.raises(StaleNumberError):
        archives.claim(number, claimed(number, NOW), inventory, SOON)


def test_a_phone_that_serves_another_number_must_still_do_so(
    api: WorkspaceApi, store: Table, acme: Tenant, phone: dict[str, Any], archives: ArchiveTable
) -> None:
    number = read(store, acme, api.created(phoneNumber="+12125559999")["uuid"])
    number = replace(number, phone_number=phone["phoneNumber"])
    serving = api.created(providerPhoneUuid=phone["uuid"])
    inventory = archives.inventory(number)
    api.link(serving["id"], None)
    with pytest.raises(StaleNumberError):
        archives.claim(number, claimed(number, NOW), inventory, SOON)


def test_an_older_attempt_does_not_overwrite_what_blocked_a_newer_one(
    store: Table, linked: PhoneNumber, archives: ArchiveTable
) -> None:
    newer = Blocker(type=BlockerType.CALL, id="newer", reason="x")
    ahead = replace(linked, archive=replace(linked.archive, number=5))
    archives.block(ahead, ahead, [newer])
    with pytest.raises(StaleNumberError):
        archives.block(linked, linked, [newer._replace(id="older")])
    assert archives.blocked_by(linked.uuid) == [newer]


def test_what_blocks_a_newer_attempt_takes_the_place_of_what_blocked_an_older_one(
    linked: PhoneNumber, archives: ArchiveTable
) -> None:
    number = linked
    for blocker in (Blocker(type=BlockerType.CALL, id=each, reason="x") for each in ("older", "newer")):
        free = blocked(number, NOW)
        archives.block(number, free, [blocker])
        assert archives.blocked_by(number.uuid) == [blocker]
        number = requested(free, force=False, correlation_id="r", now=NOW)
        archives.advance(free, number, SOON)


def test_a_number_is_not_finished_twice_nor_over_anothers_guard(
    store: Table, held: PhoneNumber, archives: ArchiveTable
) -> None:
    inventory = archives.inventory(held)
    after = archived(held, NOW)
    guard = keys.number_guard(held.workspace_uuid, held.phone_number)
    tamper(store, guard, number_id=1)
    with pytest.raises(StaleNumberError):
        archives.finish(held, after, inventory, inventory.phone, None)
    tamper(store, guard, number_id=held.id)
    archived_key = keys.number_in(keys.archived_numbers(held.workspace_uuid), held.uuid)
    store.write(Update(label="x", key=archived_key, set_={"entity": "x"}, condition="attribute_not_exists(pk)"))
    with pytest.raises(StaleNumberError):
        archives.finish(held, after, inventory, inventory.phone, None)


def test_only_its_holder_lets_go_of_an_inventory_record_or_marks_it(
    store: Table, held: PhoneNumber, connected: ProviderPhone, archives: ArchiveTable
) -> None:
    inventory = archives.inventory(held)
    assert inventory.phone is not None
    tamper(store, of(connected), releasing="another-number")
    with pytest.raises(StaleNumberError):
        archives.finish(held, archived(held, NOW), inventory, inventory.phone, None)
    tamper(store, of(connected), releasing=held.uuid, provider=None)
    with pytest.raises(StaleNumberError):
        archives.finish(held, archived(held, NOW), inventory, inventory.phone, None)


@pytest.mark.parametrize("change", [{"provider": "twilio"}, {"releasing": "another-number"}], ids=str)
def test_a_record_made_for_the_archive_is_removed_only_as_long_as_it_is_that(
    api: WorkspaceApi, store: Table, acme: Tenant, archives: ArchiveTable, change: dict[str, Any]
) -> None:
    number = read(store, acme, api.created()["uuid"])
    after = claimed(number, NOW)
    archives.claim(number, after, Inventory(), SOON)
    inventory = archives.inventory(after)
    [key] = [keys.provider_phone(number.organization_id, _inventory_uuid(number))]
    tamper(store, key, **change)
    for known in (inventory, replace(inventory, agents={"inbound": "a"})):
        with pytest.raises(StaleNumberError):
            archives.finish(after, archived(after, NOW), known, None, None)


def test_a_record_made_for_the_archive_stays_once_a_registration_works_on_it(
    api: WorkspaceApi, store: Table, acme: Tenant, archives: ArchiveTable
) -> None:
    number = read(store, acme, api.created()["uuid"])
    after = claimed(number, NOW)
    archives.claim(number, after, Inventory(), SOON)
    inventory = archives.inventory(after)
    key = keys.provider_phone(number.organization_id, _inventory_uuid(number))
    tamper(store, key, webhook_status="pending")
    with pytest.raises(StaleNumberError):
        archives.finish(after, archived(after, NOW), inventory, None, None)
    assert (store.get(key) or {})["webhook_status"] == "pending"
    assert read(store, acme, number.uuid).version == after.version


def _inventory_uuid(number: PhoneNumber) -> Any:
    from trunkline.domain.identifiers import provider_phone_uuid  # noqa: PLC0415

    return provider_phone_uuid(number.organization_id, number.phone_number)


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
        (lambda phones, phone: webhooks_of(phones).abandon(phone), {"webhook_attempt": "x"}),
        (lambda phones, phone: webhooks_of(phones).abandon(phone), {"releasing": "x"}),
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


@pytest.mark.parametrize(
    "act", [ATTACH, DETACH, change, end_attached, end_detached, withdraw], ids=lambda act: act.__name__
)
def test_one_that_is_as_it_was_read_is_taken(store: Table, connected: ProviderPhone, act: Act) -> None:
    assert act(ProviderPhoneTable(store), connected)


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
    from trunkline.table.phone_numbers import PhoneNumberTable  # noqa: PLC0415

    number = read(store, acme, api.created()["uuid"])
    tamper(store, of(connected), **change)
    with pytest.raises(refusal):
        PhoneNumberTable(store).save(number, number.linked_to(connected, NOW), None, connected)
    assert read(store, acme, number.uuid) == number


def test_a_number_whose_webhooks_are_being_removed_is_not_linked(
    api: WorkspaceApi, store: Table, acme: Tenant, connected: ProviderPhone
) -> None:
    """One whose webhooks are being set is: that is what it needs."""
    from trunkline.table.phone_numbers import PhoneNumberTable  # noqa: PLC0415

    phones = PhoneNumberTable(store)
    number = read(store, acme, api.created()["uuid"])
    tamper(store, of(connected), webhook_status="detaching", webhook_lease=LATER)
    being_removed = read_phone(store, connected)
    with pytest.raises(StaleNumberError):
        phones.save(number, number.linked_to(being_removed, NOW), None, being_removed)
    tamper(store, of(connected), webhook_status="pending", webhook_lease=LATER)
    being_set = read_phone(store, connected)
    phones.save(number, number.linked_to(being_set, NOW), None, being_set)
    assert read_phone(store, connected).assigned_number_uuid == number.uuid


def test_a_number_that_is_held_is_not_given_back_by_an_unlink(
    store: Table, linked: PhoneNumber, connected: ProviderPhone
) -> None:
    tamper(store, of(connected), releasing=linked.uuid)
    with pytest.raises(ConditionFailedError):
        store.write(return_to_pool(linked, connected.uuid, NOW, timedelta()))


def test_a_number_whose_archive_is_under_way_refuses_every_change(
    linked: PhoneNumber, connected: ProviderPhone
) -> None:
    changes: list[Callable[[], object]] = [
        lambda: linked.with_settings({"name": "x"}, NOW),
        lambda: linked.linked_to(connected, NOW),
        lambda: linked.unlinked(NOW),
    ]
    for change in changes:
        with pytest.raises(ConflictError):
            change()
