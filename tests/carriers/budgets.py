"""Budgets for tests: of calls that end soon, and of time that passes only when a carrier is slow."""

import time
from datetime import datetime
from types import SimpleNamespace

import pytest
from trunkline.carriers import connections
from trunkline.services import carrier_adapters
from trunkline.services.carrier_adapters import CALL_SECONDS, SHORTEST_CALL_SECONDS, Budget

from tools.sandbox.clock import SystemClock


class ImpatientBudget(Budget):
    """Waits for one of its calls, counted from 0, as shortly as it may, and for the others as ever."""

    def __init__(self, fail_fast_at: int, *, kept_seconds: float = 8.0) -> None:
        super().__init__(24.0, kept_seconds=kept_seconds)
        self._until_impatient = fail_fast_at

    def next_call_seconds(self) -> float:
        self._until_impatient -= 1
        seconds = super().next_call_seconds()
        return SHORTEST_CALL_SECONDS if self._until_impatient == -1 else seconds


class SlowTime:
    """The time of budgets, and the sandbox's clock: it stands still until the sandbox is told to delay an answer.

    What a call may take is known from its budget, so that the connection breaks where a client would give up; by its
    own clock it has no time left then to ask again.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.passed = 0.0
        self._patience = CALL_SECONDS
        given = Budget.next_call_seconds

        def next_call_seconds(budget: Budget) -> float:
            self._patience = given(budget)
            return self._patience

        monkeypatch.setattr(carrier_adapters, "monotonic", lambda: self.passed)
        monkeypatch.setattr(connections, "time", SimpleNamespace(monotonic=lambda: self.passed, time=time.time))
        monkeypatch.setattr(Budget, "next_call_seconds", next_call_seconds)

    def now(self) -> datetime:
        return SystemClock().now()

    def sleep(self, seconds: float) -> None:
        self.passed += min(seconds, self._patience)
        if 0 < self._patience <= seconds:
            raise ConnectionResetError
