"""Phone numbers in E.164, without their parser, which most functions do not need."""

from typing import NamedTuple, NewType

E164 = NewType("E164", str)

# The international form as people write it, as a pattern. No letters (they would be dialled as a vanity number), no
# extension, and nothing after the last digit.
INTERNATIONAL = r"\+[0-9][0-9 ().-]{0,29}[0-9]"


class NumberParts(NamedTuple):
    """A number in three forms that agree: ``e164`` is ``+``, then ``country_code``, then ``national_number``.

    ``national_number`` keeps the leading zeros that are dialled from abroad too (Italy), and has no trunk prefix.
    """

    country_code: int
    national_number: str
    e164: E164
