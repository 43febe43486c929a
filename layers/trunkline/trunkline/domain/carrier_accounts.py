"""What names an account at a carrier, and the keys that a carrier's events are verified with.

Which of an account's keys is right nobody can say: users send one with a registration, and until an event is verified
with it, it is a claim. So a key that is sent replaces none: it counts beside those that were sent before it, and the
first event that is verified with it ends those. Keys stand in the order in which they were sent, each once.
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
    """Whether the text can be Twilio's Account SID, Plivo's Auth ID or the id of a Telnyx application."""
    return _ACCOUNT_ID.fullmatch(text) is not None


def is_api_key_sid(text: str) -> bool:
    """Whether the text names an API key of Twilio: a part of an account's rights, to be revoked on its own."""
    return _API_KEY_SID.fullmatch(text) is not None


def is_public_key(text: str) -> bool:
    """Whether the text is the base64 of the 32 bytes of an Ed25519 public key."""
    try:
        return len(base64.b64decode(text, validate=True)) == _PUBLIC_KEY_BYTES
    except ValueError:  # binascii.Error, too, and what is not ASCII
        return False


def with_sent(keys: tuple[str, ...], sent: str | None) -> tuple[str, ...]:
    """An account's keys once one was sent, or none.

    Of too many the first stays: it was there before the others, or has verified an event since it was sent.
    """
    if sent is None:
        return keys
    after = (*(key for key in keys if key != sent), sent)
    return after if len(after) <= MAX_PUBLIC_KEYS else (after[0], *after[1 - MAX_PUBLIC_KEYS :])


def with_verified(keys: tuple[str, ...], used: str) -> tuple[str, ...]:
    """An account's keys once an event was verified with one of them: those that were sent before it are ended."""
    return keys[keys.index(used) :]
