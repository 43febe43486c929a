"""Signatures by others than us: Twilio's SDK, `cryptography`, and Plivo's scheme written down from its docs."""

import base64
import hashlib
import hmac
import time
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from twilio.request_validator import RequestValidator

FORM = "application/x-www-form-urlencoded"


class Fields(dict[str, list[str]]):
    """Repeated fields as the SDK takes them."""

    def getlist(self, name: str) -> list[str]:
        return self[name]


def twilio_headers(secret: str, url: str, form: Sequence[tuple[str, str]]) -> dict[str, str]:
    fields = Fields()
    for name, value in form:
        fields.setdefault(name, []).append(value)
    return {"X-Twilio-Signature": RequestValidator(secret).compute_signature(url, fields), "Content-Type": FORM}


def plivo_v3(secret: str, url: str, nonce: str, form: Sequence[tuple[str, str]]) -> str:
    text = url
    if form:
        text += "?"
        for name in sorted({name for name, _ in form}):
            for value in sorted(value for each, value in form if each == name):
                text += name + value
    return _mac(secret, f"{text}.{nonce}")


def plivo_v2(secret: str, url: str, nonce: str) -> str:
    return _mac(secret, url + nonce)


def _mac(secret: str, text: str) -> str:
    return base64.b64encode(hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest()).decode()


def plivo_headers(
    secret: str, url: str, form: Sequence[tuple[str, str]], *, version: int = 3, main: bool = False
) -> dict[str, str]:
    signature = plivo_v3(secret, url, "n0nce", form) if version == 3 else plivo_v2(secret, url, "n0nce")
    return {
        f"X-Plivo-Signature{'-Ma' if main else ''}-V{version}": signature,
        f"X-Plivo-Signature-V{version}-Nonce": "n0nce",
        "Content-Type": FORM,
    }


TELNYX_KEY = Ed25519PrivateKey.from_private_bytes(b"\x07" * 32)
TELNYX_PUBLIC_KEY = base64.b64encode(TELNYX_KEY.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()


def telnyx_headers(body: bytes, *, at: float | None = None, key: Any = TELNYX_KEY) -> dict[str, str]:
    timestamp = str(int(time.time() if at is None else at))
    signature = base64.b64encode(key.sign(timestamp.encode() + b"|" + body)).decode()
    return {
        "telnyx-timestamp": timestamp,
        "telnyx-signature-ed25519": signature,
        "Content-Type": "application/json",
    }


def encoded(form: Sequence[tuple[str, str]]) -> bytes:
    return urlencode(form).encode()
