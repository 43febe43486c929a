"""Twilio's callbacks, signed."""

from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

from tools.sandbox.accounts import Account, Store
from tools.sandbox.courier import Webhook
from tools.sandbox.orders import Party
from tools.sandbox.signing import twilio_signature
from tools.sandbox.twilio.seeding import VERSION
from tools.sandbox.wire import FORM


def webhook(store: Store, account: Account, event: str, url: str, method: str, fields: Mapping[str, str]) -> Webhook:
    """A callback as Twilio sends it: a form, or a query when the method is GET."""
    headers = {
        "Accept": "*/*",
        "I-Twilio-Idempotency-Token": store.new_uuid(),
        "User-Agent": "TwilioProxy/1.1",
    }
    if method == "GET":
        joined = f"{url}{'&' if urlsplit(url).query else '?'}{urlencode(fields)}"
        headers["X-Twilio-Signature"] = twilio_signature(account.secret, joined, [])
        return Webhook(event, "GET", joined, headers)
    headers["X-Twilio-Signature"] = twilio_signature(account.secret, url, list(fields.items()))
    headers["Content-Type"] = FORM
    return Webhook(event, "POST", url, headers, urlencode(fields).encode())


def party_fields(party: Party) -> dict[str, str]:
    """From, To and the places of both, which Twilio leaves blank when it does not know them."""
    fields = {"AccountSid": party.account.account_id, "ApiVersion": VERSION, "From": party.caller, "To": party.to}
    for side in ("From", "To"):
        fields |= {f"{side}City": "", f"{side}Country": "US", f"{side}State": "", f"{side}Zip": ""}
    return fields
