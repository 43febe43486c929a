"""What is kept of the health of numbers as items and back."""

import json
from datetime import timedelta

from trunkline.domain.health import Check, Health, HealthRecord, HealthStatus
from trunkline.domain.identifiers import E164, ProviderPhoneUuid
from trunkline.domain.provider_phones import Carrier
from trunkline.domain.timestamps import from_iso, to_iso
from trunkline.table import keys
from trunkline.table.items import Item

# Of a number that is healthy again the item goes by itself; until then its last change can be told.
KEEP_HEALTHY = timedelta(days=30)


def health_from(item: Item | None) -> HealthRecord | None:
    """Read a number's health from an item, if there is one."""
    return health_of(item) if item else None


def health_attributes(record: HealthRecord) -> Item:
    """Return all attributes of a record's item but its key."""
    is_listed = not record.health.is_all_right and record.workspace_uuid is not None
    position = f"{record.phone_number}:{record.carrier}:{record.account_id}"
    return {
        "entity": "number_health",
        "organization": record.organization_id,
        "carrier": record.carrier,
        "account_id": record.account_id,
        "provider_phone_uuid": record.phone_uuid,
        "e164": record.phone_number,
        "workspace": record.workspace_uuid,
        "number_uuid": record.number_uuid,
        "health": record.health.status,
        "checks": json.dumps([_check_members(check) for check in record.health.checks]),
        "checked_at": to_iso(record.checked_at),
        "changed_at": to_iso(record.changed_at),
        "worked_at": to_iso(record.worked_at) if record.worked_at else None,
        "gsi1pk": keys.unhealthy_numbers(record.workspace_uuid) if is_listed and record.workspace_uuid else None,
        "gsi1sk": position if is_listed else None,
        "delete_after": int((record.checked_at + KEEP_HEALTHY).timestamp()) if record.health.is_all_right else None,
    }


def _check_members(check: Check) -> list[str]:
    return [check.name, check.status, check.expected, check.actual, check.hint]


def health_of(item: Item) -> HealthRecord:
    """Read a number's health from an item."""
    checks = [
        Check(name=name, status=HealthStatus(status), expected=expected, actual=actual, hint=hint)
        for name, status, expected, actual, hint in json.loads(item["checks"])
    ]
    checked_at = from_iso(item["checked_at"])
    return HealthRecord(
        organization_id=item["organization"],
        carrier=Carrier(item["carrier"]),
        account_id=item["account_id"],
        phone_uuid=ProviderPhoneUuid(item["provider_phone_uuid"]),
        phone_number=E164(item["e164"]),
        workspace_uuid=item.get("workspace"),
        number_uuid=item.get("number_uuid"),
        health=Health(checks=checks, checked_at=checked_at),
        checked_at=checked_at,
        changed_at=from_iso(item["changed_at"]),
        worked_at=from_iso(item["worked_at"]) if item.get("worked_at") else None,
    )
