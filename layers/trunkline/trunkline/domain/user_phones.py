"""Numbers that users have registered."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from trunkline.domain.identifiers import E164, OrganizationId, ProviderPhoneUuid
from trunkline.domain.provider_phones import Carrier


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
