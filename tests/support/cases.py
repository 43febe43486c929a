"""Many cases in one test, where a test each would set up a table a thousand times."""

from collections.abc import Callable, Iterable
from typing import TypeVar

Case = TypeVar("Case")


def check_each(cases: Iterable[Case], check: Callable[[Case], object]) -> None:
    """Check every case, and name all that fail."""
    failures, count = [], 0
    for case in cases:
        count += 1
        try:
            check(case)
        except AssertionError as error:
            failures.append(f"{case}: {error}")
    assert count
    assert not failures, f"{len(failures)} of {count}:\n" + "\n".join(failures)
