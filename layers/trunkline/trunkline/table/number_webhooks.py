"""The webhooks of provider phones in the table, the claims on their numbers, and the tokens of their URLs."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from trunkline.domain.identifiers import OrganizationId, ProviderPhoneUuid
from trunkline.domain.provider_phones import (
    LostAttemptError,
    NumberClaimedError,
    ProviderPhone,
    Webhooks,
    WebhookStatus,
)
from trunkline.domain.timestamps import Clock, to_iso, utc_now
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.items import ConditionFailedError, Delete, Item, Put, Update, Write
from trunkline.table.keys import Key
from trunkline.table.number_items import record_from, webhook_attributes

# Two attempts at one number must not overtake each other: each is made under a lease that ends by itself.
NOT_LEASED = "(attribute_not_exists(webhook_lease) OR webhook_lease <= :now)"
_NOT_HELD = "attribute_not_exists(releasing)"
_NO_RECORD = (
    "attribute_not_exists(provider) AND attribute_not_exists(releasing) AND attribute_not_exists(agent_references)"
)
# Of calls that ended before a number was registered anew: recordings come within minutes, and carriers try for days.
LATE_EVENTS = timedelta(days=30)


def webhooks_as_read(phone: ProviderPhone) -> tuple[str, dict[str, str]]:
    """Return the condition that the webhooks are as they were read, and its values."""
    if phone.webhooks is None:
        return "attribute_not_exists(webhook_status)", {}
    return (
        "webhook_attempt = :attempt AND webhook_status = :status",
        {":attempt": phone.webhooks.attempt, ":status": phone.webhooks.status},
    )


def claim_put(phone: ProviderPhone, webhooks: Webhooks) -> Put:
    """Return the write of an organisation's claim on a number at its carrier, unless another organisation has it."""
    return Put(
        label="claim",
        key=_claim_key(phone, webhooks),
        attributes={"entity": "number_claim", "organization": phone.organization_id, "phone": phone.uuid},
        condition="attribute_not_exists(pk) OR organization = :organization",
        values={":organization": phone.organization_id},
    )


def token_put(phone: ProviderPhone, webhooks: Webhooks, *, delete_after: int | None = None) -> Put:
    """Return the write of what is known of a webhook token without another read."""
    return Put(
        label="token" if delete_after is None else "token before",
        key=keys.webhook(webhooks.token),
        attributes={
            "entity": "webhook",
            "organization": phone.organization_id,
            "provider_phone_uuid": phone.uuid,
            "e164": phone.phone_number,
            "carrier": webhooks.carrier,
            "account_id": webhooks.account_id,
            "webhook_base_url": webhooks.base_url,
            "delete_after": delete_after,
        },
        condition="attribute_not_exists(pk) OR provider_phone_uuid = :phone",
        values={":phone": phone.uuid},
    )


def claim_delete(phone: ProviderPhone, webhooks: Webhooks) -> Delete:
    """Return the write that ends a claim, if the organisation has it."""
    return Delete(
        label="claim",
        key=_claim_key(phone, webhooks),
        condition="attribute_not_exists(pk) OR organization = :organization",
        values={":organization": phone.organization_id},
    )


def late_token(phone: ProviderPhone, webhooks: Webhooks, now: datetime) -> Put:
    """Return the write of a token that leads to the provider phone for some time yet."""
    return token_put(phone, webhooks, delete_after=int((now + LATE_EVENTS).timestamp()))


class NumberWebhookTable:
    """The store of ``trunkline.services.number_webhooks``."""

    def __init__(self, table: Table, clock: Clock = utc_now) -> None:
        self.table = table
        self.clock = clock

    def find(self, organization: OrganizationId, phone: ProviderPhoneUuid) -> ProviderPhone | None:
        """Find the provider phone, also one whose first registration is under way.

        One read.
        """
        return record_from(self.table.get(keys.provider_phone(organization, phone)))

    def begin(
        self, before: ProviderPhone, after: Webhooks, *, due_at: datetime | None, is_own: bool = False
    ) -> ProviderPhone:
        """Take up the webhooks of a provider phone that is as it was read, and claim the number for them.

        One write; a transaction where the number is to be claimed or the token is new. ``is_own`` says that the lease
        is the caller's already.

        Raises:
            LostAttemptError: The provider phone has changed, or somebody else works on it.
            NumberClaimedError: The number is another organisation's.
        """
        condition, values = self._as_read(before)
        # Its holder may go on with what a worker of his own has begun: removing webhooks twice does no harm.
        if not is_own and not (before.releasing and before.webhook_status is WebhookStatus.DETACHING):
            condition, values = f"{condition} AND {NOT_LEASED}", values | {":now": to_iso(self.clock())}
        if after.status is WebhookStatus.DETACHING:
            # The webhooks of a number that somebody has linked meanwhile stay.
            condition, values = _assigned_as_read(before, condition, values)
        attributes = {**webhook_attributes(before, after), **keys.due_again(_key(before), due_at)}
        if before.is_listed and after.status is WebhookStatus.PENDING:
            # As the carrier said when it was asked for the number: its list, which an import took, may not tell.
            attributes["capabilities"] = sorted(before.capabilities)
        if not before.is_listed and before.webhooks is None:
            attributes = {**_unlisted(before), **attributes}
        write = Update(label="provider phone", key=_key(before), set_=attributes, condition=condition, values=values)
        self._write(after, write, *_claims(before, after), *self._tokens(before, after))
        return replace(before, webhooks=after)

    def change(self, before: ProviderPhone, after: Webhooks) -> ProviderPhone:
        """Store what an attempt has learnt; one write.

        Raises:
            LostAttemptError: The attempt is not this one any more.
        """
        condition, values = self._as_read(before)
        self._write(
            None,
            Update(
                label="provider phone",
                key=_key(before),
                set_=webhook_attributes(before, after),
                condition=condition,
                values=values,
            ),
        )
        return replace(before, webhooks=after)

    def end(self, before: ProviderPhone, after: Webhooks | None, *, due_at: datetime | None) -> None:
        """Store the result of an attempt: attached, detached, or as if it had never been.

        One write, a transaction when the claim on the number ends. A token under which the webhooks were set stays:
        late events of its calls use it.

        Raises:
            LostAttemptError: The attempt is not this one any more, or the number was linked where it must not be.
        """
        is_attached = after is not None and after.status is WebhookStatus.ATTACHED
        if after is None and not before.is_listed and not before.agents:
            # Nothing else is said of the number, and nobody can link what has no carrier.
            condition, values = webhooks_as_read(before)
            write: Write = Delete(
                label="provider phone", key=_key(before), condition=f"{condition} AND {_NO_RECORD}", values=values
            )
        else:
            condition, values = self._as_read(before)
            if not is_attached:
                condition, values = _assigned_as_read(before, condition, values)
            attributes = {**webhook_attributes(before, after), **keys.due_attributes(_key(before), due_at)}
            write = Update(
                label="provider phone", key=_key(before), set_=attributes, condition=condition, values=values
            )
        ended = [] if is_attached else _ended(before, is_forgotten=after is None)
        self._write(after, write, *ended)

    def abandon(self, before: ProviderPhone, *, due_at: datetime | None = None) -> bool:
        """Release the lease of an attempt that failed; it stays due. False when it is not this one any more."""
        condition, values = self._as_read(before)
        due = keys.due_again(_key(before), due_at) if due_at else {}
        write = Update(
            label="provider phone",
            key=_key(before),
            set_={"webhook_lease": None, **due},
            condition=condition,
            values=values,
        )
        try:
            self.table.write(write)
        except ConditionFailedError:
            return False
        return True

    def _as_read(self, phone: ProviderPhone) -> tuple[str, Item]:
        condition, values = webhooks_as_read(phone)
        if phone.releasing is None:
            return f"{condition} AND {_NOT_HELD}", values
        return f"{condition} AND releasing = :holder", {**values, ":holder": phone.releasing}

    def _tokens(self, before: ProviderPhone, after: Webhooks) -> list[Put]:
        known = before.webhooks
        if known is None:
            return [token_put(before, after)]
        if known.token == after.token:
            return []
        # Late events of the calls before come under the token before; nothing else will.
        return [token_put(before, after), late_token(before, known, self.clock())]

    def _write(self, after: Webhooks | None, *writes: Write) -> None:
        try:
            self.table.write(*writes)
        except ConditionFailedError as error:
            if "claim" in error.found:
                raise NumberClaimedError from error
            found = error.found.get("provider phone", {})
            if after and (found.get("webhook_attempt"), found.get("webhook_status")) == (after.attempt, after.status):
                return  # it was this very write, sent again because the response was lost
            raise LostAttemptError from error


def _claims(before: ProviderPhone, after: Webhooks) -> list[Write]:
    """Return the write of the claim that an attempt needs; only detached webhooks have none yet.

    At Telnyx the same digits, bought anew, are another number to claim. Nobody can claim the one that is gone.
    """
    known = before.webhooks
    is_claimed = known is not None and known.status is not WebhookStatus.DETACHED
    if known and is_claimed and _claim_key(before, known) == _claim_key(before, after):
        return []
    return [claim_put(before, after)]


def _ended(phone: ProviderPhone, *, is_forgotten: bool) -> list[Write]:
    """Return the writes that end the claim of a number, and a token that received nothing."""
    if phone.webhooks is None:
        return []
    claim = claim_delete(phone, phone.webhooks)
    if not is_forgotten:
        return [claim]
    token = Delete(
        label="token",
        key=keys.webhook(phone.webhooks.token),
        condition="attribute_not_exists(pk) OR provider_phone_uuid = :phone",
        values={":phone": phone.uuid},
    )
    return [claim, token]


def _claim_key(phone: ProviderPhone, webhooks: Webhooks) -> Key:
    return keys.number_claim(webhooks.carrier, webhooks.owner_id, phone.phone_number)


def _assigned_as_read(phone: ProviderPhone, condition: str, values: Mapping[str, str]) -> tuple[str, Item]:
    if phone.assigned_number_uuid is None:
        return f"{condition} AND attribute_not_exists(assigned_number)", dict(values)
    return f"{condition} AND assigned_number = :assigned", {**values, ":assigned": phone.assigned_number_uuid}


def _unlisted(phone: ProviderPhone) -> Item:
    """Return the attributes of a number before its first registration is complete: all but its carrier."""
    return {
        "entity": "provider_phone",
        "provider_phone_uuid": phone.uuid,
        "organization": phone.organization_id,
        "e164": phone.phone_number,
        "created_at": to_iso(phone.created_at),
    }


def _key(phone: ProviderPhone) -> Key:
    return keys.provider_phone(phone.organization_id, phone.uuid)
