"""Webhook events that the table was too busy for: stored from the queue."""

from trunkline import wiring
from trunkline.aws.webhook_queues import waiting_event
from trunkline.http.queues import each_message


@each_message
def lambda_handler(body: str) -> None:
    """Store one event; one that is stored already is left so."""
    webhook, event, received_at = waiting_event(body)
    wiring.queued_webhooks().store_event(webhook, event, received_at)
