"""An organisation's subscriptions."""

from trunkline.aws.clients import client
from trunkline.aws.kms import KmsSealer
from trunkline.services.subscriptions import ReceiverRules, Subscriptions
from trunkline.settings import may_receive_on_loopback, receiver_ports, settings
from trunkline.table.client import table
from trunkline.table.deliveries import DeliveryTable
from trunkline.table.subscriptions import SubscriptionTable
from trunkline.wiring.hints import hint_queue


def subscriptions() -> Subscriptions:
    """Compose the use cases of subscriptions."""
    return Subscriptions(
        SubscriptionTable(table()),
        DeliveryTable(table()),
        hint_queue(),
        KmsSealer(lambda: client("kms"), lambda: settings().secrets_key_id),
        ReceiverRules(ports=receiver_ports(), may_be_loopback=may_receive_on_loopback()),
    )
