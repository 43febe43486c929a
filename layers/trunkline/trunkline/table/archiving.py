"""Phone numbers that are being archived, in the table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from trunkline.domain.archiving import Inventory
from trunkline.domain.blockers import Blocker, BlockerType
from trunkline.domain.identifiers import (
    NumberUuid,
    WorkspaceUuid,
    provider_phone_uuid,
)
from trunkline.domain.phone_numbers import (
    PhoneNumber,
)
from trunkline.domain.provider_phones import ProviderPhone
from trunkline.domain.timestamps import Clock, to_iso, utc_now
from trunkline.errors import RequestInFlightError
from trunkline.services.idempotency import IdempotentResponse
from trunkline.services.phone_numbers import StaleNumberError
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.idempotency import idempotency_writes
from trunkline.table.items import Check, ConditionFailedError, Delete, Item, Put, Update, Write
from trunkline.table.keys import Key
from trunkline.table.number_items import archive_attributes, number_attributes, number_from, record_from
from trunkline.table.number_webhooks import NOT_LEASED
from trunkline.table.provider_phones import unassign
from trunkline.table.references import MAX_REFERENCES_READ, reference_blocker

# Of what is stored of a blocked attempt; a document must not grow with what refers to a number.
MAX_BLOCKERS_KEPT = 100

_AS_READ = "version = :read"
_NO_REFERENCES = "(attribute_not_exists(reference_count) OR reference_count = :none)"
_NO_AGENTS = "attribute_not_exists(agent_references)"
_NOT_HELD = "attribute_not_exists(releasing)"


@dataclass(frozen=True, slots=True)
class ArchiveTable:
    """Numbers that are being archived. Every write raises StaleNumberError when the number has changed."""

    table: Table
    clock: Clock = utc_now

    def find(self, workspace: WorkspaceUuid, number: NumberUuid) -> PhoneNumber | None:
        """Find the number.

        One read, two when it is archived.
        """
        for collection in (keys.live_numbers(workspace), keys.archived_numbers(workspace)):
            if item := self.table.get(keys.number_in(collection, number)):
                return number_from(item)
        return None

    def inventory(self, number: PhoneNumber) -> Inventory:
        """Read the inventory record of the number.

        One read.
        """
        item = self.table.get(_inventory_key(number)) or {}
        return Inventory(record=record_from(item), agents=item.get("agents", {}), releasing=item.get("releasing"))

    def references(self, number: NumberUuid) -> Sequence[Blocker]:
        """List what refers to the number.

        One query of the table itself.
        """
        collection = keys.references(number)
        found = self.table.query(pk=collection.pk, sk_prefix=collection.sk_prefix, limit=MAX_REFERENCES_READ)
        return [reference_blocker(item) for item in found.items]

    def advance(
        self,
        before: PhoneNumber,
        after: PhoneNumber,
        due_at: datetime,
        idempotent: IdempotentResponse[PhoneNumber] | None = None,
    ) -> None:
        """Store the next step of an archive.

        One conditional write, a transaction when a response is stored with it.
        """
        self._write(_change(before, after, due_at), *idempotency_writes(idempotent, after))
        if idempotent:
            idempotent.is_stored = True

    def claim(self, before: PhoneNumber, after: PhoneNumber, inventory: Inventory, due_at: datetime) -> None:
        """Store that the attempt has claimed the number.

        One transaction: neither references nor agents may have come up since they were looked for.
        """
        number = _change(before, after, due_at, f"{_AS_READ} AND {_NO_REFERENCES}", {":none": 0})
        self._write(number, _hold(before, inventory, self.clock()))

    def block(self, before: PhoneNumber, after: PhoneNumber, blockers: Sequence[Blocker]) -> None:
        """Store that the number is active again, and what blocked its archive.

        One transaction.
        """
        outcome = Put(
            label="outcome",
            key=keys.archive_outcome(before.uuid),
            attributes={
                "entity": "archive_outcome",
                "workspace": before.workspace_uuid,
                "archive_attempt": before.archive.number,
                "blockers": [_blocker_attributes(blocker) for blocker in blockers[:MAX_BLOCKERS_KEPT]],
            },
            condition="attribute_not_exists(archive_attempt) OR archive_attempt <= :attempt",
            values={":attempt": before.archive.number},
        )
        self._write(_change(before, after, None), outcome)

    def blocked_by(self, number: NumberUuid) -> Sequence[Blocker]:
        """List what blocked the latest blocked attempt."""
        item = self.table.get(keys.archive_outcome(number)) or {}
        return [_blocker_from(blocker) for blocker in item.get("blockers", [])]

    def finish(
        self,
        before: PhoneNumber,
        after: PhoneNumber,
        inventory: Inventory,
        phone: ProviderPhone | None,
        due_at: datetime | None,
    ) -> None:
        """Store that the number is archived.

        One transaction: the number moves, its guard goes, its inventory record is unassigned.
        """
        writes: list[Write] = [
            Delete(label="number", key=_live(before), condition=_AS_READ, values={":read": before.version}),
            Put(
                label="archived number",
                key=keys.number_in(keys.archived_numbers(after.workspace_uuid), after.uuid),
                attributes=number_attributes(after),
                condition="attribute_not_exists(pk)",
            ),
            Delete(
                label="guard",
                key=keys.number_guard(before.workspace_uuid, before.phone_number),
                condition="number_id = :number_id",
                values={":number_id": before.id},
            ),
        ]
        self._write(*writes, *_unassign(before, inventory, phone, due_at, after.updated_at))

    def fail(
        self,
        before: PhoneNumber,
        after: PhoneNumber,
        inventory: Inventory,
        phone: ProviderPhone | None,
        due_at: datetime | None,
    ) -> None:
        """Store that the archive failed.

        One transaction: the number, and its inventory record when it was held.
        """
        self._write(_change(before, after, None), *_unassign(before, inventory, phone, due_at, after.updated_at))

    def _write(self, *writes: Write) -> None:
        try:
            self.table.write(*writes)
        except ConditionFailedError as error:
            if "receipt" in error.found:
                raise RequestInFlightError from None
            raise StaleNumberError from error


def _change(
    before: PhoneNumber,
    after: PhoneNumber,
    due_at: datetime | None,
    condition: str = _AS_READ,
    values: dict[str, int] | None = None,
) -> Update:
    return Update(
        label="number",
        key=_live(before),
        set_={
            "archive_status": after.archive_status,
            **archive_attributes(after.archive),
            "updated_at": to_iso(after.updated_at),
            "version": after.version,
            **keys.due_attributes(_live(before), due_at),
        },
        condition=condition,
        values={":read": before.version, **(values or {})},
    )


def _hold(number: PhoneNumber, inventory: Inventory, now: datetime) -> Write:
    """Take hold of the inventory record, or see that it is still another number's."""
    key = _inventory_key(number)
    if inventory.phone and not inventory.concerns(number):
        other = {":other": inventory.phone.assigned_number_uuid}
        return Check(label="provider phone", key=key, condition="assigned_number = :other", values=other)
    values = {":now": to_iso(now)}
    serves_it_or_none = "attribute_not_exists(assigned_number)"
    if number.provider_phone_uuid:
        serves_it_or_none = "assigned_number = :number"
        values[":number"] = number.uuid
    return Update(
        label="provider phone",
        key=key,
        set_={
            # A number that is not registered gets a record for as long as it is held: an agent that is just being
            # connected to it must meet something.
            "entity": "provider_phone",
            "organization": number.organization_id,
            "releasing": number.uuid,
            **keys.due_attributes(key, None),
        },
        condition=f"{_NO_AGENTS} AND {_NOT_HELD} AND {serves_it_or_none} AND {NOT_LEASED}",
        values=values,
    )


def _unassign(
    number: PhoneNumber, inventory: Inventory, phone: ProviderPhone | None, due_at: datetime | None, now: datetime
) -> list[Write]:
    if inventory.releasing != number.uuid:
        return []
    key = _inventory_key(number)
    if phone is not None:
        return [unassign(phone, held_by=number.uuid, due_at=due_at)]
    # Still not registered: without an agent the record says nothing, and none can have come while it was held.
    unregistered = "releasing = :number AND attribute_not_exists(provider)"
    values = {":number": number.uuid}
    if not inventory.agents and inventory.record is None:
        unknown = f"{unregistered} AND attribute_not_exists(webhook_status)"
        return [Delete(label="provider phone", key=key, condition=unknown, values=values)]
    changes = {"releasing": None, **(keys.due_attributes(key, now) if inventory.record else {})}
    return [Update(label="provider phone", key=key, set_=changes, condition=unregistered, values=values)]


def _live(number: PhoneNumber) -> Key:
    return keys.number_in(keys.live_numbers(number.workspace_uuid), number.uuid)


def _inventory_key(number: PhoneNumber) -> Key:
    phone = number.provider_phone_uuid or provider_phone_uuid(number.organization_id, number.phone_number)
    return keys.provider_phone(number.organization_id, phone)


def _blocker_attributes(blocker: Blocker) -> Item:
    """Return a blocker as a map, without what is None."""
    known = {
        "type": str(blocker.type),
        "id": blocker.id,
        "reason": blocker.reason,
        "uuid": blocker.uuid,
        "name": blocker.name,
    }
    return {name: value for name, value in known.items() if value is not None}


def _blocker_from(item: Item) -> Blocker:
    """Read a blocker from a map."""
    return Blocker(
        type=BlockerType(item["type"]),
        id=item["id"],
        reason=item["reason"],
        uuid=item.get("uuid"),
        name=item.get("name"),
    )
