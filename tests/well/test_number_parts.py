import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from trunkline.domain.e164_parser import number_parts
from trunkline.errors import RuleError

REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)
TYPES = [
    phonenumbers.PhoneNumberType.FIXED_LINE,
    phonenumbers.PhoneNumberType.MOBILE,
    phonenumbers.PhoneNumberType.TOLL_FREE,
]


@st.composite
def possible_numbers(draw: st.DrawFn) -> str:
    """A number of any region in E.164, its last digits anything."""
    region, kind = draw(st.sampled_from(REGIONS)), draw(st.sampled_from(TYPES))
    number = phonenumbers.example_number_for_type(region, kind) or phonenumbers.example_number(region)
    assert number is not None
    text = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return text[:-3] + f"{draw(st.integers(0, 999)):03d}"


@given(possible_numbers())
def test_any_part_that_can_be_derived_is_derived_the_same(e164: str) -> None:
    parts = number_parts(e164_number=e164)
    assert f"+{parts.country_code}{parts.national_number}" == parts.e164
    code, national = parts.country_code, parts.national_number
    assert number_parts(e164_number=parts.e164, country_code=code) == number_parts(e164_number=parts.e164)
    from_both = number_parts(country_code=code, national_number=national)
    assert number_parts(e164_number=parts.e164, country_code=code, national_number=national) == from_both
    assert number_parts(e164_number=parts.e164, national_number=national) == from_both


@given(possible_numbers(), st.integers(1, 999))
def test_another_country_code_is_refused(e164: str, code: int) -> None:
    parts = number_parts(e164_number=e164)
    if code != parts.country_code:
        with pytest.raises(RuleError) as caught:
            number_parts(e164_number=e164, country_code=code)
        assert caught.value.member == "data.attributes.country_code"


@given(possible_numbers(), possible_numbers())
def test_parts_of_two_numbers_are_refused(first: str, second: str) -> None:
    one, other = number_parts(e164_number=first), number_parts(e164_number=second)
    if one.e164 != other.e164 and one.country_code == other.country_code:
        with pytest.raises(RuleError):
            number_parts(e164_number=first, national_number=other.national_number)


REFUSALS = {
    "data.attributes.e164_number: must be in E.164 form and start with +",
    "data.attributes.e164_number: is not a possible phone number",
    "data.attributes.national_number: is not a possible phone number",
    "data.attributes.country_code: is not a country code (ITU-T E.164) that this national number can have",
}


@given(st.text(max_size=40), st.integers(1, 999), st.text(max_size=40))
def test_nonsense_is_refused_and_not_repeated(e164: str, code: int, national: str) -> None:
    for sent in ({"e164_number": e164}, {"country_code": code, "national_number": national}):
        refusals = set()
        try:
            parts = number_parts(**sent)
        except RuleError as error:
            refusals.add(error.message)
        else:
            assert phonenumbers.is_possible_number(phonenumbers.parse(parts.e164))
        assert refusals <= REFUSALS


@pytest.mark.parametrize(
    ("code", "national", "e164", "shown"),
    [
        (1, "4155552671", "+14155552671", "4155552671"),
        (1, "(415) 555-2671", "+14155552671", "4155552671"),
        (1, "1 415 555 2671", "+14155552671", "4155552671"),
        (39, "06 1234 5678", "+390612345678", "0612345678"),
        (39, "312 345 6789", "+393123456789", "3123456789"),
        (44, "020 7946 0100", "+442079460100", "2079460100"),
        (225, "0123456789", "+2250123456789", "0123456789"),
        (800, "12345678", "+80012345678", "12345678"),
    ],
)
def test_leading_zeros_stay_and_trunk_prefixes_go(code: int, national: str, e164: str, shown: str) -> None:
    parts = number_parts(country_code=code, national_number=national)
    assert (parts.country_code, parts.national_number, parts.e164) == (code, shown, e164)
    assert number_parts(e164_number=e164, country_code=code, national_number=national) == parts


@pytest.mark.parametrize(
    ("code", "national"), [(4, "42079460100"), (3, "90612345678"), (999, "4155552671"), (14, "155552671")]
)
def test_a_code_that_only_begins_a_country_code_is_none(code: int, national: str) -> None:
    with pytest.raises(RuleError):
        number_parts(country_code=code, national_number=national)
    with pytest.raises(RuleError) as caught:
        number_parts(e164_number=f"+{code}{national}", country_code=code)
    assert caught.value.member.endswith(("country_code", "e164_number"))
