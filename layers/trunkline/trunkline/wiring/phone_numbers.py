"""A workspace's phone numbers."""

from typing import TYPE_CHECKING

from trunkline.services.phone_numbers import PhoneNumbers
from trunkline.settings import release_settings
from trunkline.table.client import table
from trunkline.table.phone_numbers import PhoneNumberTable

if TYPE_CHECKING:
    from trunkline.domain.provider_phones import ProviderPhone


def phone_numbers() -> PhoneNumbers:
    """Compose the use cases of a workspace's phone numbers."""
    return PhoneNumbers(PhoneNumberTable(table(), idle_limit=release_settings().idle_limit), _attach)


def _attach(phone: "ProviderPhone") -> bool:
    from trunkline.wiring import carriers  # noqa: PLC0415 - only a number with a carrier account needs it

    return carriers.number_webhooks().attach_now_or_later(phone)
