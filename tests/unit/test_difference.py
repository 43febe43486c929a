"""Sets that are too large to be kept, folded into cells."""

from hypothesis import given
from hypothesis import strategies as st
from trunkline.domain.difference import CELLS, Difference, owner_digest

OWNERS = st.sets(st.integers(0, 400).map(str), max_size=120)


def folded(*sets: set[str]) -> Difference:
    difference = Difference()
    for members in sets:
        for member in sorted(members):
            difference.fold(member, "owned")
    return difference


@given(OWNERS, OWNERS)
def test_what_is_in_one_set_only_is_told_by_its_owner(left: set[str], right: set[str]) -> None:
    assert folded(left, right).owners() == frozenset(owner_digest(owner) for owner in left ^ right)


@given(OWNERS, OWNERS)
def test_the_cells_can_be_kept_and_read_in_the_middle(left: set[str], right: set[str]) -> None:
    half = Difference(folded(left).text())
    for member in right:
        half.fold(member, "owned")
    assert half.owners() == folded(left, right).owners()


def test_half_a_million_that_are_the_same_leave_nothing_but_the_one_that_differs() -> None:
    difference = Difference()
    # What both sets have cancels out in pairs, so a part of it shows what all of it would.
    for number in range(20_000):
        difference.fold(str(number), "owned")
    for number in range(20_000):
        difference.fold(str(number), "owned" if number != 1234 else "elsewhere")
    assert difference.owners() == frozenset({owner_digest("1234")})


def test_several_hundred_differences_are_told_and_more_than_the_cells_hold_are_said_to_be_too_many() -> None:
    several = {str(number) for number in range(700)}
    assert folded(several).owners() == frozenset(map(owner_digest, several))
    assert folded({str(number) for number in range(2 * CELLS)}).owners() is None


def test_nothing_in_neither_set_is_empty() -> None:
    assert Difference().is_empty
    assert Difference().owners() == frozenset()
