"""Hints that it is time for a delivery."""

from trunkline.aws.clients import client
from trunkline.aws.delivery_queue import SqsHintQueue
from trunkline.settings import deliveries_queue_url, slow_deliveries_queue_url


def hint_queue() -> SqsHintQueue:
    """Connect to the queue of hints, when one is sent."""
    return SqsHintQueue(lambda: client("sqs"), deliveries_queue_url)


def slow_hint_queue() -> SqsHintQueue:
    """Connect to the queue of hints for slow organisations, when one is sent."""
    return SqsHintQueue(lambda: client("sqs"), slow_deliveries_queue_url)


def slow_queue_url() -> str:
    """Tell which queue is that of slow organisations."""
    return slow_deliveries_queue_url()
