"""Passes requests to the carrier that they are meant for, lets the faults happen, and records both."""

import itertools
import threading
from collections import deque
from collections.abc import Mapping
from typing import Protocol

from tools.sandbox.accounts import Store
from tools.sandbox.clock import Clock, iso
from tools.sandbox.faults import Fault, Faults
from tools.sandbox.server import Hold
from tools.sandbox.wire import JSON, Answer, Json, Request

_MAX_REQUESTS = 10_000


class CarrierApi(Protocol):
    """One carrier's REST API."""

    @property
    def prefix(self) -> str | tuple[str, ...]:
        """What its paths begin with."""
        ...

    def answer(self, request: Request) -> Answer:
        """Answer as the carrier would."""
        ...

    def failure(self, status: int) -> Answer:
        """Answer as the carrier does with such a status, whatever was asked."""
        ...

    def patience(self, seconds: int) -> dict[str, str]:
        """Return the headers in which the carrier says for how long it wants to be left alone."""
        ...

    def caller(self, request: Request) -> str:
        """Return the account that the credentials name."""
        ...


class Exchange:
    """The carriers' REST APIs behind one address: their paths do not overlap."""

    def __init__(self, apis: Mapping[str, CarrierApi], store: Store, faults: Faults, clock: Clock) -> None:
        self._apis, self._store, self._faults, self._clock = apis, store, faults, clock
        self._requests: deque[Json] = deque(maxlen=_MAX_REQUESTS)
        self._sequence = itertools.count(1)

    def answer(self, request: Request) -> Answer | Hold | None:
        """Return the carrier's answer, or what a fault makes of it; None when the path is no carrier's."""
        for carrier, api in self._apis.items():
            if request.path.startswith(api.prefix):
                fault, over = self._faults.take(carrier, request)
                outcome = self._outcome(api, request, fault, over)
                self._record(carrier, request, outcome, fault)
                return outcome
        return None

    def requests(self) -> list[Json]:
        """Return what the carriers were sent, the oldest first, without secrets."""
        return list(self._requests)

    def forget_requests(self) -> None:
        """Be as if nothing had been sent."""
        self._requests.clear()

    def _outcome(self, api: CarrierApi, request: Request, fault: Fault | None, over: threading.Event) -> Answer | Hold:
        if fault:
            self._clock.sleep(fault.delaySeconds)
        if fault and fault.status is not None and not fault.applied:
            return _faulty(fault, api, over)
        with self._store.changing():
            answer = api.answer(request)
        return _faulty(fault, api, over) if fault and fault.status is not None else answer

    def _record(self, carrier: str, request: Request, outcome: Answer | Hold, fault: Fault | None) -> None:
        self._requests.append(
            {
                "sequence": next(self._sequence),
                "at": iso(self._clock.now()),
                "carrier": carrier,
                "account": self._apis[carrier].caller(request),
                "method": request.method,
                "path": request.path,
                "query": request.query,
                "headers": {name: value for name, value in request.headers.items() if name != "authorization"},
                "body": request.body.decode("utf-8", "replace"),
                "status": outcome.status if isinstance(outcome, Answer) else None,
                "fault": (fault.status or "delay") if fault else None,
            }
        )


def _faulty(fault: Fault, api: CarrierApi, over: threading.Event) -> Answer | Hold:
    if fault.status == "timeout":
        return Hold(over)
    if fault.status == "reset":
        return Hold()
    if fault.status == "malformed":
        return Answer(200, b'{"unfinished": ', {"Content-Type": JSON})
    answer = api.failure(int(fault.status or 500))
    if fault.retryAfter is None:
        return answer
    return Answer(answer.status, answer.body, {**answer.headers, **api.patience(fault.retryAfter)})
