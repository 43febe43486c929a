"""The table's stream as events on the bus."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from trunkline.domain.number_events import events_between, health_event
from trunkline.domain.subscription_events import disabled_between
from trunkline.observability import logger
from trunkline.table.health_items import health_from, health_of
from trunkline.table.items import from_item
from trunkline.table.number_items import number_from
from trunkline.table.subscriptions import subscription_from

if TYPE_CHECKING:
    from trunkline.aws.bus import BusEvent, EventBridge


def publish_changes(event: Mapping[str, Any], bus: "EventBridge") -> dict[str, Any]:
    """Tell what has happened, in order; the answer names the first record that is to come again.

    A record is told again as a whole: an event comes at least once, each time with the same id.
    """
    told = [(record, happened) for record in event["Records"] for happened in _events(record)]
    done = bus.publish([happened for _, happened in told])
    logger.info("events published", records=len(event["Records"]), events=done)
    if done == len(told):
        return {"batchItemFailures": []}
    return {"batchItemFailures": [{"itemIdentifier": told[done][0]["dynamodb"]["SequenceNumber"]}]}


def _events(record: Mapping[str, Any]) -> "Sequence[BusEvent]":
    change = record["dynamodb"]
    after, before = from_item(change.get("NewImage", {})), from_item(change.get("OldImage", {}))
    match after.get("entity"):
        case "phone_number":
            return events_between(number_from(before) if before else None, number_from(after))
        case "number_health":
            return health_event(health_from(before or None), health_of(after))
        case "subscription" if before:
            return disabled_between(subscription_from(before), subscription_from(after))
    return []
