"""How often a carrier account is called by its audit: its owner's own calls come first."""

from collections.abc import Callable
from time import monotonic

from trunkline.services.carrier_adapters import Budget

# Of one account. The least that a carrier documents is Plivo's 300 in five seconds, for everything its owner does.
CALLS_A_SECOND = 10


class PacedBudget(Budget):
    """The time of a turn, in which calls begin no closer to one another than so many a second."""

    def __init__(self, seconds: float, sleep: Callable[[float], None]) -> None:
        super().__init__(seconds)
        self._next, self._sleep = monotonic(), sleep
        self.calls = 0

    def next_call_seconds(self) -> float:
        """Return what the next call may take, after a pause where one is due."""
        now = monotonic()
        if self._next > now:
            self._sleep(self._next - now)
        self._next = max(now, self._next) + 1 / CALLS_A_SECOND
        self.calls += 1
        return super().next_call_seconds()
