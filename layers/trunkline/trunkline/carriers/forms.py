"""Form bodies as carriers send and sign them: blank values and repeated names count."""

from collections.abc import Sequence
from urllib.parse import parse_qsl

from trunkline.errors import ForgedWebhookError
from trunkline.services.webhooks import Delivery

# Shorter ones are short codes and extensions, which have no country code.
SHORTEST_NUMBER = 7
MAX_DIGITS = 9


def form_of(delivery: Delivery) -> Sequence[tuple[str, str]]:
    """The body's fields in their order, blank ones too.

    Raises:
        ForgedWebhookError: The body is not text; no carrier signs such.
    """
    try:
        return parse_qsl(delivery.body.decode(), keep_blank_values=True, errors="strict")
    except ValueError:
        raise ForgedWebhookError from None


def first_values(form: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The first value of each field."""
    return dict(reversed(form))


def whole_number(text: object) -> int | None:
    """A count or a duration in whole seconds; None for anything else."""
    digits = str(text).partition(".")[0]
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= MAX_DIGITS else None


def with_plus(number: object) -> str | None:
    """A number of a carrier that writes none with ``+`` where it belongs."""
    if not isinstance(number, str) or not number:
        return None
    return f"+{number}" if number.isascii() and number.isdigit() and len(number) >= SHORTEST_NUMBER else number
