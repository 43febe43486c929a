"""Checks of texts in request bodies, shared by several dialects."""

from trunkline.domain.identifiers import INTERNATIONAL, canonical_uuid

# White space and control characters, for use in a class of a pattern: what the ``\\s`` of Python, of pydantic's core
# and of a client's JavaScript stand for, which is not the same.
SPACES = r"\x00-\x20\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
# Of a number, for the API document: what has not this form is none. Whether it is one, the domain says.
NUMBER_SCHEMA = {"pattern": f"^{INTERNATIONAL}$"}
# Of a URL that events are sent to. Whether its host is public, the domain says.
HTTPS_SCHEMA = {"pattern": r"^[Hh][Tt][Tt][Pp][Ss]://[!-\[\]-~]+$"}
UUID_SCHEMA = {"format": "uuid"}
# A text with something to say.
SPOKEN_SCHEMA = {"pattern": f"^[{SPACES}]*[^{SPACES}]"}
_SPACES = "".join(
    chr(each)
    for first, last in (
        *((0x00, 0x20), (0x7F, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029)),
        *((0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000), (0xFEFF, 0xFEFF)),
    )
    for each in range(first, last + 1)
)


def parse_spoken(text: str) -> str:
    """Parse a text that a caller is to hear.

    Raises:
        ValueError: There is nothing to hear: carriers refuse to speak it, in the middle of a call.
    """
    if not text.strip(_SPACES):
        raise ValueError("must not be blank; null is none")
    return text


def parse_uuid(text: str) -> str:
    """Parse a UUID, to lower case.

    Raises:
        ValueError: It is none, or not in the usual form with dashes.
    """
    uuid = canonical_uuid(text)
    if uuid is None:
        raise ValueError("should be a UUID")
    return uuid
