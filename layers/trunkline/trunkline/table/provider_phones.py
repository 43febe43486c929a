"""Provider phones in the table, after an archive: in the pool, in quarantine, and released to their carrier."""

from dataclasses import dataclass
from datetime import datetime

from trunkline.domain.identifiers import NumberUuid
from trunkline.domain.provider_phones import ProviderPhone
from trunkline.domain.timestamps import Clock, to_iso, utc_now
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.items import ConditionFailedError, Delete, Item, Update, Write
from trunkline.table.keys import Key
from trunkline.table.number_webhooks import NOT_LEASED, claim_delete, late_token, webhooks_as_read

_NOT_HELD = "attribute_not_exists(releasing)"
_NOBODYS = "attribute_not_exists(assigned_number) AND attribute_not_exists(assigned_workspace)"


def unassign(phone: ProviderPhone, *, held_by: NumberUuid, due_at: datetime | None) -> Update:
    """Return the write by which the holder of a provider phone leaves it as ``phone`` says."""
    condition, values = webhooks_as_read(phone)
    return Update(
        label="provider phone",
        key=_key(phone),
        set_={**_standing(phone), **keys.due_attributes(_key(phone), due_at)},
        condition=f"releasing = :holder AND attribute_exists(provider) AND {condition}",
        values={":holder": held_by, **values},
    )


@dataclass(frozen=True, slots=True)
class ProviderPhoneTable:
    """Provider phones, for the cleanup.

    Each method is one conditional write and says whether it was done; False means that the provider phone has changed.
    """

    table: Table
    clock: Clock = utc_now

    def end_quarantine(self, phone: ProviderPhone, *, due_at: datetime | None) -> bool:
        """Offer a provider phone again."""
        return self._done(
            phone,
            {
                "quarantined_until": None,
                "gsi1pk": keys.free_provider_phones(phone.organization_id),
                **keys.due_attributes(_key(phone), due_at),
            },
            f"quarantined_until = :seen AND {_NOBODYS}",
            {":seen": phone.quarantined_until and to_iso(phone.quarantined_until)},
        )

    def reschedule(self, phone: ProviderPhone, *, seen_due: datetime, due_at: datetime | None) -> bool:
        """Have the cleanup come back later, or not at all, if nobody else has changed that meanwhile."""
        return self._done(
            phone, keys.due_attributes(_key(phone), due_at), "gsi2sk = :seen", {":seen": to_iso(seen_due)}
        )

    def withdraw(self, phone: ProviderPhone, *, now: datetime) -> bool:
        """Take an idle provider phone out of the pool for good, before it is released to its carrier."""
        # It may have been registered, or linked for a while, since it was read.
        as_idle = "idle_since = :idle_since" if phone.idle_since else "attribute_not_exists(idle_since)"
        condition, values = webhooks_as_read(phone)
        return self._done(
            phone,
            {"releasing": phone.uuid, "gsi1pk": keys.register(phone.organization_id, "RESTING")},
            f"({_NOT_HELD} OR releasing = :itself) AND {_NOBODYS} AND {condition} AND {NOT_LEASED} AND {as_idle}"
            " AND attribute_not_exists(agent_references)",
            {
                **values,
                ":itself": phone.uuid,
                ":now": to_iso(now),
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
                **keys.due_attributes(_key(phone), due_at),
            },
            "releasing = :itself",
            {":itself": phone.uuid},
        )

    def forget(self, phone: ProviderPhone) -> bool:
        """Remove a provider phone that was released to its carrier, and the claim on its number."""
        writes: list[Write] = [
            Delete(
                label="provider phone",
                key=_key(phone),
                condition="releasing = :itself",
                values={":itself": phone.uuid},
            )
        ]
        if phone.webhooks:
            writes += [claim_delete(phone, phone.webhooks), late_token(phone, phone.webhooks, self.clock())]
        try:
            self.table.write(*writes)
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
    workspace = phone.assigned_workspace_uuid
    rests = keys.register(phone.organization_id, "RESTING")
    in_pool = rests if phone.quarantined_until else keys.free_provider_phones(phone.organization_id)
    return {
        "assigned_workspace": workspace,
        "assigned_number": phone.assigned_number_uuid,
        "releasing": phone.releasing,
        "quarantined_until": phone.quarantined_until and to_iso(phone.quarantined_until),
        "idle_since": phone.idle_since and to_iso(phone.idle_since),
        "gsi1pk": keys.reserved_provider_phones(phone.organization_id, workspace) if workspace else in_pool,
    }


def _key(phone: ProviderPhone) -> Key:
    return keys.provider_phone(phone.organization_id, phone.uuid)
