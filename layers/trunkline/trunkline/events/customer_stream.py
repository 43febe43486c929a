"""The table's stream as deliveries of events to customers."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from trunkline.domain.customer_events import CustomerEvent, call_events, health_events, message_events, number_events
from trunkline.observability import emit, logger
from trunkline.services.deliveries import FanOut
from trunkline.table.calls import call_filing, call_from, is_whole
from trunkline.table.health_items import health_from, health_of
from trunkline.table.items import Item, from_item
from trunkline.table.messages import message_filing, message_from
from trunkline.table.number_items import number_from


class DeadLetters(Protocol):
    """Where messages wait for people."""

    def send(self, message: Mapping[str, Any]) -> None:
        """Keep a message."""


def spread_changes(event: Mapping[str, Any], fan_out: FanOut, dead_letters: DeadLetters) -> None:
    """Make the deliveries of what a batch of records tells.

    A record is told again as a whole when the batch comes again, and makes the same deliveries. One that cannot be
    understood is put where people look, so that it does not stop those behind it.

    Raises:
        UnavailableError: The table or the queue is too busy. The batch is to come again.
    """
    told: list[CustomerEvent] = []
    for record in event["Records"]:
        change = record["dynamodb"]
        try:
            told += events_of(from_item(change.get("OldImage", {})), from_item(change.get("NewImage", {})))
        except Exception as error:  # noqa: BLE001 - it would fail each time it comes
            logger.error("record not understood", error=type(error).__name__)
            dead_letters.send({"reason": type(error).__name__, "item": from_item(change["Keys"])})
    made = fan_out.spread(told)
    logger.info("events spread", records=len(event["Records"]), events=len(told), deliveries=made)
    emit({"WebhookDeliveriesMade": made})


def events_of(before: Item, after: Item) -> Sequence[CustomerEvent]:
    """Return the customers' events of an item's change."""
    match after.get("entity"):
        case "phone_number":
            return number_events(number_from(before) if before else None, number_from(after))
        case "number_health":
            return health_events(health_from(before or None), health_of(after))
        case "call" if is_whole(after):
            return call_events(call_from(before) if is_whole(before) else None, call_from(after), call_filing(after))
        case "message" if not before:
            return message_events(message_from(after), message_filing(after))
    return []
