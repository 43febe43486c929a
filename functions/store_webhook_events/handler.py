"""Webhook events that the table was too busy for: stored from the queue."""

from trunkline.aws.webhook_queues import waiting_event
from trunkline.events.queues import each_message
from trunkline.services.webhooks import Webhooks
from trunkline.wiring.webhooks import queued_webhooks


@each_message(queued_webhooks)
def lambda_handler(service: Webhooks, body: str) -> None:
    """Store one event; one that is stored already is left so."""
    webhook, event, received_at = waiting_event(body)
    service.store_event(webhook, event, received_at)
