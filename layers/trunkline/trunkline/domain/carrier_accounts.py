"""The forms of what names an account at a carrier, and of the key that a carrier signs with."""

import base64
import re

_PUBLIC_KEY_BYTES = 32
_ACCOUNT_ID = re.compile(r"[A-Za-z0-9_-]{1,128}")


def is_account_id(text: str) -> bool:
    """Whether the text can be Twilio's Account SID, Plivo's Auth ID or the id of a Telnyx application."""
    return _ACCOUNT_ID.fullmatch(text) is not None


def is_public_key(text: str) -> bool:
    """Whether the text is the base64 of the 32 bytes of an Ed25519 public key."""
    try:
        return len(base64.b64decode(text, validate=True)) == _PUBLIC_KEY_BYTES
    except ValueError:  # binascii.Error, too, and what is not ASCII
        return False
