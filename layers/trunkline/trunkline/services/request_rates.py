"""How often one credential may call, told from what one warm environment has seen of it."""

from collections.abc import Callable
from time import time

from trunkline.errors import TooManyRequestsError

# Of as many credentials as this an environment keeps account; the one that it met first is forgotten, and starts full.
MAX_CREDENTIALS = 256


class RequestRates:
    """A bucket for each credential: it holds the requests of a second, and fills as the second passes.

    In memory, so it costs nothing, and is exact for one environment only: Lambda runs as many as there are requests at
    once. Ages are told by the wall clock, as in ``ExpiringCache``: another may stand still while Lambda keeps the
    environment frozen, and a caller would be refused for what it did an hour ago.
    """

    def __init__(self, a_second: float, clock: Callable[[], float] = time) -> None:
        self.a_second = a_second
        self.clock = clock
        self._left: dict[str, tuple[float, float]] = {}

    def count(self, credential_id: str) -> None:
        """Count one request.

        Raises:
            TooManyRequestsError: There were more than a second's within the last second.
        """
        now = self.clock()
        left, counted_at = self._left.pop(credential_id, (self.a_second, now))
        left = min(self.a_second, left + max(0.0, now - counted_at) * self.a_second)
        if len(self._left) >= MAX_CREDENTIALS:
            self._left.pop(next(iter(self._left)))
        is_over = left < 1
        self._left[credential_id] = (left if is_over else left - 1, now)
        if is_over:
            raise TooManyRequestsError
