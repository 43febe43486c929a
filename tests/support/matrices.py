"""Matrices of which a change runs a part, and ``make test-full`` the whole."""

from collections.abc import Sequence
from typing import TypeVar

Case = TypeVar("Case")
# Of as many faults each step meets one.
_TURNS = 3


def in_turn(cases: Sequence[Case], place: int, *, full: bool) -> Sequence[Case]:
    """Every third of the cases, beginning with another for each place of what they are combined with.

    Each case meets a third of what it is combined with, and what it is combined with meets a third of the cases.
    """
    return cases if full else cases[place % _TURNS :: _TURNS]
