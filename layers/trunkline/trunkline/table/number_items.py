"""Phone numbers and provider phones as items, and back. Settings are stored where they differ from their defaults."""

from datetime import datetime
from enum import Enum
from typing import Any

from trunkline.domain.identifiers import E164, OrganizationId, ProviderPhoneUuid
from trunkline.domain.phone_numbers import (
    DEFAULT_SETTINGS,
    ArchiveAttempt,
    ArchiveStatus,
    NumberSettings,
    PhoneNumber,
    WorkMode,
)
from trunkline.domain.provider_phones import Carrier, ProviderPhone, Webhooks, WebhookStatus
from trunkline.domain.timestamps import from_iso, to_iso
from trunkline.table import keys
from trunkline.table.items import Item

_WORK_MODES = ("voice_work_mode", "sms_work_mode")


def number_attributes(number: PhoneNumber) -> Item:
    """Return all attributes of a phone number's item but its key."""
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
    """Read a phone number from an item."""
    return PhoneNumber(
        workspace_uuid=item["workspace"],
        id=item["number_id"],
        organization_id=item["organization"],
        phone_number=item["e164"],
        settings=_settings(item["settings"]),
        provider=Carrier(item["provider"]) if "provider" in item else None,
        provider_phone_uuid=item.get("provider_phone_uuid"),
        archive_status=ArchiveStatus(item["archive_status"]),
        archived_at=_time_of(item.get("archived_at")),
        archive=archive_from(item),
        created_by=item["created_by"],
        created_at=from_iso(item["created_at"]),
        updated_at=from_iso(item["updated_at"]),
        version=item["version"],
    )


def archive_attributes(attempt: ArchiveAttempt) -> Item:
    """Return the attributes of a number's latest attempt; none when nobody ever asked to archive it."""
    return {
        "archive_attempt": attempt.number or None,
        "archive_force": attempt.force or None,
        "archive_resumed": attempt.resumed or None,
        "archive_failure": attempt.failure,
        "archive_failed_after_claim": attempt.failed_after_claim or None,
        "archive_blocked": attempt.blocked or None,
        "archive_correlation": attempt.correlation_id,
    }


def archive_from(item: Item) -> ArchiveAttempt:
    """Read the attempt from a number's item."""
    return ArchiveAttempt(
        number=item.get("archive_attempt", 0),
        force=item.get("archive_force", False),
        resumed=item.get("archive_resumed", 0),
        failure=item.get("archive_failure"),
        failed_after_claim=item.get("archive_failed_after_claim", False),
        blocked=item.get("archive_blocked", False),
        correlation_id=item.get("archive_correlation"),
    )


def provider_phone_attributes(phone: ProviderPhone) -> Item:
    """Return all attributes of a provider phone's item but its key."""
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
        **webhook_attributes(phone, phone.webhooks),
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
        **account_attributes(organization, phone.provider, phone.account_id, phone.phone_number),
    }


def account_attributes(organization: OrganizationId, carrier: Carrier, account_id: str | None, e164: E164) -> Item:
    """Return the account of a provider phone, and where its audit finds the phone."""
    phones = keys.account_phones(organization, carrier, account_id) if account_id else None
    return {"account_id": account_id, "gsi3pk": phones, "gsi3sk": e164 if account_id else None}


def provider_phone_from(item: Item | None) -> ProviderPhone | None:
    """Read a provider phone from an inventory item.

    None for an item without a carrier: it only holds what others say of a number that is not registered.
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
        webhooks=webhooks_from(item),
        quarantined_until=_time_of(item.get("quarantined_until")),
        releasing=item.get("releasing"),
        idle_since=_time_of(item.get("idle_since")),
        agents=item.get("agents", {}),
    )


def record_from(item: Item | None) -> ProviderPhone | None:
    """Read a provider phone from an inventory item, also one whose first registration is under way."""
    if item is None or "provider" in item:
        return provider_phone_from(item)
    webhooks = webhooks_from(item)
    if webhooks is None:
        return None
    return ProviderPhone(
        uuid=ProviderPhoneUuid(item["provider_phone_uuid"]),
        organization_id=item["organization"],
        phone_number=item["e164"],
        provider=webhooks.carrier,
        capabilities=frozenset(item.get("capabilities", ())),
        created_at=from_iso(item["created_at"]),
        account_id=webhooks.account_id,
        webhooks=webhooks,
        releasing=item.get("releasing"),
        agents=item.get("agents", {}),
        is_listed=False,
    )


def webhook_attributes(phone: ProviderPhone, webhooks: Webhooks | None) -> Item:
    """Return the attributes of a provider phone's webhooks; those that conditions need stand beside the map.

    What the provider phone says too is left out: an item of up to 1 KB is one write unit.
    """
    if webhooks is None:
        return dict.fromkeys(("webhook_status", "webhook_attempt", "webhook_lease", "webhooks"))
    known = phone if phone.is_listed else None
    values = {
        "carrier": None if known and known.provider is webhooks.carrier else webhooks.carrier,
        "account_id": None if known and known.account_id == webhooks.account_id else webhooks.account_id,
        "number_id": webhooks.carrier_number_id,
        "owner_id": None if webhooks.owner_id == webhooks.account_id else webhooks.owner_id,
        "token": webhooks.token,
        "origin": webhooks.origin,
        "previous": None if webhooks.previous is None else {k: v for k, v in webhooks.previous.items() if v},
        "is_tentative": webhooks.is_tentative or None,
        "sealed_secret": webhooks.sealed_secret,
    }
    return {
        "webhook_status": webhooks.status,
        "webhook_attempt": webhooks.attempt,
        "webhook_lease": _iso(webhooks.leased_until),
        "webhooks": {name: value for name, value in values.items() if value is not None},
    }


def webhooks_from(item: Item) -> Webhooks | None:
    """Read the webhooks from an inventory item."""
    if "webhook_status" not in item:
        return None
    values = item["webhooks"]
    account_id = values.get("account_id") or item["account_id"]
    return Webhooks(
        status=WebhookStatus(item["webhook_status"]),
        carrier=Carrier(values.get("carrier") or item["provider"]),
        account_id=account_id,
        carrier_number_id=values["number_id"],
        owner_id=values.get("owner_id") or account_id,
        token=values["token"],
        origin=values["origin"],
        previous=values.get("previous"),
        attempt=item["webhook_attempt"],
        leased_until=_time_of(item.get("webhook_lease")),
        is_tentative=values.get("is_tentative", False),
        sealed_secret=values.get("sealed_secret"),
    )


def _settings_map(settings: NumberSettings) -> dict[str, Any]:
    return {
        name: str(value) if isinstance(value, Enum) else value
        for name, value in settings.differences(DEFAULT_SETTINGS).items()
    }


def _settings(stored: dict[str, Any]) -> NumberSettings:
    modes = {name: WorkMode(stored[name]) for name in _WORK_MODES if stored.get(name)}
    return NumberSettings(**{**stored, **modes})


def _iso(moment: datetime | None) -> str | None:
    return to_iso(moment) if moment else None


def _time_of(text: str | None) -> datetime | None:
    return from_iso(text) if text else None
