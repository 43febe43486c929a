"""Cursors: positions in a list that only this service can make."""

import base64
import binascii
import hashlib
import hmac

from trunkline.errors import FieldError, SchemaError

_MAC_BYTES = 16


def sign_cursor(position: str, *, list_name: str, key: str) -> str:
    """A cursor for the position, good for the list of that name only."""
    raw = position.encode()
    return base64.urlsafe_b64encode(_mac(raw, list_name, key) + raw).decode().rstrip("=")


def read_cursor(cursor: str, *, list_name: str, key: str, parameter: str = "cursor") -> str:
    """The position that was signed. ``parameter`` is what the dialect calls the cursor in its query.

    Raises:
        SchemaError: The cursor was not made by this service for this list.
    """
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    except (binascii.Error, ValueError):
        raw = b""
    mac, position = raw[:_MAC_BYTES], raw[_MAC_BYTES:]
    if not hmac.compare_digest(mac, _mac(position, list_name, key)):
        raise SchemaError([FieldError(("query", parameter), "is not a cursor of this list; start again without it")])
    return position.decode()


def _mac(position: bytes, list_name: str, key: str) -> bytes:
    message = list_name.encode() + b"\n" + position
    return hmac.digest(key.encode(), message, hashlib.sha256)[:_MAC_BYTES]
