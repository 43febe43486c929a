"""The domain's records as items and back. Settings are stored where they differ from their defaults."""

from datetime import datetime
from enum import Enum
from typing import Any

from trunkline.domain.identifiers import ProviderPhoneUuid
from trunkline.domain.number_settings import DEFAULTS, NumberSettings, WorkMode
from trunkline.domain.phone_numbers import ArchiveStatus, AttachmentStatus, Carrier, PhoneNumber, ProviderPhone
from trunkline.domain.timestamps import from_iso, to_iso
from trunkline.table import keys
from trunkline.table.archive_items import archive_attributes, archive_from
from trunkline.table.attributes import Item

_WORK_MODES = ("voice_work_mode", "sms_work_mode")


def number_attributes(number: PhoneNumber) -> Item:
    """All attributes of a phone number's item but its key."""
    return {
        "entity": "phone_number",
        "workspace": number.workspace_uuid,
        "number_id": number.id,
        "organization": number.organization_id,
        "e164": number.phone_number,
        "settings": _settings_map(number.settings),
        "provider": number.provider,
        "provider_phone_uuid": number.provider_phone_uuid,
        "archive_status": number.archive_status,
        "archived_at": _iso(number.archived_at),
        **archive_attributes(number.archive),
        "created_by": number.created_by,
        "created_at": to_iso(number.created_at),
        "updated_at": to_iso(number.updated_at),
        "version": number.version,
    }


def number_from(item: Item) -> PhoneNumber:
    """The phone number that an item holds."""
    return PhoneNumber(
        workspace_uuid=item["workspace"],
        id=item["number_id"],
        organization_id=item["organization"],
        phone_number=item["e164"],
        settings=_settings(item["settings"]),
        provider=Carrier(item["provider"]) if "provider" in item else None,
        provider_phone_uuid=item.get("provider_phone_uuid"),
        archive_status=ArchiveStatus(item["archive_status"]),
        archived_at=_moment(item.get("archived_at")),
        archive=archive_from(item),
        created_by=item["created_by"],
        created_at=from_iso(item["created_at"]),
        updated_at=from_iso(item["updated_at"]),
        version=item["version"],
    )


def provider_phone_attributes(phone: ProviderPhone) -> Item:
    """All attributes of a provider phone's item but its key."""
    reserved_for = phone.assigned_workspace_uuid
    organization = phone.organization_id
    return {
        "entity": "provider_phone",
        "provider_phone_uuid": phone.uuid,
        "organization": organization,
        "e164": phone.phone_number,
        "provider": phone.provider,
        "capabilities": sorted(phone.capabilities),
        "created_at": to_iso(phone.created_at),
        "assigned_workspace": reserved_for,
        "assigned_number": phone.assigned_number_uuid,
        "account_id": phone.account_id,
        "attachment": phone.attachment,
        "quarantined_until": _iso(phone.quarantined_until),
        "releasing": phone.releasing,
        "idle_since": _iso(phone.idle_since),
        "agents": dict(phone.agents) or None,
        # Counted beside the map, because a condition cannot ask for the size of a map that may be absent.
        "agent_references": len(phone.agents) or None,
        "gsi1pk": keys.reserved_provider_phones(organization, reserved_for)
        if reserved_for
        else keys.free_provider_phones(organization),
        "gsi1sk": phone.phone_number,
    }


def provider_phone_from(item: Item | None) -> ProviderPhone | None:
    """The provider phone that an inventory item holds.

    None also for an item without a carrier: it only carries what others say of a number that is not registered.
    """
    if item is None or "provider" not in item:
        return None
    return ProviderPhone(
        uuid=ProviderPhoneUuid(item["provider_phone_uuid"]),
        organization_id=item["organization"],
        phone_number=item["e164"],
        provider=Carrier(item["provider"]),
        capabilities=frozenset(item["capabilities"]),
        created_at=from_iso(item["created_at"]),
        assigned_workspace_uuid=item.get("assigned_workspace"),
        assigned_number_uuid=item.get("assigned_number"),
        account_id=item.get("account_id"),
        attachment=AttachmentStatus(item["attachment"]),
        quarantined_until=_moment(item.get("quarantined_until")),
        releasing=item.get("releasing"),
        idle_since=_moment(item.get("idle_since")),
        agents=item.get("agents", {}),
    )


def _settings_map(settings: NumberSettings) -> dict[str, Any]:
    return {
        name: str(value) if isinstance(value, Enum) else value for name, value in settings.differences(DEFAULTS).items()
    }


def _settings(stored: dict[str, Any]) -> NumberSettings:
    modes = {name: WorkMode(stored[name]) for name in _WORK_MODES if stored.get(name)}
    return NumberSettings(**{**stored, **modes})


def _iso(moment: datetime | None) -> str | None:
    return to_iso(moment) if moment else None


def _moment(text: str | None) -> datetime | None:
    return from_iso(text) if text else None
