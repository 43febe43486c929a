"""Hints that it is time for a delivery."""

from collections.abc import Callable

from trunkline.aws.clients import client
from trunkline.aws.delivery_queue import SqsHintQueue
from trunkline.settings import deliveries_queue_url, slow_deliveries_queue_url


def hint_queue() -> SqsHintQueue:
    """Connect to the queue of hints, when one is sent."""
    return SqsHintQueue(lambda: client("sqs"), deliveries_queue_url)


def slow_hint_queue() -> SqsHintQueue:
    """Connect to the queue of hints for slow organisations, when one is sent."""
    return SqsHintQueue(lambda: client("sqs"), slow_deliveries_queue_url)


def slow_hint_source() -> Callable[[str], bool]:
    """Return what tells whether an event source is the queue of hints for slow organisations, by its ARN."""
    name = slow_deliveries_queue_url().rpartition("/")[2]
    return lambda arn: arn.rpartition(":")[2] == name
