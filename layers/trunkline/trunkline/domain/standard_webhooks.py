"""The public specification Standard Webhooks: bodies, and their signatures.

tests/deliveries/test_signatures.py compares them with the specification's own package and vectors.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from datetime import datetime

from trunkline.domain.customer_events import CustomerEvent
from trunkline.domain.subscriptions import SECRET_PREFIX, new_secret
from trunkline.domain.timestamps import to_iso

__all__ = ["body_of", "headers_of", "new_secret", "signature"]


def body_of(event: CustomerEvent) -> bytes:
    """Write the event as it is sent; the same bytes on every try."""
    document = {"type": event.type, "timestamp": to_iso(event.occurred_at), "data": event.data}
    return json.dumps(document, separators=(",", ":")).encode()


def headers_of(event: CustomerEvent, secrets: Sequence[str], body: bytes, now: datetime) -> dict[str, str]:
    """Return the headers that verify the body, with one signature for each secret."""
    timestamp = str(int(now.timestamp()))
    signatures = (signature(secret, event.id, timestamp, body) for secret in secrets)
    return {
        "webhook-id": event.id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(signatures),
    }


def signature(secret: str, event_id: str, timestamp: str, body: bytes) -> str:
    """HMAC-SHA256 over id, time and body."""
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    signed = b".".join((event_id.encode(), timestamp.encode(), body))
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
