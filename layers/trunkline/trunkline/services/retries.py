"""How long to wait before trying again what another writer has come before."""

import random

FIRST_WAIT_SECONDS = 0.02
LAST_WAIT_SECONDS = 0.5


def jittered(attempt: int, *, first_seconds: float = FIRST_WAIT_SECONDS) -> float:
    """Choose a wait after a number of attempts: it doubles up to the last, with full jitter.

    So those who lost together do not meet again together.
    """
    return random.uniform(0, min(LAST_WAIT_SECONDS, first_seconds * 2**attempt))  # noqa: S311 - jitter, not a secret
