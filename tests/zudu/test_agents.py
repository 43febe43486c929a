"""Agents need their number, whoever else knows it: the inventory says so, and an archive workflow sees it."""

from typing import Any

import pytest
from trunkline.domain.identifiers import E164, OrganizationId, provider_phone_uuid
from trunkline.domain.provider_phones import Carrier, ProviderPhone
from trunkline.domain.timestamps import utc_now
from trunkline.errors import NumberArchivingError
from trunkline.services.zudu_numbers import StaleZuduNumberError
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.items import ConditionFailedError, Update
from trunkline.table.phone_numbers import PhoneNumberTable
from trunkline.table.zudu_numbers import ZuduNumberTable

from tests.support.workspaces import Tenant, WorkspaceApi
from tests.support.zudu import ZuduApi, hold_for_archiving
from tests.zudu.conftest import InventoryItem

NUMBER = E164("+14157774444")
STUB_ATTRIBUTES = {"pk", "sk", "entity", "provider_phone_uuid", "organization", "e164", "agents", "agent_references"}


@pytest.fixture
def organization(acme: Tenant) -> OrganizationId:
    return OrganizationId(acme.organization_id)


@pytest.fixture
def numbers(store: Table) -> ZuduNumberTable:
    return ZuduNumberTable(store)


def registered(store: Table, organization: OrganizationId, e164: E164 = NUMBER) -> bool:
    """Put the number into the inventory as a carrier's registration does."""
    return PhoneNumberTable(store).add_provider_phone(
        ProviderPhone(
            uuid=provider_phone_uuid(organization, e164),
            organization_id=organization,
            phone_number=e164,
            provider=Carrier.TWILIO,
            capabilities=frozenset({"voice"}),
            created_at=utc_now(),
        )
    )


def found_phone(store: Table, organization: OrganizationId) -> ProviderPhone | None:
    return PhoneNumberTable(store).find_provider_phone(organization, provider_phone_uuid(organization, NUMBER))


def change_inventory(store: Table, organization: OrganizationId, **attributes: Any) -> None:
    key = keys.provider_phone(organization, provider_phone_uuid(organization, NUMBER))
    store.write(Update(label="inventory", key=key, set_=attributes, condition="attribute_exists(pk)"))


def test_a_number_without_agents_is_not_put_into_the_inventory(zudu: ZuduApi, inventory_item: InventoryItem) -> None:
    zudu.created(phone_number=NUMBER)
    zudu.update(NUMBER, nickname="Front desk")
    assert inventory_item(NUMBER) is None
    zudu.delete(NUMBER)
    assert inventory_item(NUMBER) is None


def test_agents_of_a_number_that_is_not_registered_are_noted_on_a_stub(
    zudu: ZuduApi, inventory_item: InventoryItem
) -> None:
    zudu.created(phone_number=NUMBER, inbound_agent_id="agent_in", outbound_agent_id="agent_out")
    item = inventory_item(NUMBER)
    assert item is not None
    assert set(item) == STUB_ATTRIBUTES
    assert item["agents"] == {"inbound": "agent_in", "outbound": "agent_out"}
    assert item["agent_references"] == 2


def test_a_stub_cannot_be_linked(zudu: ZuduApi, api: WorkspaceApi, acme: Tenant) -> None:
    zudu.created(phone_number=NUMBER, inbound_agent_id="agent_in")
    uuid = provider_phone_uuid(OrganizationId(acme.organization_id), NUMBER)
    assert uuid not in [phone["uuid"] for phone in api.linkable().json()]
    number = api.created(phoneNumber=NUMBER)
    assert number["providerPhoneUuid"] is None
    assert api.link(number["id"], uuid).status == 404


def test_agents_follow_each_change(zudu: ZuduApi, inventory_item: InventoryItem) -> None:
    zudu.created(phone_number=NUMBER, inbound_agent_id="agent_1")
    steps: list[tuple[dict[str, Any], dict[str, str]]] = [
        ({"outbound_agent_id": "agent_2"}, {"inbound": "agent_1", "outbound": "agent_2"}),
        ({"inbound_agent_id": "agent_3"}, {"inbound": "agent_3", "outbound": "agent_2"}),
        ({"inbound_agent_version": 9, "nickname": "n"}, {"inbound": "agent_3", "outbound": "agent_2"}),
        ({"inbound_agent_id": None}, {"outbound": "agent_2"}),
    ]
    for members, agents in steps:
        assert zudu.update(NUMBER, **members).status == 200
        item = inventory_item(NUMBER)
        assert item is not None
        assert (item["agents"], item["agent_references"]) == (agents, len(agents))


@pytest.mark.parametrize("ending", ["unassigned", "deleted"])
def test_the_last_agent_takes_the_stub_along(zudu: ZuduApi, inventory_item: InventoryItem, ending: str) -> None:
    zudu.created(phone_number=NUMBER, inbound_agent_id="agent_1", outbound_agent_id="agent_2")
    if ending == "deleted":
        zudu.delete(NUMBER)
    else:
        zudu.update(NUMBER, inbound_agent_id=None)
        assert inventory_item(NUMBER) is not None
        zudu.update(NUMBER, outbound_agent_id=None)
    assert inventory_item(NUMBER) is None


@pytest.mark.parametrize("ending", ["unassigned", "deleted"])
def test_the_last_agent_leaves_a_registered_number_as_it_was(
    zudu: ZuduApi, store: Table, organization: OrganizationId, inventory_item: InventoryItem, ending: str
) -> None:
    registered(store, organization)
    before = inventory_item(NUMBER)
    zudu.created(phone_number=NUMBER, inbound_agent_id="agent_1")
    assert inventory_item(NUMBER) != before
    if ending == "deleted":
        zudu.delete(NUMBER)
    else:
        zudu.update(NUMBER, inbound_agent_id=None)
    assert inventory_item(NUMBER) == before


@pytest.mark.parametrize("first", ["carrier", "agents"])
def test_a_number_that_a_carrier_and_agents_know_is_one_inventory_entry(
    zudu: ZuduApi, api: WorkspaceApi, store: Table, organization: OrganizationId, first: str
) -> None:
    if first == "carrier":
        assert registered(store, organization)
    zudu.created(phone_number=NUMBER, inbound_agent_id="agent_1")
    if first == "agents":
        assert registered(store, organization)
    assert not registered(store, organization)
    phone = found_phone(store, organization)
    assert phone is not None
    assert (phone.provider, dict(phone.agents)) == (Carrier.TWILIO, {"inbound": "agent_1"})
    linked = api.created(phoneNumber=NUMBER)
    assert linked["providerPhoneUuid"] == phone.uuid
    assert [entry["uuid"] for entry in api.linkable().json()].count(phone.uuid) == 1
    found = found_phone(store, organization)
    assert found is not None
    assert (found.assigned_number_uuid, dict(found.agents)) == (linked["uuid"], {"inbound": "agent_1"})


def test_a_number_with_an_agent_cannot_be_claimed_for_archiving(zudu: ZuduApi, store: Table, acme: Tenant) -> None:
    zudu.created(phone_number=NUMBER, inbound_agent_id="agent_1")
    with pytest.raises(ConditionFailedError):
        hold_for_archiving(store, acme, NUMBER)
    zudu.update(NUMBER, inbound_agent_id=None)
    hold_for_archiving(store, acme, NUMBER)


def test_no_agent_is_assigned_while_the_number_is_being_archived(
    zudu: ZuduApi, store: Table, acme: Tenant, organization: OrganizationId, inventory_item: InventoryItem
) -> None:
    registered(store, organization)
    hold_for_archiving(store, acme, NUMBER)
    held = inventory_item(NUMBER)
    refused = zudu.create(phone_number=NUMBER, outbound_agent_id="agent_1")
    assert (refused.status, refused.json()["error"]) == (409, "PHONE_NUMBER_ARCHIVING")
    assert zudu.get(NUMBER).status == 404
    # The record itself needs nothing of the carrier's number.
    zudu.created(phone_number=NUMBER)
    assert zudu.update(NUMBER, nickname="Front desk").status == 200
    assert zudu.update(NUMBER, nickname="Desk", inbound_agent_id="agent_1").status == 409
    assert zudu.get(NUMBER).json()["data"]["nickname"] == "Front desk"
    assert inventory_item(NUMBER) == held
    assert zudu.delete(NUMBER).status == 200
    assert inventory_item(NUMBER) == held


def test_agents_may_be_assigned_again_when_archiving_has_ended(
    zudu: ZuduApi, store: Table, acme: Tenant, organization: OrganizationId
) -> None:
    registered(store, organization)
    zudu.created(phone_number=NUMBER)
    hold_for_archiving(store, acme, NUMBER)
    change_inventory(store, organization, releasing=None)
    assert zudu.update(NUMBER, inbound_agent_id="agent_1").status == 200


def test_a_duplicate_is_told_before_archiving(
    zudu: ZuduApi, store: Table, acme: Tenant, organization: OrganizationId
) -> None:
    registered(store, organization)
    zudu.created(phone_number=NUMBER)
    hold_for_archiving(store, acme, NUMBER)
    assert zudu.create(phone_number=NUMBER, inbound_agent_id="agent_1").json()["error"] == "PHONE_NUMBER_EXISTS"


def test_a_number_of_another_organisation_is_another_entry(
    zudu: ZuduApi, globex_zudu: ZuduApi, inventory_item: InventoryItem
) -> None:
    zudu.created(phone_number=NUMBER, inbound_agent_id="agent_1")
    globex_zudu.created(phone_number=NUMBER, inbound_agent_id="agent_9", outbound_agent_id="agent_9")
    globex_zudu.delete(NUMBER)
    item = inventory_item(NUMBER)
    assert item is not None
    assert item["agents"] == {"inbound": "agent_1"}


class TestBetweenReadAndWrite:
    """Whatever happens between the read of a change and its write is noticed; nothing is written then."""

    def test_a_carrier_that_comes_keeps_the_item(
        self, zudu: ZuduApi, store: Table, numbers: ZuduNumberTable, organization: OrganizationId
    ) -> None:
        zudu.created(phone_number=NUMBER, inbound_agent_id="agent_1")
        before = numbers.find_to_change(organization, NUMBER)
        assert before is not None
        registered(store, organization)
        with pytest.raises(StaleZuduNumberError):
            numbers.remove(before)
        with pytest.raises(StaleZuduNumberError):
            numbers.save(before, before.number.changed({"inbound_agent_id": None}, utc_now()))
        phone = found_phone(store, organization)
        assert phone is not None
        assert phone.agents == {"inbound": "agent_1"}
        assert zudu.delete(NUMBER).status == 200

    def test_a_hold_that_comes_keeps_the_item(
        self, zudu: ZuduApi, store: Table, numbers: ZuduNumberTable, organization: OrganizationId
    ) -> None:
        zudu.created(phone_number=NUMBER, inbound_agent_id="agent_1")
        before = numbers.find_to_change(organization, NUMBER)
        assert before is not None
        change_inventory(store, organization, releasing="some number")
        with pytest.raises(StaleZuduNumberError):
            numbers.remove(before)
        assert zudu.delete(NUMBER).status == 200

    @pytest.mark.parametrize("kept_by", ["provider", "releasing"])
    def test_what_kept_the_item_goes_and_no_empty_item_stays(
        self, zudu: ZuduApi, store: Table, organization: OrganizationId, kept_by: str
    ) -> None:
        numbers, entry = ZuduNumberTable(store), provider_phone_uuid(organization, NUMBER)
        zudu.created(phone_number=NUMBER, inbound_agent_id="agent_1")
        change_inventory(store, organization, **{kept_by: "twilio"})
        before = numbers.find_to_change(organization, NUMBER)
        assert before is not None
        change_inventory(store, organization, **{kept_by: None})
        with pytest.raises(StaleZuduNumberError):
            numbers.remove(before)
        assert zudu.delete(NUMBER).status == 200
        assert store.get(keys.provider_phone(organization, entry)) is None

    def test_another_change_is_not_overwritten(
        self, zudu: ZuduApi, numbers: ZuduNumberTable, organization: OrganizationId
    ) -> None:
        zudu.created(phone_number=NUMBER)
        before = numbers.find_to_change(organization, NUMBER)
        assert before is not None
        zudu.update(NUMBER, nickname="theirs")
        with pytest.raises(StaleZuduNumberError):
            numbers.save(before, before.number.changed({"nickname": "ours"}, utc_now()))
        with pytest.raises(StaleZuduNumberError):
            numbers.save(before, before.number.changed({"inbound_agent_id": "agent_1"}, utc_now()))
        with pytest.raises(StaleZuduNumberError):
            numbers.remove(before)
        assert zudu.get(NUMBER).json()["data"]["nickname"] == "theirs"

    def test_a_number_that_was_deleted_and_came_back_is_another_one(
        self, zudu: ZuduApi, numbers: ZuduNumberTable, organization: OrganizationId
    ) -> None:
        zudu.created(phone_number=NUMBER, nickname="first")
        before = numbers.find_to_change(organization, NUMBER)
        assert before is not None
        zudu.delete(NUMBER)
        zudu.created(phone_number=NUMBER, nickname="second")
        with pytest.raises(StaleZuduNumberError):
            numbers.save(before, before.number.changed({"nickname": "third"}, utc_now()))
        with pytest.raises(StaleZuduNumberError):
            numbers.remove(before)
        assert zudu.get(NUMBER).json()["data"]["nickname"] == "second"

    def test_a_number_that_is_gone_is_not_brought_back(
        self, zudu: ZuduApi, numbers: ZuduNumberTable, organization: OrganizationId, inventory_item: InventoryItem
    ) -> None:
        zudu.created(phone_number=NUMBER)
        before = numbers.find_to_change(organization, NUMBER)
        assert before is not None
        zudu.delete(NUMBER)
        with pytest.raises(StaleZuduNumberError):
            numbers.save(before, before.number.changed({"inbound_agent_id": "agent_1"}, utc_now()))
        numbers.remove(before)
        assert zudu.get(NUMBER).status == 404
        assert inventory_item(NUMBER) is None

    def test_a_hold_is_not_written_over(
        self, zudu: ZuduApi, store: Table, acme: Tenant, numbers: ZuduNumberTable, organization: OrganizationId
    ) -> None:
        registered(store, organization)
        zudu.created(phone_number=NUMBER)
        before = numbers.find_to_change(organization, NUMBER)
        assert before is not None
        hold_for_archiving(store, acme, NUMBER)
        with pytest.raises(NumberArchivingError):
            numbers.save(before, before.number.changed({"inbound_agent_id": "agent_1"}, utc_now()))
        phone = found_phone(store, organization)
        assert phone is not None
        assert not phone.agents


class TestALostAnswer:
    """The SDK sends a write again when its answer was lost, and then meets what it has written itself."""

    def test_a_create_that_meets_itself_has_succeeded(
        self, zudu: ZuduApi, numbers: ZuduNumberTable, organization: OrganizationId
    ) -> None:
        zudu.created(phone_number=NUMBER, inbound_agent_id="agent_1")
        written = numbers.find(organization, NUMBER)
        assert written is not None
        numbers.add(written, None)
        assert numbers.find(organization, NUMBER) == written

    def test_a_change_that_meets_itself_has_succeeded(
        self, zudu: ZuduApi, numbers: ZuduNumberTable, organization: OrganizationId
    ) -> None:
        zudu.created(phone_number=NUMBER)
        before = numbers.find_to_change(organization, NUMBER)
        assert before is not None
        after = before.number.changed({"nickname": "n"}, utc_now())
        numbers.save(before, after)
        numbers.save(before, after)
        found = numbers.find(organization, NUMBER)
        assert found is not None
        assert found.revision == after.revision
