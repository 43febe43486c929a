"""Subscriptions as items of the table."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from trunkline.domain.identifiers import NumberUuid, OrganizationId
from trunkline.domain.subscriptions import DisabledReason, Subscription, SubscriptionFormat, SubscriptionId
from trunkline.domain.timestamps import from_iso, to_iso
from trunkline.errors import RequestInFlightError
from trunkline.services.idempotency import IdempotentResponse
from trunkline.services.subscriptions import StaleSubscriptionError
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.idempotency import idempotency_writes
from trunkline.table.items import ConditionFailedError, Delete, Item, Put, Update


class SubscriptionTable:
    """The store of ``trunkline.services.subscriptions`` and ``trunkline.services.deliveries``."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def of_organization(self, organization: OrganizationId) -> Sequence[Subscription]:
        """List all of an organisation's, the oldest first, as of all writes answered before.

        One query.
        """
        collection = keys.subscriptions(organization)
        result = self.table.query(pk=collection.pk, sk_prefix=collection.sk_prefix)
        return sorted(map(subscription_from, result.items), key=lambda each: (each.created_at, each.id))

    def find(self, organization: OrganizationId, subscription: SubscriptionId) -> Subscription | None:
        """Find a subscription.

        One read.
        """
        item = self.table.get(keys.subscription(organization, subscription))
        return subscription_from(item) if item else None

    def add(self, subscription: Subscription, idempotent: IdempotentResponse[Subscription] | None = None) -> None:
        """Store a new subscription.

        One write, or with a response for retries one transaction.

        Raises:
            RequestInFlightError: Another attempt with the same idempotency key goes on.
        """
        put = Put(
            label="subscription",
            key=_key(subscription),
            attributes=subscription_attributes(subscription),
            condition="attribute_not_exists(pk)",
        )
        # Of a single put the id is random: one that is there is this one, sent again by the SDK.
        self._write(put, subscription, idempotent)

    def save(
        self,
        before: Subscription,
        after: Subscription,
        idempotent: IdempotentResponse[Subscription] | None = None,
    ) -> None:
        """Store a changed subscription.

        One write of what has changed, or with a response for retries one transaction.

        Raises:
            RequestInFlightError: Another attempt with the same idempotency key goes on.
            StaleSubscriptionError: It is not as ``before`` any more.
        """
        was, becomes = subscription_attributes(before), subscription_attributes(after)
        update = Update(
            label="subscription",
            key=_key(after),
            set_={name: value for name, value in becomes.items() if value != was[name]},
            condition="version = :version",
            values={":version": before.version},
        )
        if not self._write(update, after, idempotent):
            raise StaleSubscriptionError

    def _write(
        self, write: Put | Update, after: Subscription, idempotent: IdempotentResponse[Subscription] | None
    ) -> bool:
        try:
            self.table.write(write, *idempotency_writes(idempotent, after))
        except ConditionFailedError as error:
            if "receipt" in error.found:
                raise RequestInFlightError from None
            return False
        if idempotent:
            idempotent.is_stored = True
        return True

    def delete(self, subscription: Subscription) -> None:
        """Delete a subscription; nothing happens when it is gone.

        One write.
        """
        self.table.write(Delete(label="subscription", key=_key(subscription)))

    def note_failure(self, subscription: Subscription, since: datetime) -> None:
        """Note since when the endpoint fails, unless that is known.

        One write.
        """
        self._update(
            subscription,
            {"failing_since": to_iso(since)},
            "attribute_exists(pk) AND attribute_not_exists(failing_since)",
        )

    def note_success(self, subscription: Subscription) -> None:
        """Note that the endpoint works.

        One write.
        """
        self._update(subscription, {"failing_since": None}, "attribute_exists(failing_since)")

    def disable(self, subscription: Subscription, reason: DisabledReason, now: datetime) -> bool:
        """Disable a subscription; False when it was changed or has succeeded meanwhile.

        One write.
        """
        before = subscription_attributes(subscription)
        changes = {
            "is_enabled": False,
            "disabled_reason": reason,
            "updated_at": to_iso(now),
            "version": subscription.version + 1,
        }
        condition, values = "version = :version", {":version": subscription.version}
        if reason is DisabledReason.FAILING:
            condition, values = f"{condition} AND failing_since = :since", {**values, ":since": before["failing_since"]}
        return self._update(subscription, changes, condition, values)

    def _update(
        self, subscription: Subscription, changes: Item, condition: str, values: Mapping[str, Any] | None = None
    ) -> bool:
        update = Update(
            label="subscription", key=_key(subscription), set_=changes, condition=condition, values=values or {}
        )
        try:
            self.table.write(update)
        except ConditionFailedError:
            return False
        return True


def subscription_attributes(subscription: Subscription) -> Item:
    """Return all attributes of a subscription's item but its key."""
    until, since = subscription.earlier_secret_until, subscription.failing_since
    return {
        "entity": "subscription",
        "subscription": subscription.id,
        "organization": subscription.organization_id,
        "workspace": subscription.workspace_uuid,
        "receiver_url": subscription.url,
        "event_patterns": list(subscription.patterns),
        "asked_events": list(subscription.asked_events) or None,
        "number_uuids": list(subscription.phone_number_uuids) or None,
        "description": subscription.description,
        "webhook_format": subscription.format,
        "is_enabled": subscription.is_enabled,
        "disabled_reason": subscription.disabled_reason,
        "sealed_secret": subscription.sealed_secret,
        "sealed_earlier_secret": subscription.sealed_earlier_secret,
        "earlier_secret_until": to_iso(until) if until else None,
        "failing_since": to_iso(since) if since else None,
        "created_by": subscription.created_by,
        "created_at": to_iso(subscription.created_at),
        "updated_at": to_iso(subscription.updated_at),
        "version": subscription.version,
    }


def subscription_from(item: Item) -> Subscription:
    """Read a subscription from an item."""
    until, since, reason = item.get("earlier_secret_until"), item.get("failing_since"), item.get("disabled_reason")
    return Subscription(
        id=SubscriptionId(item["subscription"]),
        organization_id=item["organization"],
        workspace_uuid=item.get("workspace"),
        url=item["receiver_url"],
        patterns=tuple(item["event_patterns"]),
        asked_events=tuple(item.get("asked_events", ())),
        phone_number_uuids=tuple(NumberUuid(uuid) for uuid in item.get("number_uuids", ())),
        description=item.get("description"),
        format=SubscriptionFormat(item["webhook_format"]),
        is_enabled=item["is_enabled"],
        disabled_reason=DisabledReason(reason) if reason else None,
        sealed_secret=item["sealed_secret"],
        sealed_earlier_secret=item.get("sealed_earlier_secret"),
        earlier_secret_until=from_iso(until) if until else None,
        failing_since=from_iso(since) if since else None,
        created_by=item["created_by"],
        created_at=from_iso(item["created_at"]),
        updated_at=from_iso(item["updated_at"]),
        version=item["version"],
    )


def _key(subscription: Subscription) -> keys.Key:
    return keys.subscription(subscription.organization_id, subscription.id)
