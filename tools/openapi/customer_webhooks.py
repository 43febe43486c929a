"""Customers' webhooks: what they are sent, and examples of what the routes about them respond with."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from pydantic import TypeAdapter
from trunkline.domain import standard_webhooks
from trunkline.domain.calls import Call, CallState, Filing, Message, Recording
from trunkline.domain.customer_events import (
    CustomerEvent,
    EventType,
    call_events,
    health_events,
    message_events,
    number_events,
    trial_event,
)
from trunkline.domain.deliveries import Outcome, new_delivery
from trunkline.domain.health import Check, Health, HealthRecord, HealthStatus
from trunkline.domain.identifiers import E164, NumberId, OrganizationId, ProviderPhoneUuid, WorkspaceUuid
from trunkline.domain.phone_numbers import ArchiveAttempt, ArchiveStatus, NumberSettings, PhoneNumber
from trunkline.domain.provider_phones import Carrier
from trunkline.domain.subscriptions import Subscription, SubscriptionId
from trunkline.http.workspace import webhook_responses as bodies
from trunkline.http.workspace.webhooks import delivery_view, webhook_view

from tools.openapi.dialects import EVENTS_TAG
from tools.openapi.schemas import PLACE, Schema, tidy

_AT = datetime(2026, 1, 15, 10, 30, tzinfo=UTC)
_ORGANIZATION = OrganizationId("org_123")
_WORKSPACE = WorkspaceUuid("0f6d2c1e-8f5b-4c3a-9a51-0c7d5f1b2a01")
_NUMBER = PhoneNumber(
    workspace_uuid=_WORKSPACE,
    id=NumberId(7594555089982731),
    organization_id=_ORGANIZATION,
    phone_number=E164("+14155552671"),
    created_by="64e5f12345abcdef12345678",
    created_at=_AT,
    updated_at=_AT,
    settings=NumberSettings(name="Front desk"),
    provider=Carrier.TWILIO,
    provider_phone_uuid=ProviderPhoneUuid("7d1c9a52-3f0e-4b8a-9c64-2a5b8e7f0d13"),
)
_FILING = Filing(organization_id=_ORGANIZATION, workspace_uuid=_WORKSPACE, filed_under=_NUMBER.uuid)
_SUBSCRIPTION = Subscription(
    id=SubscriptionId("0b4ff0f5-5d5e-4d6c-9d7c-0d4bb0f7a1aa"),
    organization_id=_ORGANIZATION,
    workspace_uuid=_WORKSPACE,
    url="https://example.com/webhooks",
    patterns=("call.*", "message.received"),
    description="CRM",
    sealed_secret="",
    created_by=_NUMBER.created_by,
    created_at=_AT,
    updated_at=_AT,
)
_BROKEN = HealthRecord(
    organization_id=_ORGANIZATION,
    carrier=Carrier.TWILIO,
    account_id=f"AC{'0123456789abcdef' * 2}",
    phone_uuid=ProviderPhoneUuid("7d1c9a52-3f0e-4b8a-9c64-2a5b8e7f0d13"),
    phone_number=_NUMBER.phone_number,
    workspace_uuid=_WORKSPACE,
    number_uuid=_NUMBER.uuid,
    health=Health(
        checks=[Check(name="owned", status=HealthStatus.BROKEN, expected="owned", actual="not owned")], checked_at=_AT
    ),
    checked_at=_AT,
    changed_at=_AT,
)
# The one of the specification's own example.
_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105
_TOLD: dict[EventType, tuple[str, Any]] = {
    EventType.NUMBER_CREATED: ("A workspace got a new number", bodies.NumberData),
    EventType.NUMBER_LINKED: ("A number got its provider phone", bodies.NumberData),
    EventType.NUMBER_UNLINKED: ("A number lost its provider phone and stays", bodies.NumberData),
    EventType.NUMBER_ARCHIVED: ("A number was archived", bodies.ArchiveData),
    EventType.NUMBER_ARCHIVE_FAILED: ("An archive failed, and the number stays", bodies.ArchiveData),
    EventType.NUMBER_HEALTH_CHANGED: ("A number has become healthy, degraded or broken", bodies.HealthData),
    EventType.CALL_STARTED: ("A call is known for the first time", bodies.CallData),
    EventType.CALL_ANSWERED: ("A call was answered", bodies.CallData),
    EventType.CALL_ENDED: ("A call ended", bodies.CallData),
    EventType.CALL_RECORDING_COMPLETED: ("A call has a recording", bodies.RecordingData),
    EventType.MESSAGE_RECEIVED: ("A message came in", bodies.MessageData),
    EventType.TEST: ("Somebody tries the endpoint out", bodies.TestData),
}
_HEADERS = {
    "webhook-id": "The event's id, the same on every try. Skip one that you have seen.",
    "webhook-timestamp": "When this try was signed, in seconds since 1970.",
    "webhook-signature": "`v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body`; two of them after a rotation.",
}


def event_operations() -> dict[str, dict[str, Any]]:
    """Describe what a customer's endpoint is sent, by the name of the event."""
    examples = {event.type: event for event in _events()}
    return {str(kind): {"post": _operation(kind, examples[kind])} for kind in EventType}


def event_schemas() -> dict[str, Schema]:
    """Return the schema of each event's body, and those that these refer to."""
    inputs: list[Any] = [(data.__name__, "serialization", TypeAdapter(data)) for _, data in _TOLD.values()]
    _, shared = TypeAdapter.json_schemas(inputs, ref_template=f"{PLACE}{{model}}")
    found = {name: tidy(schema) for name, schema in shared["$defs"].items()}
    return found | {_name(kind): _body(kind, data) for kind, (_, data) in _TOLD.items()}


def made() -> dict[str, Any]:
    """Make examples of the routes' successes, by function."""
    view, secret = webhook_view(_SUBSCRIPTION), {"secret": _SECRET}
    waiting = new_delivery(_SUBSCRIPTION.id, _events()[-2], _AT)
    delivered = waiting.begun(_AT).ended(Outcome(status=200, body="ok", milliseconds=84), _AT)
    tested = new_delivery(_SUBSCRIPTION.id, _events()[-1], _AT)
    return {
        "workspace_list_webhooks": [view],
        "workspace_get_webhook": view,
        "workspace_update_webhook": view,
        "workspace_create_webhook": {**view, **secret},
        "workspace_rotate_webhook": {**view, **secret},
        "workspace_test_webhook": delivery_view(tested),
        "workspace_list_webhook_deliveries": [delivery_view(delivered)],
        "workspace_retry_webhook_delivery": delivery_view(waiting),
    }


def _operation(kind: EventType, example: CustomerEvent) -> dict[str, Any]:
    summary, _ = _TOLD[kind]
    value = json.loads(standard_webhooks.body_of(example))
    content = {
        "schema": {"$ref": PLACE + _name(kind)},
        "examples": {"example": {"summary": "An example", "value": value}},
    }
    return {
        "operationId": f"event_{kind.replace('.', '_')}",
        "tags": [EVENTS_TAG["name"]],
        "summary": summary,
        "description": f"`{kind}`: sent to the webhooks that take it, as Standard Webhooks describes.",
        "security": [],
        "parameters": [
            {"name": name, "in": "header", "required": True, "description": said, "schema": {"type": "string"}}
            for name, said in _HEADERS.items()
        ],
        "requestBody": {"required": True, "content": {"application/json": content}},
        "responses": {
            "2XX": {"description": "Taken. Within 15 seconds; the body is not looked at."},
            "410": {"description": "No more events: the webhook is switched off."},
            "default": {"description": "Not taken: it is tried again by the schedule, or after `Retry-After`."},
        },
    }


def _body(kind: EventType, data: Any) -> Schema:
    return {
        "type": "object",
        "description": f"{_TOLD[kind][0]}.",
        "properties": {
            "type": {"type": "string", "const": str(kind), "description": "The event's name."},
            "timestamp": {"type": "string", "format": "date-time", "description": "When it happened, in UTC."},
            "data": {"$ref": PLACE + data.__name__, "description": "What has happened, and to what."},
        },
        "required": ["type", "timestamp", "data"],
    }


def _name(kind: EventType) -> str:
    return "".join(word.title() for word in kind.replace(".", "_").split("_")) + "Event"


def _events() -> list[CustomerEvent]:
    """Make one event of each kind, the message and the test last."""
    free = replace(_NUMBER, provider=None, provider_phone_uuid=None)
    attempt = ArchiveAttempt(number=1)
    archived = replace(free, archive_status=ArchiveStatus.ARCHIVED, archived_at=_AT, archive=attempt)
    failed = replace(
        _NUMBER, archive_status=ArchiveStatus.FAILED, archive=replace(attempt, failure="carrier_unavailable")
    )
    ringing = _call(CallState.RINGING)
    answered = replace(ringing, state=CallState.IN_PROGRESS, answered_at=_AT.replace(second=7))
    ended = replace(answered, state=CallState.COMPLETED, ended_at=_AT.replace(second=48), duration_seconds=41)
    recording = Recording(
        id=f"RE{'0123456789abcdef' * 2}",
        state="completed",
        url=None,
        object_key=None,
        duration_seconds=41,
        channels="2",
    )
    message = Message(
        id=f"SM{'0123456789abcdef' * 2}",
        filed_under=_NUMBER.uuid,
        carrier=Carrier.TWILIO,
        from_number="+12125551234",
        to_number="+14155552671",
        text="Are you open on Saturday?",
        media_urls=(),
        received_at=_AT,
    )
    return [
        *number_events(None, _NUMBER),
        *number_events(_NUMBER, free),
        *number_events(_NUMBER, failed),
        *number_events(None, archived),
        *call_events(None, ringing, _FILING),
        *call_events(ringing, answered, _FILING),
        *call_events(answered, ended, _FILING),
        *call_events(ended, replace(ended, recordings=(recording,)), _FILING),
        *health_events(None, _BROKEN),
        *message_events(message, _FILING),
        trial_event(_ORGANIZATION, _WORKSPACE, "0123abcd", _AT),
    ]


def _call(state: CallState) -> Call:
    return Call(
        id=f"CA{'0123456789abcdef' * 2}",
        filed_under=_NUMBER.uuid,
        carrier=Carrier.TWILIO,
        state=state,
        raw_state=None,
        from_number="+12125551234",
        to_number="+14155552671",
        direction="inbound",
        started_at=_AT,
        answered_at=None,
        ended_at=None,
        last_event_at=_AT,
        duration_seconds=None,
        hangup_cause=None,
        legs=(),
        recordings=(),
    )
