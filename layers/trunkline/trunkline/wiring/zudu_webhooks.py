"""Webhooks of Zudu's numbers."""

from trunkline.aws.clients import client
from trunkline.aws.kms import KmsSealer
from trunkline.services.zudu_webhooks import ZuduWebhooks
from trunkline.settings import settings
from trunkline.table.client import table
from trunkline.table.subscriptions import SubscriptionTable
from trunkline.table.zudu_webhooks import ZuduWebhookTable


def zudu_webhooks() -> ZuduWebhooks:
    """Compose the use cases of Zudu's webhooks."""
    sealer = KmsSealer(lambda: client("kms"), lambda: settings().secrets_key_id)
    return ZuduWebhooks(SubscriptionTable(table()), ZuduWebhookTable(table()), sealer)
