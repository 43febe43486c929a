"""Acme's webhooks for the examples of the API document: the workspace dialect's, and Quo's.

Their host does not exist, and they are of the number of the examples alone: nothing of what somebody tries out leaves
this machine because of them.
"""

from trunkline.domain.customer_events import trial_event
from trunkline.domain.deliveries import new_delivery
from trunkline.domain.subscriptions import Subscription, SubscriptionFormat, SubscriptionId, secret_context
from trunkline.services.carrier_accounts import Sealer
from trunkline.services.webhook_formats import FORMATS
from trunkline.table.client import Table
from trunkline.table.deliveries import DeliveryTable
from trunkline.table.subscriptions import SubscriptionTable

from tools import examples
from tools.examples import AT, ORGANIZATION, WORKSPACE

_WEBHOOKS = {
    examples.WEBHOOK_ID: SubscriptionFormat.STANDARD,
    examples.WEBHOOK_TO_DELETE: SubscriptionFormat.STANDARD,
    examples.QUO_WEBHOOK: SubscriptionFormat.QUO,
    examples.QUO_WEBHOOK_TO_DELETE: SubscriptionFormat.QUO,
}
_USER, _QUO_USER = "64e5f12345abcdef12345678", "US123abc"


def add_webhooks(store: Table, sealer: Sealer) -> None:
    """Put each into the table where it is not yet, with an event that one of them was to be sent."""
    subscriptions = SubscriptionTable(store)
    there = {each.id for each in subscriptions.of_organization(ORGANIZATION)}
    for webhook, format_ in _WEBHOOKS.items():
        if webhook not in there:
            subscriptions.add(_subscription(webhook, format_, sealer))
    event = trial_event(ORGANIZATION, WORKSPACE, examples.TRIAL, AT)
    DeliveryTable(store).add([new_delivery(examples.WEBHOOK_ID, event, AT).parked("example")])


def _subscription(webhook: SubscriptionId, format_: SubscriptionFormat, sealer: Sealer) -> Subscription:
    is_quo = format_ is SubscriptionFormat.QUO
    return Subscription(
        id=webhook,
        organization_id=ORGANIZATION,
        workspace_uuid=None if is_quo else WORKSPACE,
        url="https://crm.example.invalid/webhooks",
        patterns=("message.received",),
        asked_events=("message.received",) if is_quo else (),
        phone_number_uuids=(examples.NUMBER_UUID,),
        description="CRM",
        format=format_,
        sealed_secret=sealer.seal(FORMATS[format_].new_secret(), secret_context(ORGANIZATION, webhook)),
        created_by=_QUO_USER if is_quo else _USER,
        created_at=AT,
        updated_at=AT,
    )
