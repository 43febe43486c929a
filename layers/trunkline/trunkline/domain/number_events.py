"""Events of a phone number and of its health, each made from a record before and after a change."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid5

from trunkline.domain.health import HealthRecord, HealthStatus
from trunkline.domain.phone_numbers import ArchiveStatus, PhoneNumber
from trunkline.domain.timestamps import to_iso

_EVENTS = UUID("c7c3a1d8-52a4-5f8e-8f0a-6b0a4f3f9d11")
_HEALTH_EVENTS = UUID("6a0e1c57-3d0b-5a44-9a52-53f1f0c0a7b2")


class NumberEventType(StrEnum):
    """The events that other systems can subscribe to."""

    CREATED = "phone_number.created"
    LINKED = "phone_number.linked"
    UNLINKED = "phone_number.unlinked"
    ARCHIVED = "phone_number.archived"
    ARCHIVE_FAILED = "phone_number.archive_failed"
    HEALTH_CHANGED = "phone_number.health_changed"


@dataclass(frozen=True, slots=True)
class NumberEvent:
    """One event; ``number`` is the record after the change, and for UNLINKED before it."""

    type: NumberEventType
    number: PhoneNumber
    version: int
    occurred_at: datetime

    @property
    def id(self) -> str:
        """The same id each time the change is published, and no other change's."""
        return str(uuid5(_EVENTS, f"{self.number.uuid}\n{self.type}\n{self.version}"))

    def detail(self) -> dict[str, Any]:
        """Return the event's content: ids only, for a bus has more readers than the number's workspace."""
        number = self.number
        detail: dict[str, Any] = {
            "eventId": self.id,
            "occurredAt": to_iso(self.occurred_at),
            "organizationId": number.organization_id,
            "workspaceUuid": number.workspace_uuid,
            "phoneNumber": {
                "id": number.id,
                "uuid": number.uuid,
                "version": self.version,
                "provider": number.provider,
                "providerPhoneUuid": number.provider_phone_uuid,
            },
        }
        if self.type in (NumberEventType.ARCHIVED, NumberEventType.ARCHIVE_FAILED):
            detail["archive"] = {
                "attempt": number.archive.number,
                "reason": number.archive.failure,
                "correlationId": number.archive.correlation_id,
            }
        return detail


def events_between(before: PhoneNumber | None, after: PhoneNumber) -> list[NumberEvent]:
    """Return the events of a change, in order; ``before`` is None for a record that is new in its collection."""
    if after.is_archived:
        return [] if before else [_event(NumberEventType.ARCHIVED, after)]
    if before is None:
        linked = [_event(NumberEventType.LINKED, after)] if after.provider_phone_uuid else []
        return [_event(NumberEventType.CREATED, after), *linked]
    events = []
    if before.provider_phone_uuid != after.provider_phone_uuid:
        if before.provider_phone_uuid:
            events.append(NumberEvent(NumberEventType.UNLINKED, before, after.version, after.updated_at))
        if after.provider_phone_uuid:
            events.append(_event(NumberEventType.LINKED, after))
    if before.archive_status is not after.archive_status is ArchiveStatus.FAILED:
        events.append(_event(NumberEventType.ARCHIVE_FAILED, after))
    return events


def _event(kind: NumberEventType, number: PhoneNumber) -> NumberEvent:
    return NumberEvent(kind, number, number.version, number.updated_at)


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
        return str(uuid5(_HEALTH_EVENTS, f"{record.phone_uuid}\n{to_iso(record.changed_at)}\n{record.health.status}"))

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
