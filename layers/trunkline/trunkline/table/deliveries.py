"""Deliveries as items of the table."""

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import datetime, timedelta
from heapq import merge

from trunkline.domain.customer_events import CustomerEvent, EventType
from trunkline.domain.deliveries import KEPT_FOR, Delivery, DeliveryStatus, Try
from trunkline.domain.identifiers import OrganizationId
from trunkline.domain.subscriptions import Subscription, SubscriptionId
from trunkline.domain.timestamps import from_iso, to_iso
from trunkline.services.deliveries import LONGEST_HINT, Hint
from trunkline.services.pages import Page
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.items import ConditionFailedError, Item, Put, Update

# A hint that is late by so much was lost.
GRACE = timedelta(minutes=3)
_WRITERS = 8
# Most deliveries follow one that was tried.
_LOOK_BACK = 2
_LOOK_FURTHER_BACK = 25
_LOWEST_ID = "evt_"


class DeliveryTable:
    """The store of ``trunkline.services.deliveries``."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def add(self, deliveries: Sequence[Delivery]) -> None:
        """Store new deliveries; those that are there already stay as they are.

        One write each, several at once.
        """
        if len(deliveries) == 1:
            self._add(deliveries[0])
        elif deliveries:
            with ThreadPoolExecutor(_WRITERS) as pool:
                # The invocation's deadline is each thread's too.
                done = [pool.submit(copy_context().run, self._add, delivery) for delivery in deliveries]
                for each in done:
                    each.result()

    def first_to_try(self, hint: Hint) -> Delivery | None:
        """Find the delivery of a hint; or, if that was not tried yet, the first before it that was not.

        One query of two items, and another where the previous one was not tried either.
        """
        key = keys.delivery(hint.organization_id, hint.subscription_id, hint.line, hint.event_id)
        first: Delivery | None = None
        limit = _LOOK_BACK
        while True:
            result = self.table.query_back(upto=key, limit=limit)
            found = [delivery_from(item) for item in result.items]
            if first is None and (not found or found[0].id != hint.event_id):
                return None
            for delivery in found:
                if first is not None and delivery.started_at is not None:
                    return first
                first = delivery
                if delivery.started_at is not None:
                    return first
            if result.ended or first is None:
                return first
            last = result.items[-1]
            key, limit = keys.Key(last["pk"], last["sk"]), _LOOK_FURTHER_BACK

    def begin(self, before: Delivery, after: Delivery) -> bool:
        """Claim a try; False when somebody else has, or the delivery has changed.

        One write.
        """
        assert after.leased_until is not None  # noqa: S101 - it was begun
        due_at = after.leased_until + GRACE
        return self._change(after, due_at, before.lease, len(before.tries), before.round_tries)

    def end(self, begun: Delivery, ended: Delivery) -> bool:
        """Store the outcome of a try; False when another has begun meanwhile.

        One write.
        """
        return self._change(ended, _due_at(ended), begun.lease, len(begun.tries), begun.round_tries)

    def ask_again(self, before: Delivery, after: Delivery) -> bool:
        """Make a delivery due again; False when it has changed.

        One write.
        """
        return self._change(after, _due_at(after), before.lease, len(before.tries), before.round_tries)

    def hinted(self, delivery: Delivery, now: datetime) -> None:
        """Note that a hint was sent, so that the due index shows the delivery only when the hint would be late.

        One write.
        """
        assert delivery.next_try_at is not None  # noqa: S101 - it waits
        # Not its tries: of a delivery whose hints come to nothing each time they tell how often.
        attributes = keys.due_again(_key(delivery), max(delivery.next_try_at, now) + GRACE)
        update = Update(
            label="delivery",
            key=_key(delivery),
            set_=attributes,
            # One that has ended has no next try.
            condition="next_try_at = :next",
            values={":next": to_iso(delivery.next_try_at)},
        )
        try:
            self.table.write(update)
        except ConditionFailedError:
            return

    def of_subscription(
        self, subscription: Subscription, status: DeliveryStatus | None, *, limit: int, after: str | None
    ) -> Page[Delivery]:
        """List a subscription's deliveries, the newest first.

        One query a status.
        """
        wanted = [status] if status else list(DeliveryStatus)
        pages = [self._newest(subscription, each, limit, after) for each in wanted]
        found = list(merge(*pages, key=lambda delivery: delivery.id, reverse=True))
        return Page(found[:limit], found[limit - 1].id if len(found) > limit else None)

    def find(self, subscription: Subscription, delivery_id: str) -> Delivery | None:
        """Find a delivery by its id.

        One query a status, as the id does not say whose line it is in, and a read.
        """
        for status in DeliveryStatus:
            partition = keys.deliveries_of(subscription.organization_id, subscription.id, status)
            result = self.table.query_gsi1(gsi1pk=partition, between=(delivery_id, delivery_id))
            for item in result.items:
                fresh = self.table.get(keys.Key(item["pk"], item["sk"]))
                return delivery_from(fresh) if fresh else None
        return None

    def _newest(
        self, subscription: Subscription, status: DeliveryStatus, limit: int, after: str | None
    ) -> list[Delivery]:
        partition = keys.deliveries_of(subscription.organization_id, subscription.id, status)
        # The end of the page before is in what is between.
        between = (_LOWEST_ID, after) if after else None
        result = self.table.query_gsi1(gsi1pk=partition, between=between, limit=limit + 2, is_newest_first=True)
        return [delivery_from(item) for item in result.items if item["gsi1sk"] != after]

    def _add(self, delivery: Delivery) -> None:
        put = Put(
            label="delivery",
            key=_key(delivery),
            attributes=_attributes(delivery, _due_at(delivery)),
            condition="attribute_not_exists(pk)",
        )
        try:
            self.table.write(put)
        except ConditionFailedError:
            return

    def _change(
        self, after: Delivery, due_at: datetime | None, seen_lease: str | None, seen_tries: int, seen_round: int
    ) -> bool:
        attributes = _attributes(after, due_at)
        constant = ("entity", "organization", "subscription", "event", "created_at", "delete_after")
        update = Update(
            label="delivery",
            key=_key(after),
            set_={name: value for name, value in attributes.items() if name not in constant},
            condition="round_tries = :round AND tries_kept = :kept AND "
            + ("lease = :lease" if seen_lease else "attribute_not_exists(lease)"),
            values={":round": seen_round, ":kept": seen_tries, **({":lease": seen_lease} if seen_lease else {})},
        )
        try:
            self.table.write(update)
        except ConditionFailedError as error:
            # The SDK may send a write again whose answer was lost: what it then finds is its own.
            found = error.found["delivery"]
            return after.lease is not None and found.get("lease") == after.lease
        return True


def _due_at(delivery: Delivery) -> datetime | None:
    """Return when the cleanup looks at it: to send a hint for a try that is far off, or a hint that is late."""
    if delivery.status is not DeliveryStatus.PENDING or delivery.next_try_at is None:
        return None
    is_far_off = delivery.tries and delivery.next_try_at - delivery.tries[-1].at > LONGEST_HINT + GRACE
    return delivery.next_try_at - LONGEST_HINT if is_far_off else delivery.next_try_at + GRACE


def _attributes(delivery: Delivery, due_at: datetime | None) -> Item:
    event = delivery.event
    return {
        "entity": "delivery",
        "organization": delivery.organization_id,
        "subscription": delivery.subscription_id,
        "event": _event_text(event),
        "delivery_status": delivery.status,
        "round_tries": delivery.round_tries,
        "tries": [_try_attributes(each) for each in delivery.tries] or None,
        # Counted beside the list: a condition on an absent list's size fails.
        "tries_kept": len(delivery.tries),
        "started_at": _iso(delivery.started_at),
        "next_try_at": _iso(delivery.next_try_at),
        "leased_until": _iso(delivery.leased_until),
        "lease": delivery.lease,
        "response_body": delivery.response_body or None,
        "failure": delivery.reason,
        "created_at": to_iso(delivery.created_at),
        "delete_after": int((delivery.created_at + KEPT_FOR).timestamp()),
        "gsi1pk": keys.deliveries_of(delivery.organization_id, delivery.subscription_id, delivery.status),
        "gsi1sk": delivery.id,
        **keys.due_attributes(_key(delivery), due_at),
    }


def delivery_from(item: Item) -> Delivery:
    """Read a delivery from an item."""
    return Delivery(
        organization_id=item["organization"],
        subscription_id=SubscriptionId(item["subscription"]),
        event=_event_from(OrganizationId(item["organization"]), item["event"]),
        status=DeliveryStatus(item["delivery_status"]),
        round_tries=item["round_tries"],
        tries=tuple(_try_from(each) for each in item.get("tries", ())),
        started_at=_time_of(item.get("started_at")),
        next_try_at=_time_of(item.get("next_try_at")),
        leased_until=_time_of(item.get("leased_until")),
        lease=item.get("lease"),
        response_body=item.get("response_body", ""),
        reason=item.get("failure"),
        created_at=from_iso(item["created_at"]),
    )


def _event_text(event: CustomerEvent) -> str:
    """Write the event as one text: it is written once, and only read as a whole."""
    return json.dumps(
        {
            "id": event.id,
            "type": event.type,
            "occurredAt": to_iso(event.occurred_at),
            "workspace": event.workspace_uuid,
            "number": event.phone_number_uuid,
            "line": event.line,
            "data": event.data,
        },
        separators=(",", ":"),
    )


def _event_from(organization: OrganizationId, text: str) -> CustomerEvent:
    document = json.loads(text)
    return CustomerEvent(
        id=document["id"],
        type=EventType(document["type"]),
        occurred_at=from_iso(document["occurredAt"]),
        organization_id=organization,
        workspace_uuid=document["workspace"],
        phone_number_uuid=document["number"],
        line=document["line"],
        data=document["data"],
    )


def _try_attributes(kept: Try) -> Item:
    values = {"at": to_iso(kept.at), "status": kept.status, "error": kept.error, "ms": kept.milliseconds}
    return {name: value for name, value in values.items() if value is not None}


def _try_from(item: Item) -> Try:
    return Try(at=from_iso(item["at"]), status=item.get("status"), error=item.get("error"), milliseconds=item.get("ms"))


def _key(delivery: Delivery) -> keys.Key:
    return keys.delivery(delivery.organization_id, delivery.subscription_id, delivery.event.line, delivery.id)


def _iso(moment: datetime | None) -> str | None:
    return to_iso(moment) if moment else None


def _time_of(text: str | None) -> datetime | None:
    return from_iso(text) if text else None
