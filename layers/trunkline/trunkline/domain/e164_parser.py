"""Parse phone numbers into E.164."""

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
    """Parse a number into E.164.

    ``text`` starts with ``+``; spaces, dots, dashes and brackets are dropped. The number's length must be possible
    in its country. Only its carrier knows whether it is in service.

    Raises:
        RuleError: Not a possible international number. The error does not repeat the text.
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
    """Return the two letters of the number's country; None for a number of no country, such as +800."""
    country = region_code_for_number(parse(e164))
    # "001" is what the library calls what belongs to no country.
    return country if country and country.isalpha() else None
