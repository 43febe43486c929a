"""Each condition of a write on its own: the item is as it should be but for one thing, and the write is refused."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from trunkline.domain.archiving import Inventory, archived, blocked, claimed, failed, requested
from trunkline.domain.blockers import Blocker, BlockerType
from trunkline.domain.phone_numbers import PhoneNumber
from trunkline.domain.provider_phones import ProviderPhone
from trunkline.domain.timestamps import to_iso, utc_now
from trunkline.errors import ConflictError
from trunkline.services.phone_numbers import StaleNumberError
from trunkline.table import keys
from trunkline.table.archiving import ArchiveTable
from trunkline.table.client import Table
from trunkline.table.items import ConditionFailedError, Update
from trunkline.table.number_links import return_to_pool

from tests.archive.tampering import live, of, read, tamper
from tests.support.tables import everything
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


@pytest.mark.parametrize(
    ("change", "read"),
    [
        ({"webhook_attempt": "x"}, {}),
        ({"webhook_status": "detaching"}, {}),
        ({"webhook_attempt": "x"}, {"webhooks": None}),
    ],
    ids=str,
)
def test_an_archive_does_not_end_over_webhooks_that_have_changed(
    *,
    store: Table,
    held: PhoneNumber,
    connected: ProviderPhone,
    archives: ArchiveTable,
    change: dict[str, Any],
    read: dict[str, Any],
) -> None:
    inventory = archives.inventory(held)
    assert inventory.phone is not None
    phone = replace(inventory.phone, **read)
    tamper(store, of(connected), **change)
    before = everything()
    with pytest.raises(StaleNumberError):
        archives.finish(held, archived(held, NOW), inventory, phone, None)
    with pytest.raises(StaleNumberError):
        archives.fail(held, failed(held, "x", NOW), inventory, phone, None)
    assert everything() == before


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
