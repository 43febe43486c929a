"""Provider phones in the table, apart from who is linked to them."""

from dataclasses import dataclass
from datetime import datetime

from trunkline.domain.identifiers import NumberUuid
from trunkline.domain.phone_numbers import AttachmentStatus, ProviderPhone
from trunkline.domain.timestamps import to_iso
from trunkline.table import keys
from trunkline.table.archive_items import due_again, due_attributes
from trunkline.table.attributes import Item
from trunkline.table.client import ConditionFailedError, Table
from trunkline.table.keys import Key
from trunkline.table.writes import Delete, Update

# Two carrier calls for one number must not overtake each other: each is made under a lease that ends by itself.
NOT_BUSY = "(attribute_not_exists(carrier_call_until) OR carrier_call_until <= :now)"
_NOT_HELD = "attribute_not_exists(releasing)"
_NOBODYS = "attribute_not_exists(assigned_number) AND attribute_not_exists(assigned_workspace)"


def unassign(phone: ProviderPhone, *, held_by: NumberUuid, due_at: datetime | None) -> Update:
    """The write by which the holder of a provider phone leaves it as ``phone`` says."""
    return Update(
        label="provider phone",
        key=_key(phone),
        set_={**_standing(phone), **due_attributes(_key(phone), due_at)},
        condition="releasing = :holder AND attribute_exists(provider)",
        values={":holder": held_by},
    )


@dataclass(frozen=True, slots=True)
class ProviderPhoneTable:
    """The store of ``trunkline.services.attachments`` and of the cleanup's provider phones.

    Each method is one conditional write and says whether it was done; False means that the provider phone has changed.
    """

    table: Table

    def begin_call(
        self,
        phone: ProviderPhone,
        attachment: AttachmentStatus,
        *,
        now: datetime,
        until: datetime,
        due_at: datetime,
    ) -> bool:
        """Note that the carrier is being called; when nothing more is heard, the cleanup is to look at ``due_at``."""
        detaches = attachment is AttachmentStatus.DETACHING
        condition = f"attachment = :seen AND {_NOT_HELD} AND {NOT_BUSY}"
        return self._done(
            phone,
            {"attachment": attachment, "carrier_call_until": to_iso(until), **due_again(_key(phone), due_at)},
            # The webhooks of a number that somebody has linked meanwhile stay.
            f"{condition} AND attribute_not_exists(assigned_number)" if detaches else condition,
            {":seen": phone.attachment, ":now": to_iso(now)},
        )

    def abandon_call(self, phone: ProviderPhone, *, begun_until: datetime) -> bool:
        """Note that the call has failed; the entry in the due index stays as it is."""
        return self._done(
            phone, {"carrier_call_until": None}, "carrier_call_until = :begun", {":begun": to_iso(begun_until)}
        )

    def end_call(
        self, phone: ProviderPhone, attachment: AttachmentStatus, *, begun_until: datetime, due_at: datetime | None
    ) -> bool:
        """Note what the call has done."""
        return self._done(
            phone,
            {"attachment": attachment, "carrier_call_until": None, **due_attributes(_key(phone), due_at)},
            "carrier_call_until = :begun",
            {":begun": to_iso(begun_until)},
        )

    def end_quarantine(self, phone: ProviderPhone, *, due_at: datetime | None) -> bool:
        """Offer a provider phone again."""
        return self._done(
            phone,
            {
                "quarantined_until": None,
                "gsi1pk": keys.free_provider_phones(phone.organization_id),
                **due_attributes(_key(phone), due_at),
            },
            f"quarantined_until = :seen AND {_NOBODYS}",
            {":seen": phone.quarantined_until and to_iso(phone.quarantined_until)},
        )

    def reschedule(self, phone: ProviderPhone, *, seen_due: datetime, due_at: datetime | None) -> bool:
        """Have the cleanup come back later, or not at all, if nobody else has changed that meanwhile."""
        return self._done(phone, due_attributes(_key(phone), due_at), "gsi2sk = :seen", {":seen": to_iso(seen_due)})

    def withdraw(self, phone: ProviderPhone, *, now: datetime) -> bool:
        """Take an idle provider phone out of the pool for good, before it is given up at its carrier."""
        # It may have been registered, or linked for a while, since it was read.
        as_idle = "idle_since = :idle_since" if phone.idle_since else "attribute_not_exists(idle_since)"
        return self._done(
            phone,
            {"releasing": phone.uuid, "gsi1pk": keys.register(phone.organization_id, "RESTING")},
            f"({_NOT_HELD} OR releasing = :itself) AND {_NOBODYS} AND {NOT_BUSY} AND {as_idle}"
            " AND (attribute_not_exists(agent_references) OR agent_references = :none)",
            {
                ":itself": phone.uuid,
                ":now": to_iso(now),
                ":none": 0,
                **({":idle_since": to_iso(phone.idle_since)} if phone.idle_since else {}),
            },
        )

    def restore(self, phone: ProviderPhone, *, now: datetime, due_at: datetime) -> bool:
        """Return a provider phone to the pool that its carrier would not take."""
        return self._done(
            phone,
            {
                "releasing": None,
                "idle_since": to_iso(now),
                "gsi1pk": keys.free_provider_phones(phone.organization_id),
                **due_attributes(_key(phone), due_at),
            },
            "releasing = :itself",
            {":itself": phone.uuid},
        )

    def forget(self, phone: ProviderPhone) -> bool:
        """Remove a provider phone that was given up."""
        try:
            self.table.write(
                Delete(
                    label="provider phone",
                    key=_key(phone),
                    condition="releasing = :itself",
                    values={":itself": phone.uuid},
                )
            )
        except ConditionFailedError:
            return False
        return True

    def _done(self, phone: ProviderPhone, changes: Item, condition: str, values: Item) -> bool:
        try:
            self.table.write(
                Update(label="provider phone", key=_key(phone), set_=changes, condition=condition, values=values)
            )
        except ConditionFailedError:
            return False
        return True


def _standing(phone: ProviderPhone) -> Item:
    reserved_for = phone.assigned_workspace_uuid
    rests = keys.register(phone.organization_id, "RESTING")
    in_pool = rests if phone.quarantined_until else keys.free_provider_phones(phone.organization_id)
    return {
        "assigned_workspace": reserved_for,
        "assigned_number": phone.assigned_number_uuid,
        "attachment": phone.attachment,
        "releasing": phone.releasing,
        "quarantined_until": phone.quarantined_until and to_iso(phone.quarantined_until),
        "idle_since": phone.idle_since and to_iso(phone.idle_since),
        "gsi1pk": keys.reserved_provider_phones(phone.organization_id, reserved_for) if reserved_for else in_pool,
    }


def _key(phone: ProviderPhone) -> Key:
    return keys.provider_phone(phone.organization_id, phone.uuid)
