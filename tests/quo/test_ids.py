import base64
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from trunkline.domain.provider_phones import Carrier
from trunkline.domain.quo import event_id, number_id, parse_event_id, parse_number_id, user_id

carriers_ids = st.text(min_size=1, max_size=100).filter(lambda text: text.isascii() or text.isprintable())


@given(st.sampled_from(Carrier), carriers_ids)
def test_an_event_is_known_by_its_id_alone(carrier: Carrier, carriers_id: str) -> None:
    made = event_id(carrier, carriers_id)

    assert made.startswith("AC")
    assert parse_event_id(made) == (carrier, carriers_id)


@given(st.text(max_size=60) | st.text("ABCDEFabcdef0123456789_-=", max_size=60).map("AC".__add__))
def test_no_text_but_its_id_names_an_event(text: str) -> None:
    found = parse_event_id(text)

    assert found is None or event_id(*found) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "AC",
        "ACA",
        "AC" + base64.urlsafe_b64encode(b"zCA1").decode().rstrip("="),  # no carrier's letter
        "AC" + base64.urlsafe_b64encode(b"t").decode().rstrip("="),  # no id
        "AC" + base64.urlsafe_b64encode(b"t\xff").decode().rstrip("="),  # no text
        event_id(Carrier.TWILIO, "CA1") + "=",
        event_id(Carrier.TWILIO, "x" * 600),
        "PN" + "0" * 32,
    ],
)
def test_what_was_never_an_id_names_nothing(text: str) -> None:
    assert parse_event_id(text) is None


@given(st.uuids())
def test_a_number_is_known_by_its_id_alone(uuid: UUID) -> None:
    assert parse_number_id(number_id(str(uuid))) == str(uuid)


@pytest.mark.parametrize("text", ["", "PN", "PN123abc", "pn" + "0" * 32, "PN" + "0" * 33, "PN" + "G" * 32])
def test_what_is_no_numbers_id_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="PN and 32 hexadecimal digits"):
        parse_number_id(text)


def test_a_user_has_the_beginning_of_the_vendors_users() -> None:
    assert user_id("64e5f12345abcdef12345678") == "US64e5f12345abcdef12345678"
    assert user_id("US123abc") == "US123abc"
