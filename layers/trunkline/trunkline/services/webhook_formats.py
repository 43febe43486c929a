"""How deliveries look and are signed, by the format of their subscription.

A delivery holds the event; its body and headers are made when it is sent. Another format is one more entry.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from trunkline.domain import quo_webhooks, standard_webhooks
from trunkline.domain.customer_events import CustomerEvent
from trunkline.domain.subscriptions import SubscriptionFormat


class WebhookFormat(Protocol):
    """One way to write and sign an event. It takes the events that its subscriptions' patterns can name."""

    def new_secret(self) -> str:
        """Make a secret for a new subscription."""

    def body_of(self, event: CustomerEvent) -> bytes:
        """Write the event as it is sent; the same bytes on every try."""

    def headers_of(self, event: CustomerEvent, secrets: Sequence[str], body: bytes, now: datetime) -> dict[str, str]:
        """Return the headers that verify the body; ``secrets`` has the present one first."""


FORMATS: Mapping[SubscriptionFormat, WebhookFormat] = {
    SubscriptionFormat.STANDARD: standard_webhooks,
    SubscriptionFormat.QUO: quo_webhooks,
}
