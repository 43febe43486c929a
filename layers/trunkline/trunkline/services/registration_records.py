"""A user's registration of a number: what it finds stored, and what it stores."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from trunkline.domain.identifiers import E164, OrganizationId, ProviderPhoneUuid
from trunkline.domain.provider_phones import Carrier, ProviderPhone, Webhooks
from trunkline.services.carrier_accounts import AccountRecord
from trunkline.services.carrier_adapters import CarrierAccount


@dataclass(frozen=True, slots=True, kw_only=True)
class UserPhone:
    """One user's registration of a number; ``id`` and ``user_id`` are 24 hexadecimal digits."""

    id: str
    organization_id: OrganizationId
    user_id: str
    phone_number: E164
    carrier: Carrier
    provider_phone_uuid: ProviderPhoneUuid
    created_at: datetime


def new_object_id() -> str:
    """Return a random id of 24 hexadecimal digits."""
    return secrets.token_hex(12)


class StaleRegistrationError(Exception):
    """Something that a registration builds on was changed since it was read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRegistration:
    """A number that a user says to own, and the account that proves it."""

    user_id: str
    phone_number: E164
    account: CarrierAccount
    webhook_base_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationState:
    """What is stored about a registration before it is made."""

    user_exists: bool
    user_phone: UserPhone | None
    # Also one whose first registration is under way.
    phone: ProviderPhone | None
    account: AccountRecord | None

    @property
    def webhooks(self) -> Webhooks | None:
        """The number's webhooks."""
        return self.phone.webhooks if self.phone else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """What is stored by a registration, all of it or nothing."""

    user_phone: UserPhone
    # As it is with the attempt that ends with this, or with webhooks that are ours already.
    phone_before: ProviderPhone
    phone: ProviderPhone
    due_at: datetime | None
    account_before: AccountRecord | None
    account: AccountRecord
