"""CarrierAttachments, claims and webhook tokens in the table."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from trunkline.domain.attachments import Attachment
from trunkline.domain.identifiers import OrganizationId, ProviderPhoneUuid
from trunkline.domain.phone_numbers import AttachmentStatus, Carrier
from trunkline.domain.timestamps import Clock, from_iso, to_iso, utc_now
from trunkline.services.attachment_ports import LostAttemptError, NumberClaimedError
from trunkline.table import keys
from trunkline.table.attributes import Item
from trunkline.table.client import ConditionFailedError, Table
from trunkline.table.writes import Delete, Put, Update, Write

# Of calls that ended before a number was registered anew: recordings come within minutes, and carriers try for days.
LATE_EVENTS = timedelta(days=30)
_DUE = ("gsi2pk", "gsi2sk")
# The status too: an attempt that was completed has the name that it had while it was pending.
_UNCHANGED = "attempt = :attempt AND attachment = :status"


@dataclass(frozen=True, slots=True)
class AttachmentTable:
    """The store of ``trunkline.services.carrier_attachments``."""

    table: Table
    clock: Clock = utc_now

    def find(self, organization: OrganizationId, phone: ProviderPhoneUuid) -> Attachment | None:
        """One read."""
        return attachment_from(self.table.get(keys.attachment(organization, phone)))

    def begin(self, before: Attachment | None, after: Attachment) -> None:
        """One transaction: attachment, claim, token, and the inventory record when there is one.

        A number that is registered anew has another token; the one before is removed by time.
        """
        claim = Put(
            label="claim",
            key=_claim(after),
            attributes={"entity": "number_claim", "organization": after.organization_id, "phone": _uuid(after)},
            condition="attribute_not_exists(pk) OR organization = :organization",
            values={":organization": after.organization_id},
        )
        writes: list[Write] = [attachment_write(before, after), claim, webhook_write(after)]
        if before and before.token != after.token:
            # Late events of the calls before come under the token before; nothing else will.
            ends = int((self.clock() + LATE_EVENTS).timestamp())
            writes.append(replace(webhook_write(before, delete_after=ends), label="webhook before"))
        self._write(writes, _in_step(after))

    def change(self, before: Attachment, after: Attachment) -> None:
        """One write, and the inventory record's with it when there is one.

        What is due stays due when it was: whoever took it up has said when it is to be looked at should he fail.
        """
        write = attachment_write(before, after)
        if before.due_at and after.due_at:
            write = replace(write, set_={name: value for name, value in write.set_.items() if name not in _DUE})
        self._write([write], _in_step(after))

    def end_detached(self, before: Attachment) -> None:
        """One transaction. The token of a registered number stays: late events of its calls come under it."""
        release = Delete(
            label="claim",
            key=_claim(before),
            condition="attribute_not_exists(pk) OR organization = :organization",
            values={":organization": before.organization_id},
        )
        if before.is_registered:
            after = before.ended(AttachmentStatus.DETACHED)
            self._write([attachment_write(before, after), release], _in_step(after))
            return
        gone = Delete(label="attachment", key=_key(before), condition=_UNCHANGED, values=_read(before))
        token = Delete(
            label="webhook",
            key=keys.webhook(before.token),
            condition="attribute_not_exists(pk) OR provider_phone_uuid = :phone",
            values={":phone": before.provider_phone_uuid},
        )
        self._write([gone, release, token], [])

    def _write(self, writes: list[Write], in_step: list[Write]) -> None:
        try:
            self.table.write(*writes, *in_step)
        except ConditionFailedError as error:
            if in_step and error.found.keys() == {in_step[0].label}:
                # The number has left the inventory: it was given up while somebody else was at its webhooks.
                self._write(writes, [])
                return
            if "claim" in error.found:
                raise NumberClaimedError from error
            raise LostAttemptError from error


def attachment_write(before: Attachment | None, after: Attachment) -> Update:
    """The attachment's item, if it is as ``before``. An update: the cleanup counts its tries in the same item."""
    return Update(
        label="attachment",
        key=_key(after),
        set_=_attributes(after) | ({"due_tries": None} if after.due_at is None else {}),
        condition=_UNCHANGED if before else "attribute_not_exists(pk)",
        values=_read(before) if before else {},
    )


def attachment_from(item: Item | None) -> Attachment | None:
    """The attachment that an item holds."""
    if item is None:
        return None
    return Attachment(
        organization_id=item["organization"],
        provider_phone_uuid=item["provider_phone_uuid"],
        e164=item["e164"],
        carrier=Carrier(item["carrier"]),
        account_id=item["account_id"],
        carrier_number_id=item["carrier_number_id"],
        owner_id=item["owner_id"],
        capabilities=frozenset(item["capabilities"]),
        token=item["webhook_token"],
        base_url=item["webhook_base_url"],
        status=AttachmentStatus(item["attachment"]),
        previous=item["previous"],
        attempt=item["attempt"],
        is_registered=item["is_registered"],
        due_at=from_iso(item["leased_until"]) if "leased_until" in item else None,
        sealed_secret=item.get("sealed_secret"),
    )


def _attributes(attachment: Attachment) -> Item:
    due_at = attachment.due_at
    return {
        "entity": "attachment",
        "organization": attachment.organization_id,
        "provider_phone_uuid": attachment.provider_phone_uuid,
        "e164": attachment.e164,
        "carrier": attachment.carrier,
        "account_id": attachment.account_id,
        "carrier_number_id": attachment.carrier_number_id,
        "owner_id": attachment.owner_id,
        "capabilities": sorted(attachment.capabilities),
        "webhook_token": attachment.token,
        "webhook_base_url": attachment.base_url,
        "attachment": attachment.status,
        "previous": dict(attachment.previous),
        "attempt": attachment.attempt,
        "is_registered": attachment.is_registered,
        "sealed_secret": attachment.sealed_secret,
        # Beside the index entry, which the cleanup moves when it takes the item up.
        "leased_until": to_iso(due_at) if due_at else None,
        "gsi2pk": keys.due_shard(_key(attachment)) if due_at else None,
        "gsi2sk": to_iso(due_at) if due_at else None,
    }


def webhook_write(attachment: Attachment, *, delete_after: int | None = None) -> Put:
    """What is known of a webhook token without looking further."""
    return Put(
        label="webhook",
        key=keys.webhook(attachment.token),
        attributes={
            "entity": "webhook",
            "organization": attachment.organization_id,
            "provider_phone_uuid": attachment.provider_phone_uuid,
            "e164": attachment.e164,
            "carrier": attachment.carrier,
            "account_id": attachment.account_id,
            "webhook_base_url": attachment.base_url,
            "delete_after": delete_after,
        },
        condition="attribute_not_exists(pk) OR provider_phone_uuid = :phone",
        values={":phone": attachment.provider_phone_uuid},
    )


def _in_step(attachment: Attachment) -> list[Write]:
    """The inventory record says the same; before a registration is complete there may be none."""
    if not attachment.is_registered:
        return []
    return [
        Update(
            label="provider phone",
            key=keys.provider_phone(attachment.organization_id, attachment.provider_phone_uuid),
            set_={"attachment": attachment.status},
            condition="attribute_exists(provider)",
        )
    ]


def _read(before: Attachment) -> Mapping[str, Any]:
    return {":attempt": before.attempt, ":status": before.status}


def _key(attachment: Attachment) -> keys.Key:
    return keys.attachment(attachment.organization_id, attachment.provider_phone_uuid)


def _claim(attachment: Attachment) -> keys.Key:
    return keys.number_claim(attachment.carrier, attachment.owner_id, attachment.e164)


def _uuid(attachment: Attachment) -> str:
    return attachment.provider_phone_uuid
