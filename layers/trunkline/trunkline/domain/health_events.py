"""That a number's health has changed, told from what is kept of it before and after."""

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
    """One change; of a provider phone that serves no number of a workspace nothing is told."""

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
        """The same each time the change is told."""
        record = self.record
        return str(uuid5(_EVENTS, f"{record.phone_uuid}\n{to_iso(record.changed_at)}\n{record.health.status}"))

    def detail(self) -> dict[str, Any]:
        """The event's content: ids, and names of checks; what stands at the carrier the number's workspace reads."""
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
    """What is told of a change; of a number of which nothing was kept before, all was well or nobody had looked."""
    was = before.health.status if before else HealthStatus.HEALTHY
    if after.number_uuid is None or after.health.status is was:
        return []
    return [HealthEvent(after, was)]
