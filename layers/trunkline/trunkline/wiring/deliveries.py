"""Deliveries of events to customers, those of Zudu's numbers among them."""

from functools import lru_cache

from trunkline.aws.clients import client
from trunkline.aws.kms import KmsSealer
from trunkline.aws.queues import DeadLetterQueue
from trunkline.receivers.sender import Sender
from trunkline.services.deliveries import Deliverer, FanOut
from trunkline.services.slow_organizations import SlowOrganizations
from trunkline.services.zudu_webhooks import ZuduWebhooks
from trunkline.settings import (
    fan_out_dead_letters_url,
    may_receive_on_loopback,
    receiver_ports,
    settings,
)
from trunkline.table.client import enduring_table, table
from trunkline.table.deliveries import DeliveryTable
from trunkline.table.slow_organizations import SlowOrganizationTable
from trunkline.table.subscriptions import SubscriptionTable
from trunkline.table.zudu_webhooks import ZuduWebhookTable
from trunkline.wiring.hints import hint_queue, slow_hint_queue


def fan_out() -> FanOut:
    """Compose the use case of making deliveries from events; nobody waits for it, so the table gets its time."""
    records = enduring_table()
    numbers = ZuduWebhookTable(records)
    return FanOut(SubscriptionTable(records), DeliveryTable(records), hint_queue(), zudu_numbers=numbers)


def fan_out_dead_letters() -> DeadLetterQueue:
    """Return the queue for changes that could not be understood."""
    return DeadLetterQueue(client("sqs"), fan_out_dead_letters_url())


def zudu_webhooks() -> ZuduWebhooks:
    """Compose the use cases of Zudu's webhooks."""
    sealer = KmsSealer(lambda: client("kms"), lambda: settings().secrets_key_id)
    return ZuduWebhooks(SubscriptionTable(table()), ZuduWebhookTable(table()), sealer)


@lru_cache(maxsize=1)
def deliverer() -> Deliverer:
    """Try deliveries; one per warm environment, for it remembers the secrets that it has unsealed."""
    records = table()
    return Deliverer(
        SubscriptionTable(records),
        DeliveryTable(records),
        hint_queue(),
        Sender(receiver_ports(), may_be_loopback=may_receive_on_loopback()),
        KmsSealer(lambda: client("kms"), lambda: settings().secrets_key_id),
        SlowOrganizations(SlowOrganizationTable(records), slow_hint_queue()),
        zudu=zudu_webhooks(),
    )
