"""Texts of request bodies that several dialects check."""

from trunkline.domain.identifiers import canonical_uuid

# White space and control characters, for use in a class of a pattern: what the ``\\s`` of Python, of pydantic's core
# and of a client's JavaScript stand for, which is not the same.
SPACES = r"\x00-\x20\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
UUID_SCHEMA = {"format": "uuid"}


def parse_uuid(text: str) -> str:
    """The UUID in lower case.

    Raises:
        ValueError: It is none, or not in the usual form with dashes.
    """
    uuid = canonical_uuid(text)
    if uuid is None:
        raise ValueError("should be a UUID")
    return uuid
