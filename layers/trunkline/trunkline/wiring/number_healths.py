"""A workspace's numbers and their health."""

from datetime import datetime

from trunkline.domain.phone_numbers import ProviderPhone
from trunkline.services.number_healths import NumberCheckUps, NumberHealths
from trunkline.table.client import table
from trunkline.table.health import HealthTable
from trunkline.table.phone_numbers import PhoneNumberTable


def number_healths() -> NumberHealths:
    """Compose what is known of numbers: nothing that talks to a carrier."""
    return NumberHealths(store=HealthTable(table()), numbers=PhoneNumberTable(table()))


def number_check_ups() -> NumberCheckUps:
    """Compose what asks the carrier."""
    from trunkline.wiring import carriers, health  # noqa: PLC0415 - who only reads does not pay for it

    return NumberCheckUps(
        known=number_healths(),
        checks=health.health_checks(),
        webhooks=carriers.number_webhooks(),
        read_back=_read_back,
    )


def _read_back(phone: ProviderPhone, since: datetime) -> None:
    from trunkline.wiring.backfill import backfill_requests  # noqa: PLC0415 - few calls come to it

    backfill_requests().since(phone, since)
