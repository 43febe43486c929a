"""Twilio's webhooks: HMAC-SHA1 over the URL and the sorted parameters.

Source: www.twilio.com/docs/usage/webhooks/webhooks-security, read 2026-11. Signatures with a shared key (SHA-256,
public beta) are not taken: we do not have that key.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from trunkline.carriers.forms import carriers_id, first_values, form_of, signed_bytes, whole_number
from trunkline.domain.calls import CallEvent, CallState, Event, LegEvent, MessageEvent, RecordingEvent
from trunkline.domain.provider_phones import Carrier
from trunkline.errors import ForgedWebhookError
from trunkline.services.webhooks import Delivery, SigningKeys

_STATES = {
    "queued": CallState.INITIATED,
    "initiated": CallState.INITIATED,
    "ringing": CallState.RINGING,
    "in-progress": CallState.IN_PROGRESS,
    "completed": CallState.COMPLETED,
    "busy": CallState.BUSY,
    "no-answer": CallState.NO_ANSWER,
    "canceled": CallState.CANCELED,
    "failed": CallState.FAILED,
}
MAX_MEDIA = 10


class TwilioReader:
    """The reader of ``trunkline.services.webhooks``."""

    kinds = frozenset({"voice", "status", "message", "recording", "dial", "done"})
    signs_with_secret = True

    def verify(self, delivery: Delivery, keys: SigningKeys, now: datetime) -> None:
        """Twilio signs no time, so there is no window; what comes twice is stored once.

        An API key signs nothing. Where it is all that we have, the secrecy of the URL is what is checked.
        """
        del now
        if not keys.secrets:
            return
        signature = delivery.headers.get("x-twilio-signature", "")
        if "x-twilio-webhooks-signature-settings" in delivery.headers:
            raise ForgedWebhookError
        fields = _signed_fields(form_of(delivery))
        for secret in keys.secrets:
            for url in _spellings(delivery.url):
                if hmac.compare_digest(_signature(secret, url + fields).encode(), signature.encode()):
                    return
        raise ForgedWebhookError

    def parse(self, delivery: Delivery) -> Sequence[Event]:
        """Parse at most one event."""
        sent = first_values(form_of(delivery))
        call_id = _sid(sent, "CallSid")
        match delivery.kind:
            case "message" if message_id := _sid(sent, "MessageSid"):
                return (_message(message_id, sent),)
            case "recording" if call_id and (recording_id := _sid(sent, "RecordingSid")):
                return (_recording(call_id, recording_id, sent),)
            case "voice" | "status" if call_id:
                return (_call(call_id, sent),)
            case "dial" if call_id and (leg_id := _sid(sent, "DialCallSid")):
                return (_leg(call_id, leg_id, sent),)
        return ()


def _sid(sent: Mapping[str, str], name: str) -> str | None:
    return carriers_id(Carrier.TWILIO, sent.get(name))


def _call(call_id: str, sent: Mapping[str, str]) -> CallEvent:
    raw = sent.get("CallStatus", "")
    return CallEvent(
        call_id=call_id,
        state=_STATES.get(raw, CallState.UNKNOWN),
        raw_state=raw,
        from_number=sent.get("From"),
        to_number=sent.get("To"),
        direction=(sent.get("Direction") or "").partition("-")[0] or None,
        duration_seconds=whole_number(sent.get("CallDuration")),
        hangup_cause=sent.get("SipResponseCode"),
    )


def _leg(call_id: str, leg_id: str, sent: Mapping[str, str]) -> LegEvent:
    """Return how the leg to the forward number ended; Twilio does not tell its number."""
    return LegEvent(
        call_id=call_id,
        leg_id=leg_id,
        state=_STATES.get(sent.get("DialCallStatus", ""), CallState.UNKNOWN),
        duration_seconds=whole_number(sent.get("DialCallDuration")),
    )


def _recording(call_id: str, recording_id: str, sent: Mapping[str, str]) -> RecordingEvent:
    return RecordingEvent(
        call_id=call_id,
        recording_id=recording_id,
        state=sent.get("RecordingStatus", ""),
        url=sent.get("RecordingUrl"),
        duration_seconds=whole_number(sent.get("RecordingDuration")),
        channels=sent.get("RecordingChannels"),
    )


def _message(message_id: str, sent: Mapping[str, str]) -> MessageEvent:
    count = min(whole_number(sent.get("NumMedia")) or 0, MAX_MEDIA)
    return MessageEvent(
        message_id=message_id,
        from_number=sent.get("From"),
        to_number=sent.get("To"),
        text=sent.get("Body", ""),
        media_urls=tuple(url for index in range(count) if (url := sent.get(f"MediaUrl{index}"))),
    )


def _signed_fields(form: Sequence[tuple[str, str]]) -> str:
    values: dict[str, set[str]] = {}
    for name, value in form:
        values.setdefault(name, set()).add(value)
    return "".join(name + value for name in sorted(values) for value in sorted(values[name]))


def _spellings(url: str) -> tuple[str, ...]:
    """Return the URL with and without its port, because Twilio signs either."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition(":")[0] if parts.port else parts.netloc
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return url, parts._replace(netloc=host).geturl(), parts._replace(netloc=f"{host}:{port}").geturl()


def _signature(secret: str, text: str) -> str:
    return base64.b64encode(hmac.digest(secret.encode(), signed_bytes(text), hashlib.sha1)).decode()
