"""Clocks of calls to carriers: one that stands still, and one that passes only when a carrier is slow."""

import time
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from trunkline.carriers import connections
from trunkline.services import carrier_adapters
from trunkline.services.carrier_adapters import CALL_SECONDS, Budget
from urllib3 import PoolManager, Timeout
from urllib3.exceptions import ProtocolError, ReadTimeoutError

from tools.sandbox import Sandbox, exchange
from tools.sandbox.clock import SystemClock
from tools.sandbox.server import Hold

# However busy the machine is, the sandbox answers within this.
_PATIENT_SECONDS = 300.0


def stop_the_clock(monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox) -> None:
    """Have no deadline of a carrier's call end by the machine's clock.

    What is not to be answered in time is broken off by the sandbox, and the client is told that its time is over.
    """
    urlopen = PoolManager.urlopen

    def patient(pool: PoolManager, method: str, url: str, **options: Any) -> Any:
        try:
            return urlopen(pool, method, url, **options | {"timeout": Timeout(_PATIENT_SECONDS)})
        except ProtocolError:
            if sandbox.requests()[-1]["fault"] == "timeout":
                raise ReadTimeoutError(pool.connection_from_url(url), url, "Read timed out.") from None
            raise

    monkeypatch.setattr(PoolManager, "urlopen", patient)
    monkeypatch.setattr(exchange, "Hold", lambda *_: Hold())
    monkeypatch.setattr(carrier_adapters, "monotonic", lambda: 0.0)
    # Nor is a connection given up because it has not been used for a while.
    monkeypatch.setattr(connections, "time", SimpleNamespace(monotonic=lambda: 0.0, time=lambda: 0.0))


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

    def begin(self, seconds: float) -> datetime:
        """A call begins now."""
        del seconds
        return self.now()

    def pass_by(self, seconds: float) -> None:
        """A call takes no time."""

    def sleep(self, seconds: float) -> None:
        self.passed += min(seconds, self._patience)
        if 0 < self._patience <= seconds:
            raise ConnectionResetError
