"""Which store serves which use case. Functions and the edge ask here; everything is made on first use."""

from functools import lru_cache
from typing import TYPE_CHECKING

from trunkline.services.credentials import Authenticator
from trunkline.table.client import table
from trunkline.table.credentials import CredentialTable

if TYPE_CHECKING:
    from trunkline.services.contacts import Contacts
    from trunkline.services.custom_fields import CustomFields
    from trunkline.services.idempotency import IdempotencyStore
    from trunkline.services.phone_numbers import PhoneNumbers
    from trunkline.services.well_phones import WellPhones
    from trunkline.services.zudu_numbers import ZuduNumbers


@lru_cache(maxsize=1)
def authenticator() -> Authenticator:
    """Recognises tokens; one per warm environment, for it remembers whom it has met."""
    return Authenticator(CredentialTable(table()))


def phone_numbers() -> "PhoneNumbers":
    """The use cases of a workspace's phone numbers."""
    from trunkline.services.phone_numbers import PhoneNumbers  # noqa: PLC0415 - only for the functions that need it
    from trunkline.table.phone_numbers import PhoneNumberTable  # noqa: PLC0415

    return PhoneNumbers(PhoneNumberTable(table()))


def contacts() -> "Contacts":
    """The use cases of an organisation's contacts."""
    from trunkline.services.contacts import Contacts  # noqa: PLC0415 - only for the functions that need it
    from trunkline.table.contacts import ContactTable  # noqa: PLC0415
    from trunkline.table.custom_fields import CustomFieldTable  # noqa: PLC0415

    return Contacts(ContactTable(table()), CustomFieldTable(table()))


def custom_fields() -> "CustomFields":
    """The use cases of the custom fields that an organisation defines."""
    from trunkline.services.custom_fields import CustomFields  # noqa: PLC0415 - only for the functions that need it
    from trunkline.table.custom_fields import CustomFieldTable  # noqa: PLC0415

    return CustomFields(CustomFieldTable(table()))


def well_phones() -> "WellPhones":
    """The use cases of Well phones."""
    from trunkline.services.well_phones import WellPhones  # noqa: PLC0415 - only for the functions that need it
    from trunkline.table.well_phones import WellPhoneTable  # noqa: PLC0415

    return WellPhones(WellPhoneTable(table()))


def zudu_numbers() -> "ZuduNumbers":
    """The use cases of Zudu's phone numbers."""
    from trunkline.services.zudu_numbers import ZuduNumbers  # noqa: PLC0415 - only for the functions that need it
    from trunkline.table.zudu_numbers import ZuduNumberTable  # noqa: PLC0415

    return ZuduNumbers(ZuduNumberTable(table()))


def idempotency_store() -> "IdempotencyStore":
    """Where answers are kept; only a request with an idempotency key pays for the import."""
    from trunkline.table.idempotency import IdempotencyTable  # noqa: PLC0415

    return IdempotencyTable(table())
