"""How long the invocation that runs now has until Lambda ends it, and its environment with it."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic

# One for each thread, as invocations are.
_ends_at: ContextVar[float] = ContextVar("ends_at", default=math.inf)


@contextmanager
def invocation_deadline(context: object) -> Iterator[None]:
    """Within it ``seconds_left`` counts down what Lambda's context says; without such a context there is no end."""
    remaining_milliseconds = getattr(context, "get_remaining_time_in_millis", None)
    before = _ends_at.set(monotonic() + remaining_milliseconds() / 1000 if remaining_milliseconds else math.inf)
    try:
        yield
    finally:
        _ends_at.reset(before)


def seconds_left() -> float:
    """Return the seconds until Lambda ends what runs; infinite outside an invocation, as while a function starts."""
    return _ends_at.get() - monotonic()
