"""The event that a number's health has changed, made from its record before and after."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from trunkline.domain.health import HealthRecord, HealthStatus
from trunkline.domain.number_events import NumberEventType
from trunkline.domain.timestamps import to_iso

_EVENTS = UUID("6a0e1c57-3d0b-5a44-9a52-53f1f0c0a7b2")


@dataclass(frozen=True, slots=True)
class HealthEvent:
    """One change; a provider phone that serves no number of a workspace has no events."""

    record: HealthRecord
    before: HealthStatus

    @property
    def type(self) -> NumberEventType:
        """What other systems subscribe to."""
        return NumberEventType.HEALTH_CHANGED

    @property
    def occurred_at(self) -> datetime:
        """When it was found."""
        return self.record.changed_at

    @property
    def id(self) -> str:
        """The same id each time the change is published."""
        record = self.record
        return str(uuid5(_EVENTS, f"{record.phone_uuid}\n{to_iso(record.changed_at)}\n{record.health.status}"))

    def detail(self) -> dict[str, Any]:
        """Return the event's content: ids and names of checks. The workspace reads what stands at the carrier."""
        record = self.record
        return {
            "eventId": self.id,
            "occurredAt": to_iso(self.occurred_at),
            "organizationId": record.organization_id,
            "workspaceUuid": record.workspace_uuid,
            "phoneNumber": {
                "uuid": record.number_uuid,
                "provider": record.carrier,
                "providerPhoneUuid": record.phone_uuid,
            },
            "health": {
                "status": record.health.status,
                "before": self.before,
                "checks": [check.name for check in record.health.checks if check.status is not HealthStatus.HEALTHY],
            },
        }


def health_event(before: HealthRecord | None, after: HealthRecord) -> list[HealthEvent]:
    """Return the events of a change; a number without an earlier record was healthy or unknown."""
    was = before.health.status if before else HealthStatus.HEALTHY
    if after.number_uuid is None or after.health.status is was:
        return []
    return [HealthEvent(after, was)]
