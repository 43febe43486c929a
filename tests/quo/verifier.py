"""A receiver's check of a delivery, written from the vendor's documentation and from nothing of the service.

Both samples of "How to use webhooks" (support.openphone.com, article 4690754298903, read 2026-11-29): the one in Python
over the body as it came, and the one in Node over the body parsed and written again, with the key's bytes as Latin-1.
"""

import base64
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any


def verify(headers: Mapping[str, str], body: bytes, key: str, now: datetime) -> Any:
    """The event, if the key signed exactly this within five minutes; else AssertionError."""
    kind, version, timestamp, provided = headers["openphone-signature"].split(";")
    assert (kind, version) == ("hmac", "1")
    assert len(timestamp) == len("1639710054089")
    assert abs(now.timestamp() - int(timestamp) / 1000) < 300

    def digest(key_bytes: bytes, signed: bytes) -> str:
        return base64.b64encode(hmac.new(key_bytes, signed, "sha256").digest()).decode()

    decoded = base64.b64decode(key)
    assert digest(decoded, b"".join([timestamp.encode(), b".", body])) == provided
    written_again = json.dumps(json.loads(body), separators=(",", ":"), ensure_ascii=False)
    as_latin_1 = decoded.decode("latin-1").encode()
    assert digest(as_latin_1, f"{timestamp}.{written_again}".encode()) == provided
    return json.loads(body)
