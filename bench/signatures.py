"""Carriers' signatures on the webhooks of the bench."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from bench.scenarios import WEBHOOK_BASE_URL
from tools.sandbox.signing import plivo_v3_signature, telnyx_signature, twilio_signature

FORM = "application/x-www-form-urlencoded"


def signed(event: dict[str, Any], carrier: str, secret: str, now: int) -> dict[str, Any]:
    """Return a webhook's event with the carrier's signature of this moment.

    Telnyx's secret is the private key in hex.
    """
    url = WEBHOOK_BASE_URL + event["rawPath"]
    sign: dict[str, Callable[[], dict[str, str]]] = {
        "twilio": lambda: {"x-twilio-signature": twilio_signature(secret, url, _fields(event)), "content-type": FORM},
        "plivo": lambda: {
            "x-plivo-signature-v3": plivo_v3_signature(
                secret, method="POST", url=url, nonce="n0nce", fields=_fields(event)
            ),
            "x-plivo-signature-v3-nonce": "n0nce",
            "content-type": FORM,
        },
        "telnyx": lambda: {
            "telnyx-timestamp": str(now),
            "telnyx-signature-ed25519": telnyx_signature(bytes.fromhex(secret), str(now), event["body"].encode()),
        },
    }
    return {**event, "headers": {**event["headers"], **sign[carrier]()}}


def _fields(event: Mapping[str, Any]) -> list[tuple[str, str]]:
    return parse_qsl(event["body"], keep_blank_values=True)
