"""Events from carriers."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from trunkline.aws.clients import client, fail_fast_client
from trunkline.aws.webhook_queues import SqsEventQueue, SqsRecordingQueue
from trunkline.services.webhooks import Webhooks
from trunkline.settings import settings
from trunkline.table.client import Table, fail_fast_table, table
from trunkline.table.events import EventTable
from trunkline.wiring.carrier_accounts import accounts_in


@lru_cache(maxsize=1)
def webhooks() -> Webhooks:
    """Events as carriers send them; one per warm environment, for it remembers whose tokens it has met."""
    return _webhooks(fail_fast_table(), lambda: fail_fast_client("sqs"))


def queued_webhooks() -> Webhooks:
    """Events that waited in the queue: nobody waits for them now, so table and queue get the usual time."""
    return _webhooks(table(), lambda: client("sqs"))


def _webhooks(records: Table, sqs: Callable[[], Any]) -> Webhooks:
    return Webhooks(
        EventTable(records),
        accounts_in(records),
        SqsEventQueue(sqs, lambda: settings().events_queue_url),
        SqsRecordingQueue(sqs, lambda: settings().recordings_queue_url),
    )
