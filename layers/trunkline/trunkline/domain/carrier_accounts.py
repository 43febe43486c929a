"""Names of accounts at carriers, and the keys that verify a carrier's events.

Nobody can say which of an account's keys is right: users send one with a registration, and it is a claim until it has
verified an event. So a new key replaces none: it counts beside the earlier ones, and the first event that it verifies
ends those. Keys stand in the order in which they were sent, each once.
"""

import base64
import re

MAX_PUBLIC_KEYS = 5
# Sent in place of an account's id where the carrier is to tell it.
AUTOMATIC = "auto"

_PUBLIC_KEY_BYTES = 32
_ACCOUNT_ID = re.compile(r"[A-Za-z0-9_-]{1,128}")
_API_KEY_SID = re.compile(r"SK[0-9a-fA-F]{32}")


def is_account_id(text: str) -> bool:
    """Tell whether the text can be Twilio's Account SID, Plivo's Auth ID or the id of a Telnyx application."""
    return _ACCOUNT_ID.fullmatch(text) is not None


def is_api_key_sid(text: str) -> bool:
    """Tell whether the text is the SID of a Twilio API key, which has a part of an account's rights."""
    return _API_KEY_SID.fullmatch(text) is not None


def is_public_key(text: str) -> bool:
    """Tell whether the text is the base64 of the 32 bytes of an Ed25519 public key."""
    try:
        return len(base64.b64decode(text, validate=True)) == _PUBLIC_KEY_BYTES
    except ValueError:  # binascii.Error, too, and what is not ASCII
        return False


def with_sent(keys: tuple[str, ...], sent: str | None) -> tuple[str, ...]:
    """Return an account's keys after one was sent, or none.

    Of too many the first stays: it was there before the others, or has verified an event since it was sent.
    """
    if sent is None:
        return keys
    after = (*(key for key in keys if key != sent), sent)
    return after if len(after) <= MAX_PUBLIC_KEYS else (after[0], *after[1 - MAX_PUBLIC_KEYS :])


def with_verified(keys: tuple[str, ...], used: str) -> tuple[str, ...]:
    """Return an account's keys after one has verified an event: the keys sent before it are ended."""
    return keys[keys.index(used) :]
