"""The three carriers' webhook signatures.

Written from their documentation (twilio.com/docs/usage/webhooks/webhooks-security, plivo.com/docs
"signature-validation" and "validation", developers.telnyx.com "receiving-webhooks"; read 2026-11-21), apart from
the product, which verifies them: two independent readings have to agree.
"""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from urllib.parse import parse_qsl, urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

Pairs = Sequence[tuple[str, str]]


def twilio_signature(token: str, url: str, fields: Pairs) -> str:
    """Return the X-Twilio-Signature of a form POST; of a GET, its URL with the query and no fields."""
    together = url + "".join(name + value for name, value in sorted(set(fields)))
    return _base64(hmac.new(token.encode(), together.encode(), hashlib.sha1).digest())


def plivo_v2_signature(token: str, url: str, nonce: str) -> str:
    """Return the X-Plivo-Signature-V2: neither the query nor the body is signed."""
    return _sha256(token, _base(url) + nonce)


def plivo_v3_signature(token: str, *, method: str, url: str, nonce: str, fields: Pairs) -> str:
    """Return the X-Plivo-Signature-V3; of a GET, ``fields`` are in the URL's query already."""
    query = "&".join(f"{name}={value}" for name, value in sorted(_query(url)))
    if method == "GET":
        signed = f"{_base(url)}?{query}" if query else _base(url)
    else:
        posted = "".join(name + value for name, value in sorted(fields))
        separator = "." if query and posted else ""
        mark = "?" if query or posted else ""
        signed = f"{_base(url)}{mark}{query}{separator}{posted}"
    return _sha256(token, f"{signed}.{nonce}")


def telnyx_signature(private_key: bytes, timestamp: str, body: bytes) -> str:
    """Return the telnyx-signature-ed25519 over the timestamp, a bar, and the body as sent."""
    key = Ed25519PrivateKey.from_private_bytes(private_key)
    return _base64(key.sign(timestamp.encode() + b"|" + body))


def telnyx_public_key(private_key: bytes) -> str:
    """Return what the Telnyx portal shows as the account's public key: base64 of its 32 bytes."""
    return _base64(Ed25519PrivateKey.from_private_bytes(private_key).public_key().public_bytes_raw())


def _query(url: str) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(url).query, keep_blank_values=True)


def _base(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}{parts.path}"


def _sha256(token: str, signed: str) -> str:
    return _base64(hmac.new(token.encode(), signed.encode(), hashlib.sha256).digest())


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode()
