"""Numbers' webhooks at the carriers. Importing this loads what talks to carriers."""

from trunkline.carriers.registry import adapter_for
from trunkline.services.number_webhooks import NumberWebhooks
from trunkline.services.registrations import Registrations
from trunkline.settings import release_settings, settings
from trunkline.table.client import table
from trunkline.table.number_webhooks import NumberWebhookTable
from trunkline.table.registrations import RegistrationTable
from trunkline.wiring.carrier_accounts import carrier_accounts


def number_webhooks() -> NumberWebhooks:
    """Compose the use cases of numbers' webhooks at their carriers."""
    return NumberWebhooks(
        NumberWebhookTable(table()),
        carrier_accounts(),
        adapter_for,
        settings().webhook_base_url,
        idle_limit=release_settings().idle_limit,
    )


def registrations() -> Registrations:
    """Compose the use cases of registering numbers that users own."""
    return Registrations(RegistrationTable(table()), number_webhooks())
