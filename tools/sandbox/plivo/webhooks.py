"""Plivo's callbacks, signed: voice with V3, messages with V2."""

from tools.sandbox.accounts import Account, Store
from tools.sandbox.courier import Callback, Webhook
from tools.sandbox.signing import plivo_v2_signature, plivo_v3_signature

_GENERAL = {"Accept": "*/*", "User-Agent": "Plivo"}


def voice_webhook(store: Store, account: Account, callback: Callback) -> Webhook:
    """Sign a callback of a call."""
    nonce = store.decimal(20)
    posted = [] if callback.method == "GET" else list(callback.fields.items())
    signature = plivo_v3_signature(
        account.secret, method=callback.method, url=callback.target, nonce=nonce, fields=posted
    )
    return callback.signed(
        {
            **_GENERAL,
            "X-Plivo-Signature-V3": signature,
            "X-Plivo-Signature-Ma-V3": signature,
            "X-Plivo-Signature-V3-Nonce": nonce,
        }
    )


def message_webhook(store: Store, account: Account, callback: Callback) -> Webhook:
    """Sign a callback of a message."""
    nonce = store.decimal(20)
    signature = plivo_v2_signature(account.secret, callback.url, nonce)
    return callback.signed(
        {
            **_GENERAL,
            "X-Plivo-Signature-V2": signature,
            "X-Plivo-Signature-Ma-V2": signature,
            "X-Plivo-Signature-V2-Nonce": nonce,
        }
    )
