"""Quo's ids of numbers, calls, messages and users, each made of ours and read back without a look-up.

The vendor's document fixes their beginnings alone: ``PN``, ``AC`` (calls and messages) and ``US``.
"""

import base64
import binascii
import re
from uuid import UUID

from trunkline.domain.phone_numbers import Carrier
from trunkline.errors import NotFoundError
from trunkline.http.messages import Request

_NUMBER = re.compile(r"PN([0-9a-f]{32})")
# Ids of carriers are far shorter, and a key has limits that a path has not.
_EVENT = re.compile(r"AC([A-Za-z0-9_-]{2,700})")
_LETTERS = {"p": Carrier.PLIVO, "t": Carrier.TWILIO, "x": Carrier.TELNYX}
_LETTER_OF = {carrier: letter for letter, carrier in _LETTERS.items()}


def number_id(uuid: str) -> str:
    """The id of the number whose history is filed under the UUID."""
    return f"PN{UUID(uuid).hex}"


def parse_number_id(text: str) -> str:
    """The UUID that ``number_id`` was given.

    Raises:
        ValueError: No number has this id.
    """
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise ValueError("must be the id of a phone number: PN and 32 hexadecimal digits")
    return str(UUID(match[1]))


def event_id(carrier: Carrier, carriers_id: str) -> str:
    """The id of a call or message that a carrier knows by an id of its own."""
    named = f"{_LETTER_OF[carrier]}{carriers_id}".encode()
    return f"AC{base64.urlsafe_b64encode(named).decode().rstrip('=')}"


def event_of(request: Request, parameter: str, what: str) -> tuple[Carrier, str]:
    """The carrier and its id of the call or message that the path names.

    Raises:
        NotFoundError: Nothing can have this id.
    """
    found = parse_event_id(request.path_parameters[parameter])
    if found is None:
        raise NotFoundError(what)
    return found


def parse_event_id(text: str) -> tuple[Carrier, str] | None:
    """What ``event_id`` was given; None for any other text, other spellings of the same among them."""
    match = _EVENT.fullmatch(text)
    if match is None:
        return None
    try:
        named = base64.urlsafe_b64decode(match[1] + "=" * (-len(match[1]) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    carrier, carriers_id = _LETTERS.get(named[0]), named[1:]
    if carrier is None or not carriers_id or event_id(carrier, carriers_id) != text:
        return None
    return carrier, carriers_id


def user_id(ours: str) -> str:
    """A user's id with the beginning that the vendor's ids have."""
    return ours if ours.startswith("US") else f"US{ours}"
