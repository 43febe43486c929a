import pytest
from hypothesis import given
from hypothesis import strategies as st
from trunkline.errors import SchemaError
from trunkline.http.lists import read_cursor, sign_cursor

KEY = "0" * 64


@given(st.text(), st.text())
def test_a_cursor_gives_back_the_position_that_was_signed(position: str, list_name: str) -> None:
    cursor = sign_cursor(position, list_name=list_name, key=KEY)
    assert cursor.isascii()
    assert read_cursor(cursor, list_name=list_name, key=KEY) == position


@given(st.text(max_size=200))
def test_no_text_is_a_cursor_by_chance(text: str) -> None:
    with pytest.raises(SchemaError, match=r"query\.cursor"):
        read_cursor(text, list_name="list", key=KEY)


def test_a_cursor_is_good_for_its_list_and_key_only() -> None:
    cursor = sign_cursor("position", list_name="list", key=KEY)
    for list_name, key in (("other list", KEY), ("list", "1" * 64)):
        with pytest.raises(SchemaError):
            read_cursor(cursor, list_name=list_name, key=key)


@given(st.data())
def test_no_changed_character_goes_unnoticed(data: st.DataObject) -> None:
    cursor = sign_cursor("c8f5b7a2-position", list_name="list", key=KEY)
    # The last character may hold bits that decode to nothing.
    place = data.draw(st.integers(0, len(cursor) - 2))
    other = data.draw(st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"))
    changed = cursor[:place] + other + cursor[place + 1 :]
    if changed != cursor:
        with pytest.raises(SchemaError):
            read_cursor(changed, list_name="list", key=KEY)
