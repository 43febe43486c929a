"""Quo's ids and words, each made of ours; ids are read back without a look-up.

The vendor's document of v1 fixes the beginnings of ids alone: ``PN`` of numbers, ``AC`` of calls and messages, ``WH``
of webhooks, ``EV`` of events, ``OR`` of organisations, ``US`` of users.
"""

import base64
import binascii
import re
from collections.abc import Mapping
from typing import Literal
from uuid import UUID

from trunkline.domain.calls import CallState
from trunkline.domain.provider_phones import Carrier

_NUMBER = re.compile(r"PN([0-9a-f]{32})")
_WEBHOOK = re.compile(r"WH([0-9a-f]{32})")
# Ids of carriers are far shorter, and a key has limits that a path has not.
_EVENT = re.compile(r"AC([A-Za-z0-9_-]{2,700})")
_LETTERS = {"p": Carrier.PLIVO, "t": Carrier.TWILIO, "x": Carrier.TELNYX}
_LETTER_OF = {carrier: letter for letter, carrier in _LETTERS.items()}
_E164 = re.compile(r"\+[1-9][0-9]{1,14}")

Direction = Literal["incoming", "outgoing"]
CallStatus = Literal[
    "queued", "initiated", "ringing", "in-progress", "completed", "busy", "no-answer", "canceled", "failed"
]
STATUSES: Mapping[CallState, CallStatus] = {
    CallState.UNKNOWN: "queued",
    CallState.INITIATED: "initiated",
    CallState.RINGING: "ringing",
    CallState.IN_PROGRESS: "in-progress",
    CallState.COMPLETED: "completed",
    CallState.BUSY: "busy",
    CallState.NO_ANSWER: "no-answer",
    CallState.CANCELED: "canceled",
    CallState.FAILED: "failed",
}


def number_id(uuid: str) -> str:
    """Return the id of the number whose history is filed under the UUID."""
    return f"PN{UUID(uuid).hex}"


def parse_number_id(text: str) -> str:
    """Return the UUID that ``number_id`` was given.

    Raises:
        ValueError: No number has this id.
    """
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise ValueError("must be the id of a phone number: PN and 32 hexadecimal digits")
    return str(UUID(match[1]))


def event_id(carrier: Carrier, carriers_id: str) -> str:
    """Return the id of a call or message, from the carrier's own id."""
    named = f"{_LETTER_OF[carrier]}{carriers_id}".encode()
    return f"AC{base64.urlsafe_b64encode(named).decode().rstrip('=')}"


def parse_event_id(text: str) -> tuple[Carrier, str] | None:
    """Return what ``event_id`` was given; None for any other text, other spellings of the same included."""
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
    """Return a user's id with the prefix that the vendor's ids have."""
    return ours if ours.startswith("US") else f"US{ours}"


def webhook_id(uuid: str) -> str:
    """Return the id of a webhook."""
    return f"WH{UUID(uuid).hex}"


def parse_webhook_id(text: str) -> str | None:
    """Return the UUID that ``webhook_id`` was given; None for any other text."""
    match = _WEBHOOK.fullmatch(text)
    return str(UUID(match[1])) if match else None


def organization_id(ours: str) -> str:
    """Return an organisation's id with the prefix that the vendor's ids have."""
    return f"OR{ours}"


def direction_of(ours: str | None) -> Direction:
    """Return a call's direction, as its number sees it."""
    return "outgoing" if (ours or "").startswith("out") else "incoming"


def participants_of(from_number: str | None, to_number: str | None) -> list[str]:
    """Return who called and who was called, as far as they are numbers."""
    return [number for number in (from_number, to_number) if number and is_number(number)]


def is_number(text: str | None) -> bool:
    """Tell whether it is a number in E.164: a caller may be anonymous, or a name."""
    return text is not None and _E164.fullmatch(text) is not None
