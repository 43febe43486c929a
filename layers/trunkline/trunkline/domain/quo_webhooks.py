"""Webhooks as Quo sends those that were made by its API of v1: their events, bodies and signatures.

Bodies: the vendor's "Webhook payload reference" (quo.com/docs/mdx/guides/webhooks, payload version v4). Signature: the
vendor's "How to use webhooks" (support.openphone.com, article 4690754298903) and receivers in public code that verify
as its samples do, all read 2026-11-29: ``openphone-signature: hmac;1;<milliseconds>;<base64>``, HMAC-SHA256 over the
time, a dot and the body, by the key's base64-decoded bytes.

Two of those samples fix what a sender is free to choose. The one in Node signs ``JSON.stringify`` of the body that it
has parsed: so a body has no white space, and no character is escaped that ``JSON.stringify`` does not escape. And it
takes the key's bytes for Latin-1: so these are ASCII.
"""

import base64
import hashlib
import hmac
import json
import secrets
import string
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from trunkline.domain.calls import CallState
from trunkline.domain.customer_events import CustomerEvent, EventType
from trunkline.domain.provider_phones import Carrier
from trunkline.domain.quo import STATUSES, direction_of, event_id, number_id, participants_of
from trunkline.domain.timestamps import to_iso

API_VERSION = "v4"
# 62 kinds of characters: 32 of them are 190 random bits.
KEY_LENGTH = 32
_KEY_CHARACTERS = string.ascii_letters + string.digits

CALL_EVENTS = ("call.completed", "call.ringing", "call.recording.completed")
# Nothing is sent from here, so the second never comes; clients ask for both.
MESSAGE_EVENTS = ("message.received", "message.delivered")
_OURS: Mapping[str, EventType] = {
    "call.ringing": EventType.CALL_STARTED,
    "call.completed": EventType.CALL_ENDED,
    "call.recording.completed": EventType.CALL_RECORDING_COMPLETED,
    "message.received": EventType.MESSAGE_RECEIVED,
}
_QUOS = {ours: quos for quos, ours in _OURS.items()}


def patterns_of(events: Sequence[str]) -> tuple[str, ...]:
    """Return our events for the vendor's; none for what never comes."""
    return tuple(sorted(_OURS[event] for event in events if event in _OURS))


def new_secret() -> str:
    """Make a key: the base64 of random letters and digits."""
    text = "".join(secrets.choice(_KEY_CHARACTERS) for _ in range(KEY_LENGTH))
    return base64.b64encode(text.encode()).decode()


def body_of(event: CustomerEvent) -> bytes:
    """Write the event as it is sent; the same bytes on every try."""
    document = {
        "id": f"EV{event.id.rpartition('_')[2]}",
        "object": "event",
        "apiVersion": API_VERSION,
        "createdAt": to_iso(event.occurred_at),
        "type": _QUOS.get(event.type, event.type),
        "data": {"object": _object_of(event)},
    }
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode()


def headers_of(event: CustomerEvent, keys: Sequence[str], body: bytes, now: datetime) -> dict[str, str]:
    """Return the headers that verify the body, with the present key only: receivers read one signature."""
    del event
    timestamp = str(int(now.timestamp() * 1000))
    return {"openphone-signature": f"hmac;1;{timestamp};{_signature(keys[0], timestamp, body)}"}


def _signature(key: str, timestamp: str, body: bytes) -> str:
    signed = timestamp.encode() + b"." + body
    return base64.b64encode(hmac.digest(base64.b64decode(key), signed, hashlib.sha256)).decode()


def _object_of(event: CustomerEvent) -> dict[str, Any]:
    if call := event.data.get("call"):
        return _call(event, call)
    if message := event.data.get("message"):
        return _message(event, message)
    # An event of whoever tries the endpoint out.
    return dict(event.data)


def _call(event: CustomerEvent, call: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": event_id(Carrier(call["provider"]), call["id"]),
        "object": "call",
        "answeredAt": call["answeredAt"],
        "answeredBy": None,
        "initiatedBy": None,
        "direction": direction_of(call["direction"]),
        "status": "ringing" if event.type is EventType.CALL_STARTED else STATUSES[CallState(call["status"])],
        "completedAt": call["endedAt"],
        "createdAt": call["startedAt"],
        "duration": call["durationSeconds"] or 0,
        "forwardedFrom": None,
        "forwardedTo": None,
        "phoneNumberId": number_id(event.line),
        "participants": participants_of(call["from"], call["to"]),
        "updatedAt": to_iso(event.occurred_at),
        "userId": None,
    }


def _message(event: CustomerEvent, message: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": event_id(Carrier(message["provider"]), message["id"]),
        "object": "message",
        "from": message["from"] or "",
        "to": [message["to"]] if message["to"] else [],
        "direction": "incoming",
        "text": message["text"],
        "status": "delivered",
        "createdAt": message["receivedAt"],
        "userId": None,
        "phoneNumberId": number_id(event.line),
    }
