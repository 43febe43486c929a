"""The table's stream as domain events."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from trunkline.domain.health_events import health_event
from trunkline.domain.number_events import PublishedEvent, events_between
from trunkline.observability import logger
from trunkline.table.attributes import from_item
from trunkline.table.health_items import health_from, health_of
from trunkline.table.items import number_from

if TYPE_CHECKING:
    from trunkline.aws.bus import EventBridge


def publish_changes(event: Mapping[str, Any], bus: "EventBridge") -> dict[str, Any]:
    """Tell what has happened to phone numbers, in order; the answer names the first record that is to come again.

    A record is told again as a whole: an event comes at least once, each time with the same id.
    """
    told = [(record, happened) for record in event["Records"] for happened in _events(record)]
    done = bus.publish([happened for _, happened in told])
    logger.info("events published", records=len(event["Records"]), events=done)
    if done == len(told):
        return {"batchItemFailures": []}
    return {"batchItemFailures": [{"itemIdentifier": told[done][0]["dynamodb"]["SequenceNumber"]}]}


def _events(record: Mapping[str, Any]) -> Sequence[PublishedEvent]:
    change = record["dynamodb"]
    after = from_item(change.get("NewImage", {}))
    before = from_item(change.get("OldImage", {}))
    if after.get("entity") == "number_health":
        return health_event(health_from(before or None), health_of(after))
    if after.get("entity") != "phone_number":
        return []
    return events_between(number_from(before) if before else None, number_from(after))
