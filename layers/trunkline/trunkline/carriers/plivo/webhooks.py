"""Plivo's webhooks: version 3 of its signature, for messages also version 2, which covers the URL alone.

Source: docs.plivo.com, "Validating requests" and "Signature validation" (messaging); plivo-python 4.63.0,
plivo/utils/signature_v3.py. Read 2026-11.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime

from trunkline.carriers.forms import carriers_id, first_values, form_of, signed_bytes, whole_number, with_plus
from trunkline.domain.calls import CallEvent, CallState, Event, LegEvent, MessageEvent, RecordingEvent
from trunkline.domain.provider_phones import Carrier
from trunkline.errors import ForgedWebhookError
from trunkline.services.webhooks import Delivery, SigningKeys

_STATES = {
    "ringing": CallState.RINGING,
    "in-progress": CallState.IN_PROGRESS,
    "completed": CallState.COMPLETED,
    "busy": CallState.BUSY,
    "no-answer": CallState.NO_ANSWER,
    "cancel": CallState.CANCELED,
    "failed": CallState.FAILED,
    "timeout": CallState.FAILED,
}
# "If the call is hung up, the CallStatus will be set to completed for inbound calls", whatever happened: what did, the
# standard telephony hangup cause says (www.plivo.com/docs/xml/request, read 2026-11-29). Of a call that nobody
# answered; of one that somebody did, any cause is its end.
_UNANSWERED = {
    "NORMAL_CLEARING": CallState.NO_ANSWER,
    "NO_ANSWER": CallState.NO_ANSWER,
    "NO_USER_RESPONSE": CallState.NO_ANSWER,
    "ALLOTTED_TIMEOUT": CallState.NO_ANSWER,
    "CALL_REJECTED": CallState.NO_ANSWER,
    "ORIGINATOR_CANCEL": CallState.CANCELED,
    "USER_BUSY": CallState.BUSY,
}
# The integer suffixes of a message's media start at 1 according to one page of Plivo's, at 0 according to another:
# docs.plivo.com, "Handling incoming messages"; support.plivo.com, article 360041856452. Read 2026-11-29.
_MEDIA = tuple(f"Media{index}" for index in range(11))


class PlivoReader:
    """The reader of ``trunkline.services.webhooks``."""

    kinds = frozenset({"voice", "hangup", "message", "recording", "dial", "done"})
    signs_with_secret = True

    def verify(self, delivery: Delivery, keys: SigningKeys, now: datetime) -> None:
        """Verify either of Plivo's two headers: the subaccount's or the main account's token may sign."""
        del now
        headers = delivery.headers
        version = "v3" if "x-plivo-signature-v3-nonce" in headers or delivery.kind != "message" else "v2"
        nonce = headers.get(f"x-plivo-signature-{version}-nonce", "")
        sent = ",".join(headers.get(f"x-plivo-signature-{name}{version}", "") for name in ("", "ma-"))
        text = f"{delivery.url}{nonce}" if version == "v2" else _v3_text(delivery, nonce)
        expected = [_signature(secret, text).encode() for secret in keys.secrets]
        signatures = [each.strip().encode() for each in sent.split(",")]
        if not nonce or not any(hmac.compare_digest(a, b) for a in expected for b in signatures):
            raise ForgedWebhookError

    def parse(self, delivery: Delivery) -> Sequence[Event]:
        """Parse at most one event."""
        sent = first_values(form_of(delivery))
        call_id = _uuid(sent, "CallUUID")
        match delivery.kind:
            case "message" if message_id := _uuid(sent, "MessageUUID"):
                return (_message(message_id, sent),)
            case "recording":
                return _recording(sent)
            case "voice" | "hangup" if call_id:
                return (_call(call_id, sent),)
            case "dial" if call_id and (leg_id := _uuid(sent, "DialBLegUUID")):
                return (_leg(call_id, leg_id, sent),)
        return ()


def _uuid(sent: Mapping[str, str], *names: str) -> str | None:
    """Return the id under the first of the names that has one."""
    return carriers_id(Carrier.PLIVO, next((sent[name] for name in names if sent.get(name)), None))


def _call(call_id: str, sent: Mapping[str, str]) -> CallEvent:
    raw = sent.get("CallStatus", "")
    return CallEvent(
        call_id=call_id,
        state=_state(raw, sent),
        raw_state=raw,
        from_number=with_plus(sent.get("From")),
        to_number=with_plus(sent.get("To")),
        direction=sent.get("Direction") or None,
        duration_seconds=whole_number(sent.get("Duration")),
        hangup_cause=sent.get("HangupCauseName") or sent.get("HangupCause"),
    )


def _leg(call_id: str, leg_id: str, sent: Mapping[str, str]) -> LegEvent:
    """Return how the leg to the forward number ended."""
    return LegEvent(
        call_id=call_id,
        leg_id=leg_id,
        state=_STATES.get(sent.get("DialStatus", ""), CallState.UNKNOWN),
        to_number=with_plus(sent.get("DialBLegTo")),
        duration_seconds=whole_number(sent.get("DialBLegDuration")),
    )


def _recording(sent: Mapping[str, str]) -> tuple[RecordingEvent, ...]:
    # The XML's callback writes CamelCase, the API's snake_case.
    call_id = _uuid(sent, "CallUUID", "call_uuid")
    recording_id = _uuid(sent, "RecordingID", "recording_id")
    if not call_id or not recording_id:
        return ()
    return (
        RecordingEvent(
            call_id=call_id,
            recording_id=recording_id,
            state="completed",
            url=sent.get("RecordUrl") or sent.get("record_url"),
            duration_seconds=whole_number(sent.get("RecordingDuration") or sent.get("recording_duration")),
        ),
    )


def _message(message_id: str, sent: Mapping[str, str]) -> MessageEvent:
    return MessageEvent(
        message_id=message_id,
        from_number=with_plus(sent.get("From")),
        to_number=with_plus(sent.get("To")),
        text=sent.get("Text") or sent.get("Body") or "",
        media_urls=tuple(url for name in _MEDIA if (url := sent.get(name))),
    )


def _state(raw: str, sent: Mapping[str, str]) -> CallState:
    cause = sent.get("HangupCause")
    if raw != "completed" or not cause or sent.get("AnswerTime") or whole_number(sent.get("Duration")):
        return _STATES.get(raw, CallState.UNKNOWN)
    return _UNANSWERED.get(cause, CallState.FAILED)


def _v3_text(delivery: Delivery, nonce: str) -> str:
    form = sorted(form_of(delivery))
    # Our URLs have no query; with one, its sorted fields would follow the "?" and a "." would end them.
    fields = "?" + "".join(name + value for name, value in form) if form else ""
    return f"{delivery.url}{fields}.{nonce}"


def _signature(secret: str, text: str) -> str:
    return base64.b64encode(hmac.digest(secret.encode(), signed_bytes(text), hashlib.sha256)).decode()
