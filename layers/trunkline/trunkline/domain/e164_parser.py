"""Parse phone numbers into E.164, or into all of their parts."""

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

from trunkline.domain.identifiers import E164, INTERNATIONAL, NumberParts
from trunkline.errors import RuleError

_INTERNATIONAL = re.compile(INTERNATIONAL)
# Where a request has the parts of a number: only those of Well.
_PARTS = "data.attributes."


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


def number_parts(
    *, country_code: int | None = None, national_number: str | None = None, e164_number: str | None = None
) -> NumberParts:
    """Return all three forms of a number, from ``e164_number`` alone or from the other two; they must agree.

    A trunk prefix in ``national_number`` (``020 7946 0100`` in the United Kingdom) is understood and dropped.

    Raises:
        RuleError: Too little was sent, it is not a possible number, or the parts contradict each other.
    """
    if e164_number is not None:
        parts = _split(parse_e164(e164_number, member=_PARTS + "e164_number"))
    elif country_code is not None and national_number is not None:
        parts = _joined(country_code, national_number)
    else:
        raise RuleError(_PARTS + "e164_number", "is required, or country_code together with national_number")
    if country_code not in (None, parts.country_code):
        raise RuleError(_PARTS + "country_code", "is not the country code of e164_number")
    if national_number is not None and _joined(parts.country_code, national_number).e164 != parts.e164:
        raise RuleError(_PARTS + "national_number", "is not the national number of e164_number")
    return parts


def _joined(country_code: int, national_number: str) -> NumberParts:
    member = _PARTS + "national_number"
    parts = _split(parse_e164(f"+{country_code}{national_number}", member=member))
    # 4 and 420... read together as a number of country 44.
    if parts.country_code != country_code:
        raise RuleError(
            _PARTS + "country_code", "is not a country code (ITU-T E.164) that this national number can have"
        )
    return parts


def _split(e164: E164) -> NumberParts:
    # Only the country code is taken from the parser: no code is the start of another, so it cannot be mistaken,
    # while a national number that is merely possible may lose a digit each time it is parsed as if it were a prefix.
    country_code = parse(e164).country_code
    assert country_code is not None  # noqa: S101 - the parser gives every international number one
    return NumberParts(country_code=country_code, national_number=e164[1 + len(str(country_code)) :], e164=e164)
