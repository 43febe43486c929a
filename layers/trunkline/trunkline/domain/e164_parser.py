"""Phone numbers from text into E.164."""

import re

from phonenumbers import (
    NumberParseException,
    PhoneNumberFormat,
    ValidationResult,
    format_number,
    is_possible_number_with_reason,
    parse,
    region_code_for_number,
)

from trunkline.domain.e164 import E164, INTERNATIONAL
from trunkline.errors import RuleError

_INTERNATIONAL = re.compile(INTERNATIONAL)


def parse_e164(text: str, *, member: str) -> E164:
    """The number in E.164.

    ``text`` starts with ``+``; spaces, dots, dashes and brackets are dropped. A number counts when its length is
    possible in its country: whether it is in service only its carrier knows.

    Raises:
        RuleError: Not a possible international number. The text is not repeated.
    """
    if not text.startswith("+"):
        raise RuleError(member, "must be in E.164 form and start with +")
    try:
        number = parse(text) if _INTERNATIONAL.fullmatch(text) else None
    except NumberParseException:
        number = None
    # Not is_possible_number: it also takes what can be dialled within one area only, such as +1 777 4444.
    if number is None or is_possible_number_with_reason(number) != ValidationResult.IS_POSSIBLE:
        raise RuleError(member, "is not a possible phone number")
    return E164(format_number(number, PhoneNumberFormat.E164))


def country_of(e164: E164) -> str | None:
    """The two letters of the country that a number belongs to; None for one that belongs to none, such as +800."""
    country = region_code_for_number(parse(e164))
    # "001" is what the library calls what belongs to no country.
    return country if country and country.isalpha() else None
