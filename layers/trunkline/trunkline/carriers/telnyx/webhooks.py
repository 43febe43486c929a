"""Telnyx's webhooks: Ed25519 over time and body, with a key that the customer copies from the portal.

Source: developers.telnyx.com, "Receiving webhooks" (voice and messaging), read 2026-11. Without the key nothing can
be verified: then the token in the URL is all that guards it.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from trunkline.carriers.forms import carriers_id, storable_text
from trunkline.carriers.telnyx.calls import forwarded_from
from trunkline.domain.calls import CallEvent, CallState, Event, LegEvent, MessageEvent, RecordingEvent
from trunkline.domain.provider_phones import Carrier
from trunkline.errors import ForgedWebhookError
from trunkline.services.webhooks import Delivery, SigningKeys

WINDOW_SECONDS = 300
MAX_MEDIA = 10
_MAX_TIMESTAMP_DIGITS = 12

_STEPS = {
    "call.answered": CallState.IN_PROGRESS,
    "call.bridged": CallState.IN_PROGRESS,
}
_ENDS = {
    "normal_clearing": CallState.COMPLETED,
    "time_limit": CallState.COMPLETED,
    "user_busy": CallState.BUSY,
    "no_answer": CallState.NO_ANSWER,
    "timeout": CallState.NO_ANSWER,
    "originator_cancel": CallState.CANCELED,
}
# Of a call that comes in: as at the other carriers, one that we do not take is one that nobody answered.
_REJECTED = CallState.NO_ANSWER
_DIRECTIONS = {"incoming": "inbound", "outgoing": "outbound"}


class TelnyxReader:
    """The reader of ``trunkline.services.webhooks``."""

    kinds = frozenset({"voice", "message"})
    signs_with_secret = False

    def verify(self, delivery: Delivery, keys: SigningKeys, now: datetime) -> str | None:
        """Verify the signature, which covers the time: what is over five minutes off is refused, replays included."""
        if not keys.public_keys:
            return None
        timestamp = delivery.headers.get("telnyx-timestamp", "")
        if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= _MAX_TIMESTAMP_DIGITS):
            raise ForgedWebhookError
        if abs(now.timestamp() - int(timestamp)) > WINDOW_SECONDS:
            raise ForgedWebhookError
        signed = timestamp.encode() + b"|" + delivery.body
        signature = delivery.headers.get("telnyx-signature-ed25519", "")
        # Keys, signature and body are known to the sender: how long this takes tells nothing.
        for public_key in keys.public_keys:
            if _is_signed(public_key, signature, signed):
                return public_key
        raise ForgedWebhookError

    def parse(self, delivery: Delivery) -> Sequence[Event]:
        """Parse at most one event."""
        data = data_of(delivery)
        kind, payload = data.get("event_type"), data.get("payload")
        if not isinstance(kind, str) or not isinstance(payload, dict):
            return ()
        if delivery.kind == "message":
            return _message(payload) if kind == "message.received" else ()
        if kind == "call.recording.saved":
            return saved_recording(payload)
        if call_id := forwarded_from(payload):
            return _forwarded_leg(call_id, kind, payload, _text(data, "occurred_at"))
        return _call(kind, payload, _text(data, "occurred_at"))


def data_of(delivery: Delivery) -> dict[str, Any]:
    """Return the event's ``data``, its texts made storable; empty when the body is not a Telnyx event."""
    try:
        document = _storable(json.loads(delivery.body))
    except (ValueError, RecursionError):
        return {}
    data = document.get("data") if isinstance(document, dict) else None
    return data if isinstance(data, dict) else {}


def _storable(value: Any) -> Any:
    """JSON can hold halves of surrogate pairs, raw or escaped, which no encoding carries on."""
    match value:
        case str():
            return storable_text(value)
        case list():
            return [_storable(each) for each in value]
        case dict():
            return {storable_text(name): _storable(each) for name, each in value.items()}
    return value


def _is_signed(public_key: str, signature: str, signed: bytes) -> bool:
    from nacl.exceptions import BadSignatureError  # noqa: PLC0415 - only accounts with a key need it
    from nacl.signing import VerifyKey  # noqa: PLC0415

    try:
        VerifyKey(base64.b64decode(public_key)).verify(signed, base64.b64decode(signature, validate=True))
    except (BadSignatureError, binascii.Error, ValueError):
        return False
    return True


def _call(kind: str, payload: Mapping[str, Any], occurred_at: str | None) -> tuple[CallEvent, ...]:
    leg = _id(payload, "call_leg_id")
    if leg is None or kind not in (*_STEPS, "call.initiated", "call.hangup"):
        return ()
    direction = _DIRECTIONS.get(str(payload.get("direction")))
    cause = _text(payload, "hangup_cause")
    state = _STEPS.get(kind, CallState.UNKNOWN)
    if kind == "call.initiated":
        state = CallState.INITIATED if direction == "outbound" else CallState.RINGING
    elif kind == "call.hangup":
        state = _REJECTED if cause == "call_rejected" else _ENDS.get(cause or "", CallState.FAILED)
    return (
        CallEvent(
            call_id=leg,
            state=state,
            raw_state=kind,
            from_number=_text(payload, "from"),
            to_number=_text(payload, "to"),
            direction=direction,
            # Of the end Telnyx tells only when it occurred.
            duration_seconds=_seconds(payload.get("start_time"), occurred_at) if kind == "call.hangup" else None,
            hangup_cause=cause,
            ended_only_if_answered=state is CallState.COMPLETED,
        ),
    )


def saved_recording(payload: Mapping[str, Any]) -> tuple[RecordingEvent, ...]:
    """Return the recording that an event tells, or an entry of the list with its id as ``recording_id``."""
    leg, started = _id(payload, "call_leg_id"), _text(payload, "recording_started_at")
    if leg is None:
        return ()
    recording_id = _id(payload, "recording_id")
    # The specification's event has no id of the recording, the documentation's samples have one. A leg has one
    # recording at a time.
    without_id = hashlib.sha256(f"{leg}\n{started}".encode()).hexdigest()[:32]
    return (
        RecordingEvent(
            call_id=leg,
            recording_id=recording_id or without_id,
            also_known_as=without_id if recording_id else None,
            state="completed",
            expires=True,
            carriers_id=recording_id,
            started_at=started,
            duration_seconds=_seconds(started, payload.get("recording_ended_at")),
            channels=_text(payload, "channels"),
        ),
    )


def _forwarded_leg(
    call_id: str, kind: str, payload: Mapping[str, Any], occurred_at: str | None
) -> tuple[LegEvent, ...]:
    """Return the end of the leg to the forward number, as part of the call that was forwarded."""
    leg = _id(payload, "call_leg_id")
    if kind != "call.hangup" or leg is None:
        return ()
    cause = _text(payload, "hangup_cause")
    return (
        LegEvent(
            call_id=call_id,
            leg_id=leg,
            state=_ENDS.get(cause or "", CallState.FAILED),
            to_number=_text(payload, "to"),
            duration_seconds=_seconds(payload.get("start_time"), occurred_at),
        ),
    )


def _message(payload: Mapping[str, Any]) -> tuple[MessageEvent, ...]:
    sender, receivers, media = payload.get("from"), payload.get("to"), payload.get("media")
    receiver = receivers[0] if isinstance(receivers, list) and receivers else None
    message_id = _id(payload, "id")
    if message_id is None:
        return ()
    found = [each.get("url") for each in media or [] if isinstance(each, dict)] if isinstance(media, list) else []
    return (
        MessageEvent(
            message_id=message_id,
            from_number=_text(sender, "phone_number") if isinstance(sender, dict) else None,
            to_number=_text(receiver, "phone_number") if isinstance(receiver, dict) else None,
            text=_text(payload, "text") or "",
            media_urls=tuple(url for url in found if isinstance(url, str))[:MAX_MEDIA],
        ),
    )


def _id(document: Mapping[str, Any], member: str) -> str | None:
    return carriers_id(Carrier.TELNYX, document.get(member))


def _text(document: Mapping[str, Any], member: str) -> str | None:
    value = document.get(member)
    return value if isinstance(value, str) and value else None


def _seconds(start: object, end: object) -> int | None:
    """Telnyx gives times, not durations."""
    try:
        began, ended = (datetime.fromisoformat(str(each)) for each in (start, end))
        return max(0, round((ended - began).total_seconds()))
    except (TypeError, ValueError):
        return None
