"""A phone number as its country code, its national number and the two together."""

from phonenumbers import parse

from trunkline.domain.e164 import E164, NumberParts
from trunkline.domain.e164_parser import parse_e164
from trunkline.errors import RuleError

_MEMBER = "data.attributes."


def number_parts(
    *, country_code: int | None = None, national_number: str | None = None, e164_number: str | None = None
) -> NumberParts:
    """Return all three forms of a number, from ``e164_number`` alone or from the other two; they must agree.

    A trunk prefix in ``national_number`` (``020 7946 0100`` in the United Kingdom) is understood and dropped.

    Raises:
        RuleError: Too little was sent, it is not a possible number, or the parts contradict each other.
    """
    if e164_number is not None:
        parts = _split(parse_e164(e164_number, member=_MEMBER + "e164_number"))
    elif country_code is not None and national_number is not None:
        parts = _joined(country_code, national_number)
    else:
        raise RuleError(_MEMBER + "e164_number", "is required, or country_code together with national_number")
    if country_code not in (None, parts.country_code):
        raise RuleError(_MEMBER + "country_code", "is not the country code of e164_number")
    if national_number is not None and _joined(parts.country_code, national_number).e164 != parts.e164:
        raise RuleError(_MEMBER + "national_number", "is not the national number of e164_number")
    return parts


def _joined(country_code: int, national_number: str) -> NumberParts:
    member = _MEMBER + "national_number"
    parts = _split(parse_e164(f"+{country_code}{national_number}", member=member))
    # 4 and 420... read together as a number of country 44.
    if parts.country_code != country_code:
        raise RuleError(
            _MEMBER + "country_code", "is not a country code (ITU-T E.164) that this national number can have"
        )
    return parts


def _split(e164: E164) -> NumberParts:
    # Only the country code is taken from the parser: no code is the start of another, so it cannot be mistaken,
    # while a national number that is merely possible may lose a digit each time it is parsed as if it were a prefix.
    country_code = parse(e164).country_code
    assert country_code is not None  # noqa: S101 - the parser gives every international number one
    return NumberParts(country_code=country_code, national_number=e164[1 + len(str(country_code)) :], e164=e164)
