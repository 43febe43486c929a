"""An account's public keys, whatever is sent and in whichever order events come."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st
from trunkline.domain.carrier_accounts import MAX_PUBLIC_KEYS, with_sent, with_verified

RIGHT, WRONG = "right", tuple(f"wrong-{index}" for index in range(8))
SENT = st.sampled_from([None, RIGHT, *WRONG])
# What is sent, and between it events of the carrier, which signs with the right key.
EVENT = "event"
COURSES = st.lists(SENT | st.just(EVENT), max_size=40)


def after(keys: tuple[str, ...], course: Sequence[str | None]) -> tuple[str, ...]:
    for step in course:
        if step != EVENT:
            keys = with_sent(keys, step)
        elif RIGHT in keys:
            keys = with_verified(keys, RIGHT)
    return keys


@given(COURSES)
def test_keys_are_few_each_once_and_the_one_that_was_sent_last_counts(course: list[str | None]) -> None:
    keys = after((), course)
    assert len(keys) == len(set(keys)) <= MAX_PUBLIC_KEYS
    sent = [step for step in course if step not in (None, EVENT)]
    assert keys[-1:] == tuple(sent[-1:])


@given(COURSES, st.lists(st.sampled_from([None, EVENT, *WRONG]), max_size=40))
def test_a_key_that_verified_an_event_is_not_pushed_out_by_any_that_did_not(
    before: list[str | None], then: list[str | None]
) -> None:
    keys = after((), [*before, RIGHT, EVENT])
    for step in then:
        keys = after(keys, [step])
        assert keys[0] == RIGHT


@given(COURSES, st.sampled_from(WRONG))
def test_of_a_correction_and_an_event_no_wrong_key_is_left(before: list[str | None], wrong: str) -> None:
    assert after((), [*before, wrong, RIGHT, EVENT]) == (RIGHT,)


@given(COURSES)
def test_what_changes_nothing_is_the_same_keys(course: list[str | None]) -> None:
    """Then nothing is written."""
    keys = after((), course)
    for sent in (None, *keys[-1:]):
        assert with_sent(keys, sent) == keys
    for first in keys[:1]:
        assert with_verified(keys, first) == keys
