import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from trunkline.domain.e164_parser import parse_e164
from trunkline.errors import RuleError


@pytest.mark.parametrize("text", ["+14155552671", "+1 (415) 555-2671", "+1.415.555.2671", "+1-415-555-2671"])
def test_the_international_form_is_read_as_people_write_it(text: str) -> None:
    assert parse_e164(text, member="phoneNumber") == "+14155552671"


@pytest.mark.parametrize(
    "text",
    [
        "14155552671",
        "(415) 555-2671",
        "",
        "+",
        "+1",
        "+1415555267",
        "+141555526711",
        "+1415555CALL",
        "+14155552671 ext. 9",
        "+14155552671;ext=9",
        "+999123456789",
        "+0014155552671",
        "+１４１５５５５２６７１",  # noqa: RUF001 - full-width digits are the point
        "+1415555\n2671",
        "tel:+14155552671",
        "+" + "1" * 5000,
    ],
)
def test_what_is_not_a_possible_number_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(RuleError) as refused:
        parse_e164(text, member="phoneNumber")
    assert refused.value.message.startswith("phoneNumber: ")
    assert not text or text not in refused.value.message or text == "+"


def test_a_number_without_a_plus_is_told_what_is_missing() -> None:
    with pytest.raises(RuleError, match=r"start with \+"):
        parse_e164("14155552671", member="phoneNumber")


@given(st.sampled_from(sorted(phonenumbers.SUPPORTED_REGIONS)))
def test_an_example_number_of_every_region_keeps_its_e164_form(region: str) -> None:
    example = phonenumbers.example_number(region)
    assert example is not None
    e164 = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
    assert parse_e164(e164, member="phoneNumber") == e164


@given(st.text())
def test_any_text_is_a_number_or_a_refusal(text: str) -> None:
    try:
        number = parse_e164(text, member="phoneNumber")
    except RuleError:
        return
    assert parse_e164(number, member="phoneNumber") == number
