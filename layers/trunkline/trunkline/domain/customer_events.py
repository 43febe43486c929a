"""Events as customers get them: what happened to their numbers, calls and messages.

They are made from a record before and after a change, so that a change and its event cannot part. The same change makes
the same event each time: its id follows from the record and from what happened.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from trunkline.domain.calls import Call, Filing, Message, Recording
from trunkline.domain.health import Check, HealthRecord
from trunkline.domain.identifiers import NumberUuid, OrganizationId, WorkspaceUuid
from trunkline.domain.number_events import HealthEvent, NumberEvent, events_between, health_event
from trunkline.domain.phone_numbers import PhoneNumber
from trunkline.domain.timestamps import to_iso


class EventType(StrEnum):
    """What customers can subscribe to; events of the same time are sent in this order."""

    NUMBER_CREATED = "phone_number.created"
    NUMBER_UNLINKED = "phone_number.unlinked"
    NUMBER_LINKED = "phone_number.linked"
    NUMBER_ARCHIVED = "phone_number.archived"
    NUMBER_ARCHIVE_FAILED = "phone_number.archive_failed"
    CALL_STARTED = "call.started"
    CALL_ANSWERED = "call.answered"
    CALL_ENDED = "call.ended"
    CALL_RECORDING_COMPLETED = "call.recording_completed"
    MESSAGE_RECEIVED = "message.received"
    # A test of an endpoint.
    TEST = "webhook.test"
    # Last, so that the ranks of the others stay what they are.
    NUMBER_HEALTH_CHANGED = "phone_number.health_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerEvent:
    """One event; ``data`` is JSON, and holds the full number, which is the customer's own."""

    # Sorts in the order of sending: it begins with the time.
    id: str
    type: EventType
    occurred_at: datetime
    organization_id: OrganizationId
    # None of what came in for a number that is linked to no workspace.
    workspace_uuid: WorkspaceUuid | None
    phone_number_uuid: NumberUuid | None
    # Events of one line start in order: a phone number's, or an unlinked provider phone's.
    line: str
    data: dict[str, Any]


def number_events(before: PhoneNumber | None, after: PhoneNumber) -> list[CustomerEvent]:
    """Return the events of a number's change, in order."""
    return [_number_event(happened) for happened in events_between(before, after)]


def call_events(before: Call | None, after: Call, filing: Filing) -> list[CustomerEvent]:
    """Return the events of a call's change; ``before`` is None for a new call.

    Carriers' events come in any order, so a call may have ended before it was answered; each event comes once.
    """
    events = []
    if before is None:
        events.append(_call_event(EventType.CALL_STARTED, after, filing, after.started_at))
    if after.answered_at and not (before and before.answered_at):
        events.append(_call_event(EventType.CALL_ANSWERED, after, filing, after.answered_at))
    if after.ended_at and not (before and before.ended_at):
        events.append(_call_event(EventType.CALL_ENDED, after, filing, after.ended_at))
    known = {recording.id for recording in (before.recordings if before else ())}
    events += [
        _call_event(EventType.CALL_RECORDING_COMPLETED, after, filing, after.last_event_at, recording)
        for recording in after.recordings
        if recording.id not in known and recording.state == "completed"
    ]
    return sorted(events, key=lambda event: event.id)


def message_events(message: Message, filing: Filing) -> list[CustomerEvent]:
    """Return the events of a message that was stored."""
    data = {
        **_whose(filing, message.to_number),
        "message": {
            "id": message.id,
            "provider": str(message.carrier),
            "direction": "inbound",
            "from": message.from_number,
            "to": message.to_number,
            "text": message.text,
            "mediaUrls": list(message.media_urls),
            "receivedAt": to_iso(message.received_at),
        },
    }
    identity = (message.carrier, message.id)
    return [_filed(EventType.MESSAGE_RECEIVED, message.received_at, filing, identity, data)]


def health_events(before: HealthRecord | None, after: HealthRecord) -> list[CustomerEvent]:
    """Return the event of a number that became healthy, degraded or broken, with what stands at its carrier."""
    return [_health_event(happened) for happened in health_event(before, after)]


def trial_event(organization: OrganizationId, workspace: WorkspaceUuid | None, nonce: str, now: datetime) -> Any:
    """Return an event of no number, to try out an endpoint."""
    return CustomerEvent(
        id=event_id(EventType.TEST, now, (organization, nonce)),
        type=EventType.TEST,
        occurred_at=now,
        organization_id=organization,
        workspace_uuid=workspace,
        phone_number_uuid=None,
        line=f"test-{nonce}",
        data={"workspaceUuid": workspace, "message": "This is a test of your endpoint"},
    )


def called_number(event: CustomerEvent) -> str | None:
    """Return the number of ours that a call or message came in for; None for any other event."""
    call = event.data.get("call")
    is_incoming = not (call["direction"] or "").startswith("out") if call else "message" in event.data
    number: str | None = event.data["phoneNumber"]["phoneNumber"] if is_incoming else None
    return number


def event_id(kind: EventType, occurred_at: datetime, identity: Sequence[str]) -> str:
    """Return an id that is the same for the same event; of one number's events, the earlier sorts first."""
    milliseconds = round(occurred_at.timestamp() * 1000)
    rank = list(EventType).index(kind)
    digest = hashlib.sha256("\n".join((kind, *identity)).encode()).hexdigest()
    return f"evt_{milliseconds:012x}{rank:02x}{digest[:18]}"


def _number_event(happened: NumberEvent) -> CustomerEvent:
    number, kind = happened.number, EventType(happened.type)
    data: dict[str, Any] = {
        "workspaceUuid": number.workspace_uuid,
        "phoneNumber": {
            "uuid": number.uuid,
            "phoneNumber": number.phone_number,
            "id": number.id,
            "name": number.settings.name,
            "provider": str(number.provider) if number.provider else None,
            "providerPhoneUuid": number.provider_phone_uuid,
            "archiveStatus": number.archive_status.published,
            "version": happened.version,
        },
    }
    if kind in (EventType.NUMBER_ARCHIVED, EventType.NUMBER_ARCHIVE_FAILED):
        data["archive"] = {"attempt": number.archive.number, "reason": number.archive.failure}
    return CustomerEvent(
        id=event_id(kind, happened.occurred_at, (number.uuid, str(happened.version))),
        type=kind,
        occurred_at=happened.occurred_at,
        organization_id=number.organization_id,
        workspace_uuid=number.workspace_uuid,
        phone_number_uuid=number.uuid,
        line=number.uuid,
        data=data,
    )


def _health_event(happened: HealthEvent) -> CustomerEvent:
    record = happened.record
    data: dict[str, Any] = {
        "workspaceUuid": record.workspace_uuid,
        "phoneNumber": {
            "uuid": record.number_uuid,
            "phoneNumber": record.phone_number,
            "provider": str(record.carrier),
            "providerPhoneUuid": record.phone_uuid,
        },
        "health": {
            "status": str(record.health.status),
            "before": str(happened.before),
            "checks": [_check(check) for check in record.health.checks],
        },
    }
    assert record.number_uuid is not None  # noqa: S101 - nothing is told of others
    return CustomerEvent(
        id=event_id(
            EventType.NUMBER_HEALTH_CHANGED, happened.occurred_at, (record.number_uuid, str(record.health.status))
        ),
        type=EventType.NUMBER_HEALTH_CHANGED,
        occurred_at=happened.occurred_at,
        organization_id=record.organization_id,
        workspace_uuid=record.workspace_uuid,
        phone_number_uuid=record.number_uuid,
        line=record.number_uuid,
        data=data,
    )


def _check(check: Check) -> dict[str, str]:
    return {
        "name": check.name,
        "status": str(check.status),
        "expected": check.expected,
        "actual": check.actual,
        "hint": check.hint,
    }


def _call_event(
    kind: EventType, call: Call, filing: Filing, occurred_at: datetime, recording: Recording | None = None
) -> CustomerEvent:
    is_ours = call.from_number if (call.direction or "").startswith("out") else call.to_number
    data = {
        **_whose(filing, is_ours),
        "call": {
            "id": call.id,
            "provider": str(call.carrier),
            "direction": call.direction,
            "from": call.from_number,
            "to": call.to_number,
            "status": str(call.state),
            "startedAt": to_iso(call.started_at),
            "answeredAt": to_iso(call.answered_at) if call.answered_at else None,
            "endedAt": to_iso(call.ended_at) if call.ended_at else None,
            "durationSeconds": call.duration_seconds,
            "hangupCause": call.hangup_cause,
        },
    }
    identity = [call.carrier, call.id]
    if recording:
        identity.append(recording.id)
        # Not where it is: links end, and some are only the account's. The list of calls has one that works.
        data["recording"] = {
            "id": recording.id,
            "status": recording.state,
            "durationSeconds": recording.duration_seconds,
            "channels": recording.channels,
        }
    return _filed(kind, occurred_at, filing, identity, data)


def _filed(
    kind: EventType, occurred_at: datetime, filing: Filing, identity: Sequence[str], data: dict[str, Any]
) -> CustomerEvent:
    return CustomerEvent(
        id=event_id(kind, occurred_at, (filing.organization_id, *identity)),
        type=kind,
        occurred_at=occurred_at,
        organization_id=filing.organization_id,
        workspace_uuid=filing.workspace_uuid,
        phone_number_uuid=filing.phone_number_uuid,
        line=filing.filed_under,
        data=data,
    )


def _whose(filing: Filing, e164: str | None) -> dict[str, Any]:
    return {
        "workspaceUuid": filing.workspace_uuid,
        "phoneNumber": {"uuid": filing.phone_number_uuid, "phoneNumber": e164},
    }
