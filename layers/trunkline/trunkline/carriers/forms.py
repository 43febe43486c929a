"""What carriers send: form bodies as they sign them, and values that the service can store.

Blank values and repeated names count, for they are signed too.
"""

import re
from collections.abc import Sequence
from urllib.parse import parse_qsl

from trunkline.domain.provider_phones import Carrier
from trunkline.services.webhooks import Delivery

# Shorter ones are short codes and extensions, which have no country code.
SHORTEST_NUMBER = 7
MAX_DIGITS = 9

# How bytes that are no UTF-8 are kept in a text.
_KEPT = "surrogateescape"

# The forms of ids. Their length is fixed, and has to be: Twilio and Plivo sign names and values of a form with nothing
# between them, so who has one signed form can cut it anew at other places. An id with the next field's name in it would
# be another event. Sources: www.twilio.com/docs/glossary/what-is-a-sid, docs.plivo.com/voice/xml/request; read 2026-11.
_SID = re.compile(r"[A-Z]{2}[0-9a-fA-F]{32}")
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
# Telnyx documents UUIDs and promises none. What it signs is the body as it is. Visible ASCII, and far below what a key
# can hold.
_VISIBLE = re.compile(r"[!-~]{1,200}")
_FORMS = {Carrier.TWILIO: _SID, Carrier.PLIVO: _UUID, Carrier.TELNYX: _VISIBLE}


def form_of(delivery: Delivery) -> Sequence[tuple[str, str]]:
    """Parse the body's fields in their order, blank ones too; ``signed_bytes`` can restore what is no UTF-8."""
    return parse_qsl(delivery.body.decode(errors=_KEPT), keep_blank_values=True, errors=_KEPT)


def signed_bytes(text: str) -> bytes:
    """Restore the bytes of a text of ``form_of``, as the carrier sent and signed them."""
    return text.encode(errors=_KEPT)


def storable_text(text: str) -> str:
    """Return the text with U+FFFD in place of what is no character: broken UTF-8, halves of surrogate pairs."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if not text.isascii() else text


def first_values(form: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Return the first value of each field, storable."""
    return {name: storable_text(value) for name, value in reversed(form)}


def whole_number(text: object) -> int | None:
    """Parse a count or a duration in whole seconds; None for anything else."""
    digits = str(text).partition(".")[0]
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= MAX_DIGITS else None


def with_plus(number: object) -> str | None:
    """Return a number with the ``+`` that its carrier leaves out."""
    if not isinstance(number, str) or not number:
        return None
    return f"+{number}" if number.isascii() and number.isdigit() and len(number) >= SHORTEST_NUMBER else number


def carriers_id(carrier: Carrier, value: object) -> str | None:
    """Return the id, or None for what is no id of this carrier: keys are made of ids, so nothing else may get there."""
    return value if isinstance(value, str) and _FORMS[carrier].fullmatch(value) else None
