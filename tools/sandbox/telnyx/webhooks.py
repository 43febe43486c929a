"""Telnyx's events, signed."""

import base64
import json
from datetime import datetime
from typing import Any

from tools.sandbox.accounts import Account, Store
from tools.sandbox.clock import Clock, iso
from tools.sandbox.courier import Webhook
from tools.sandbox.signing import telnyx_signature
from tools.sandbox.wire import JSON, Json

_VERSION_1 = "1"


def event_body(store: Store, kind: str, occurred_at: datetime, payload: Json, version: str) -> Json:
    """Write an event as API version 2 shows it, or roughly as version 1 did, which nobody should want."""
    if version == _VERSION_1:
        return {
            "record_type": "event",
            "event_type": kind.replace(".", "_"),
            "created_at": iso(occurred_at),
            "payload": payload,
        }
    return {
        "data": {
            "id": store.new_uuid(),
            "event_type": kind,
            "occurred_at": iso(occurred_at),
            "payload": payload,
            "record_type": "event",
        }
    }


def webhook(clock: Clock, account: Account, url: str, body: Json, attempt: int = 1) -> Webhook:
    """Sign the event for its way to a URL, with the time of sending."""
    sent: dict[str, Any] = {**body, "meta": {"attempt": attempt, "delivered_to": url}}
    content = json.dumps(sent, separators=(",", ":")).encode()
    timestamp = str(int(clock.now().timestamp()))
    headers = {
        "Content-Type": JSON,
        "User-Agent": "telnyx-webhooks",
        "telnyx-signature-ed25519": telnyx_signature(base64.b64decode(account.signing_key), timestamp, content),
        "telnyx-timestamp": timestamp,
    }
    kind = body["data"]["event_type"] if "data" in body else body["event_type"]
    return Webhook(kind, "POST", url, headers, content)
