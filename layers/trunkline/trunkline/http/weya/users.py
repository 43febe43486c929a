"""User ids of the Weya API."""

import re

USER_ID_SCHEMA = {"type": "string", "pattern": "^[0-9a-fA-F]{24}$"}

_OBJECT_ID = re.compile(r"[0-9a-fA-F]{24}")


def parse_user_id(text: str) -> str:
    """A user's id: 24 hexadecimal digits, in lower case."""
    if not _OBJECT_ID.fullmatch(text):
        raise ValueError("Invalid User ID format")
    return text.lower()
