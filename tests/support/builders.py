"""Valid records, with overrides by keyword."""

from datetime import UTC, datetime
from typing import Any

from trunkline.domain.identifiers import E164, NumberId, OrganizationId, WorkspaceUuid, provider_phone_uuid
from trunkline.domain.phone_numbers import PhoneNumber
from trunkline.domain.provider_phones import Carrier, ProviderPhone

ORGANIZATION = OrganizationId("org_builders")
WORKSPACE = WorkspaceUuid("5d6e7f80-1111-4222-8333-944455556666")
LONG_AGO = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def a_phone_number(**overrides: Any) -> PhoneNumber:
    """A live number that is linked to nothing."""
    members: dict[str, Any] = {
        "workspace_uuid": WORKSPACE,
        "id": NumberId(12345),
        "organization_id": ORGANIZATION,
        "phone_number": E164("+14155552671"),
        "created_by": "64e5f12345abcdef12345678",
        "created_at": LONG_AGO,
        "updated_at": LONG_AGO,
    }
    return PhoneNumber(**{**members, **overrides})


def a_provider_phone(**overrides: Any) -> ProviderPhone:
    """A free provider phone; its UUID follows from its organisation and number."""
    members: dict[str, Any] = {
        "organization_id": ORGANIZATION,
        "phone_number": E164("+14155552671"),
        "provider": Carrier.TWILIO,
        "capabilities": frozenset({"voice", "sms"}),
        "created_at": LONG_AGO,
        **overrides,
    }
    members.setdefault("uuid", provider_phone_uuid(members["organization_id"], members["phone_number"]))
    return ProviderPhone(**members)
