"""Well phones, and the records that they belong to, in the table."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from trunkline.domain.identifiers import E164, NumberParts, WorkspaceUuid
from trunkline.domain.timestamps import Clock, from_iso, to_iso, utc_now
from trunkline.domain.well_phones import Creation, RecordId, RecordKind, RelatedRecord, Relationship, WellPhone
from trunkline.errors import DuplicatePhoneError, RequestInFlightError
from trunkline.services.idempotency import IdempotentResponse
from trunkline.services.pages import Page
from trunkline.services.well_phones import PhoneDocument, StaleRecordError
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.idempotency import idempotency_writes
from trunkline.table.items import ConditionFailedError, Item, Put, Update, Write


class WellPhoneTable:
    """The store of ``trunkline.services.well_phones``."""

    def __init__(self, table: Table, clock: Clock = utc_now) -> None:
        self.table = table
        self.clock = clock

    def find(self, workspace: WorkspaceUuid, phone_id: str) -> WellPhone | None:
        """Find the phone, when it is not deleted.

        One read.
        """
        item = self.table.get(keys.well_phone(workspace, phone_id))
        return _phone_from(item) if item and "deleted_at" not in item else None

    def find_records(
        self, workspace: WorkspaceUuid, record_ids: Sequence[RecordId]
    ) -> Mapping[RecordId, RelatedRecord]:
        """Find those of up to 100 records that are stored, in one read."""
        items = self.table.get_all([_record_key(workspace, record_id) for record_id in record_ids])
        return {
            record_id: _record_from(record_id, item)
            for record_id, item in zip(record_ids, items, strict=True)
            if item is not None
        }

    def page(self, workspace: WorkspaceUuid, *, limit: int, after: str | None) -> Page[WellPhone]:
        """List live phones in the order of their ids; a change shows within moments.

        One query; positions are ids, and so is the order.
        """
        partition = keys.well_phones(workspace)
        start = None
        if after is not None:
            key = keys.well_phone(workspace, after)
            start = {"pk": key.pk, "sk": key.sk, "gsi1pk": partition, "gsi1sk": after}
        # One more than asked for tells whether this page is the last.
        result = self.table.query_gsi1(gsi1pk=partition, limit=limit + 1, after=start)
        phones = [_phone_from(item) for item in result.items[:limit]]
        is_last = result.ended and len(result.items) <= limit
        return Page(phones, None if is_last or not phones else phones[-1].id)

    def add(self, creation: Creation, idempotent: IdempotentResponse[PhoneDocument] | None) -> None:
        """Store a phone with everything that its creation changes, or nothing.

        A single write for a phone that changes nothing else, or one transaction.

        Raises:
            DuplicatePhoneError: The id is in use, or was.
            StaleRecordError: A record is not as it was read.
        """
        phone, nonce = creation.phone, secrets.token_hex(8)
        writes: list[Write] = [
            Put(
                label="phone",
                key=keys.well_phone(phone.workspace_uuid, phone.id),
                attributes={**_phone_attributes(phone), "created_with": nonce},
                condition="attribute_not_exists(pk)",
            )
        ]
        writes += [_record_write(phone.workspace_uuid, record) for record in creation.changed_records]
        writes += [_demotion(phone, demoted) for demoted in creation.demoted_phones]
        writes += idempotency_writes(idempotent, PhoneDocument(phone, creation.records))
        try:
            self.table.write(*writes)
        except ConditionFailedError as error:
            # The SDK may send a single write again whose response was lost: what it then finds is its own phone.
            if error.found.get("phone", {}).get("created_with") != nonce:
                _raise_for(error.found)
                raise
        if idempotent:
            idempotent.is_stored = True

    def delete(self, workspace: WorkspaceUuid, phone_id: str) -> bool:
        """Mark a phone as deleted; False when there is no such live phone.

        One conditional write: the phone leaves the list and keeps its item.
        """
        nonce, now = secrets.token_hex(8), to_iso(self.clock())
        try:
            self.table.write(
                Update(
                    label="phone",
                    key=keys.well_phone(workspace, phone_id),
                    set_={"deleted_at": now, "deleted_with": nonce, "gsi1pk": None, "gsi1sk": None},
                    condition="attribute_exists(pk) AND attribute_not_exists(deleted_at)",
                )
            )
        except ConditionFailedError as error:
            return error.found["phone"].get("deleted_with") == nonce
        return True

    def add_record(self, workspace: WorkspaceUuid, record: RelatedRecord) -> bool:
        """Store a record without a phone; False when it is there already."""
        try:
            self.table.write(_record_write(workspace, record))
        except ConditionFailedError:
            return False
        return True


def _raise_for(found: Mapping[str, Item]) -> None:
    """Say what a failed condition means; a phone that exists before what else has changed."""
    if "receipt" in found:
        raise RequestInFlightError
    if "phone" in found:
        raise DuplicatePhoneError
    if any(label.startswith("record ") for label in found):
        raise StaleRecordError


def _record_write(workspace: WorkspaceUuid, record: RelatedRecord) -> Update:
    """Store what is known of a record, unless another has written it since it was read."""
    is_new = record.version == 0
    return Update(
        label=f"record {record.record_id.kind} {record.record_id.id}",
        key=_record_key(workspace, record.record_id),
        set_={
            "entity": "well_record",
            "profile": dict(record.profile),
            "primary_phone": record.primary_phone,
            "version": record.version + 1,
        },
        condition="attribute_not_exists(pk)" if is_new else "version = :read",
        values={} if is_new else {":read": record.version},
    )


def _demotion(by: WellPhone, demoted: str) -> Update:
    """Take the primary flag from a phone, deleted or not; it is there, for a record refers to it."""
    return Update(
        label="demoted phone",
        key=keys.well_phone(by.workspace_uuid, demoted),
        set_={"is_primary": False, "updated_at": to_iso(by.updated_at)},
        condition="attribute_exists(pk)",
    )


def _record_key(workspace: WorkspaceUuid, record_id: RecordId) -> keys.Key:
    return keys.well_record(workspace, record_id.kind, record_id.id)


def _record_from(record_id: RecordId, item: Item) -> RelatedRecord:
    return RelatedRecord(
        record_id=record_id,
        profile=item["profile"],
        primary_phone=item.get("primary_phone"),
        version=item["version"],
    )


def _phone_attributes(phone: WellPhone) -> Item:
    return {
        "entity": "well_phone",
        "workspace": phone.workspace_uuid,
        "phone_id": phone.id,
        "country_code": phone.number.country_code,
        "national_number": phone.number.national_number,
        "e164": phone.number.e164,
        "label": phone.label,
        "is_primary": phone.is_primary,
        "is_verified": phone.is_verified,
        "created_by": phone.created_by,
        "created_at": to_iso(phone.created_at),
        "updated_at": to_iso(phone.updated_at),
        "relationships": [_relationship_map(relationship) for relationship in phone.relationships],
        "gsi1pk": keys.well_phones(phone.workspace_uuid),
        "gsi1sk": phone.id,
    }


def _phone_from(item: Item) -> WellPhone:
    return WellPhone(
        workspace_uuid=item["workspace"],
        id=item["phone_id"],
        number=NumberParts(
            country_code=item["country_code"],
            national_number=item["national_number"],
            e164=E164(item["e164"]),
        ),
        label=item.get("label"),
        is_primary=item["is_primary"],
        is_verified=item["is_verified"],
        created_by=item["created_by"],
        created_at=from_iso(item["created_at"]),
        updated_at=from_iso(item["updated_at"]),
        relationships=tuple(_relationship_from(stored) for stored in item["relationships"]),
    )


def _relationship_map(relationship: Relationship) -> dict[str, Any]:
    stored = {"kind": str(relationship.record_id.kind), "id": relationship.record_id.id}
    if relationship.external_workspace_id:
        stored["external_id"] = relationship.external_workspace_id
    return stored


def _relationship_from(stored: Mapping[str, str]) -> Relationship:
    return Relationship(
        record_id=RecordId(RecordKind(stored["kind"]), stored["id"]),
        external_workspace_id=stored.get("external_id"),
    )
