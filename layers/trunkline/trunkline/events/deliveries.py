"""Hints at deliveries, as SQS hands them out: a batch at once, each message on its own."""

from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any

from trunkline.invocation import invocation_deadline, seconds_left
from trunkline.observability import emit, logger
from trunkline.services.deliveries import Deliverer, Ending, Hint

# With less than this left no try is begun: one takes 15 s, and what is read and written around it.
LEAST_SECONDS = 25.0


class DeliveryBatch:
    """The Lambda handler. All messages of a batch at once: who waits for a slow endpoint makes no other wait."""

    def __init__(
        self, deliverer: Callable[[], Deliverer], read: Callable[[str], Hint], slow_queue_url: Callable[[], str]
    ) -> None:
        self.deliverer = deliverer
        self.read = read
        self.slow_queue_url = slow_queue_url

    def __call__(self, event: Mapping[str, Any], context: object) -> dict[str, Any]:
        """Try the deliveries, and say which messages are to come again."""
        records = event["Records"]
        counts: Counter[str] = Counter(dict.fromkeys(Ending, 0))
        with invocation_deadline(context), ThreadPoolExecutor(max(len(records), 1)) as pool:
            deliverer = self.deliverer()
            begun = [pool.submit(copy_context().run, self._handled, deliverer, record) for record in records]
            endings = [each.result() for each in begun]
        counts.update(ending for ending in endings if ending)
        emit({f"WebhookDeliveries{ending}": count for ending, count in counts.items()})
        failed = [record["messageId"] for record, ending in zip(records, endings, strict=True) if ending is None]
        return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in failed]}

    def _handled(self, deliverer: Deliverer, record: Mapping[str, Any]) -> Ending | None:
        """Handle a message, and return its ending; None for one that has to come again."""
        try:
            if seconds_left() < LEAST_SECONDS:
                return None
            queue = record["eventSourceARN"].rpartition(":")[2]
            is_among_slow = queue == self.slow_queue_url().rpartition("/")[2]
            return deliverer.deliver(self.read(record["body"]), is_among_slow=is_among_slow)
        except Exception as error:  # noqa: BLE001 - whatever it is, the message is not lost
            logger.error("delivery not tried", error=type(error).__name__, message_id=record["messageId"])
            return None
