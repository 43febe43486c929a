"""The time of the invocation that runs now: how long it has, and how long it waits before it tries something again.

When its time is over, Lambda ends it, and its environment with it.
"""

import math
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic

FIRST_WAIT_SECONDS = 0.02
LAST_WAIT_SECONDS = 0.5
# Of 50 writers of one record at once none loses more than 13 times in a row, in 300 simulations with DynamoDB's times;
# a writer that loses every time waits five seconds in all.
MAX_ATTEMPTS = 20

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


def attempts(sleep: Callable[[float], None]) -> Iterator[int]:
    """Count attempts to change what other writers change too, with a jittered wait before each but the first.

    Who still loses after the last tells its caller to come back.
    """
    for attempt in range(MAX_ATTEMPTS):
        if attempt:
            sleep(jittered(attempt - 1))
        yield attempt


def jittered(attempt: int, *, last_seconds: float = LAST_WAIT_SECONDS) -> float:
    """Choose a wait after a number of attempts: it doubles up to the last, with full jitter.

    So those who lost together do not meet again together.
    """
    return random.uniform(0, min(last_seconds, FIRST_WAIT_SECONDS * 2**attempt))  # noqa: S311 - jitter, not a secret
