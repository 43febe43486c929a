"""A workspace's numbers and their health."""

from trunkline.services.number_health import NumberCheckUps, NumberHealths
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
    )
