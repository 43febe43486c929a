"""Twilio's callbacks, signed."""

from tools.sandbox.accounts import Account, Store
from tools.sandbox.courier import Callback, Webhook
from tools.sandbox.orders import Party
from tools.sandbox.signing import twilio_signature
from tools.sandbox.twilio.seeding import VERSION


def webhook(store: Store, account: Account, callback: Callback) -> Webhook:
    """Sign a callback as Twilio sends it: a form, or a query when the method is GET."""
    posted = [] if callback.method == "GET" else list(callback.fields.items())
    return callback.signed(
        {
            "Accept": "*/*",
            "I-Twilio-Idempotency-Token": store.new_uuid(),
            "User-Agent": "TwilioProxy/1.1",
            "X-Twilio-Signature": twilio_signature(account.secret, callback.target, posted),
        }
    )


def party_fields(party: Party) -> dict[str, str]:
    """Return From, To and the places of both, which Twilio leaves blank when it does not know them."""
    fields = {"AccountSid": party.account.account_id, "ApiVersion": VERSION, "From": party.caller, "To": party.to}
    for side in ("From", "To"):
        fields |= {f"{side}City": "", f"{side}Country": "US", f"{side}State": "", f"{side}Zip": ""}
    return fields
