"""Plivo's callbacks, signed: voice with V3, messages with V2."""

from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

from tools.sandbox.accounts import Account, Store
from tools.sandbox.courier import Webhook
from tools.sandbox.signing import plivo_v2_signature, plivo_v3_signature
from tools.sandbox.wire import FORM


def voice_webhook(
    store: Store, account: Account, event: str, url: str, method: str, fields: Mapping[str, str]
) -> Webhook:
    """A callback of a call."""
    nonce = store.decimal(20)
    target = _target(url, method, fields)
    posted = [] if method == "GET" else list(fields.items())
    signature = plivo_v3_signature(account.secret, method, target, nonce, posted)
    headers = {
        "X-Plivo-Signature-V3": signature,
        "X-Plivo-Signature-Ma-V3": signature,
        "X-Plivo-Signature-V3-Nonce": nonce,
    }
    return _webhook(event, target, method, fields, headers)


def message_webhook(
    store: Store, account: Account, event: str, url: str, method: str, fields: Mapping[str, str]
) -> Webhook:
    """A callback of a message."""
    nonce = store.decimal(20)
    signature = plivo_v2_signature(account.secret, url, nonce)
    headers = {
        "X-Plivo-Signature-V2": signature,
        "X-Plivo-Signature-Ma-V2": signature,
        "X-Plivo-Signature-V2-Nonce": nonce,
    }
    return _webhook(event, _target(url, method, fields), method, fields, headers)


def _target(url: str, method: str, fields: Mapping[str, str]) -> str:
    if method != "GET":
        return url
    return f"{url}{'&' if urlsplit(url).query else '?'}{urlencode(fields)}"


def _webhook(event: str, url: str, method: str, fields: Mapping[str, str], headers: Mapping[str, str]) -> Webhook:
    general = {"Accept": "*/*", "User-Agent": "Plivo", **headers}
    if method == "GET":
        return Webhook(event, "GET", url, general)
    return Webhook(event, "POST", url, {**general, "Content-Type": FORM}, urlencode(fields).encode())
