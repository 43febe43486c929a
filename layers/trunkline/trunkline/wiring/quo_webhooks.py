"""Webhooks of Quo's API."""

from trunkline.services.quo_webhooks import QuoWebhooks
from trunkline.wiring.subscriptions import subscriptions


def quo_webhooks() -> QuoWebhooks:
    """Compose the use cases of Quo's webhooks."""
    return QuoWebhooks(subscriptions())
