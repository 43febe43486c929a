"""Threads that race in a time of their own: it passes when all of them wait, and then to the next that is due."""

import heapq
import itertools
import random
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from botocore.exceptions import ClientError

Result = TypeVar("Result")


class VirtualTime:
    """One thread runs at a time, so what it does is atomic up to its next ``sleep``."""

    def __init__(self) -> None:
        self.now = 0.0
        self._lock = threading.Lock()
        self._running = 0
        self._sleepers: list[tuple[float, int, threading.Event]] = []
        self._ids = itertools.count()

    def sleep(self, seconds: float) -> None:
        """Wait until so much of this time has passed."""
        woken = threading.Event()
        with self._lock:
            heapq.heappush(self._sleepers, (self.now + seconds, next(self._ids), woken))
            self._stop_one()
        woken.wait()

    def race(self, tasks: Sequence[Callable[[], Result]]) -> list[Result]:
        """What the tasks return that begin at once."""
        self._running = len(tasks)

        def run(task: Callable[[], Result]) -> Result:
            try:
                self.sleep(0)
                return task()
            finally:
                with self._lock:
                    self._stop_one()

        with ThreadPoolExecutor(len(tasks)) as pool:
            return list(pool.map(run, tasks))

    def _stop_one(self) -> None:
        self._running -= 1
        if not self._running and self._sleepers:
            self.now, _, woken = heapq.heappop(self._sleepers)
            self._running += 1
            woken.set()


class TimedClient:
    """A client of which every call takes the time on the way and back that DynamoDB takes.

    A transaction that meets another one at an item is cancelled, as DynamoDB does.
    """

    def __init__(self, client: Any, time: VirtualTime, *, seed: int = 1) -> None:
        self._client = client
        self._time = time
        self._random = random.Random(seed)
        self.calls = 0
        self.cancelled = 0
        self._in_flight: set[str] = set()

    def transact_write_items(self, **request: Any) -> Any:
        self.calls += 1
        keys = [_key_of(item) for item in request["TransactItems"]]
        busy = [key in self._in_flight for key in keys]
        if any(busy):
            self.cancelled += 1
            self._travel(0.010)
            raise _cancelled(busy)
        self._in_flight |= set(keys)
        self._travel(0.010)
        try:
            return self._client.transact_write_items(**request)
        finally:
            self._in_flight -= set(keys)
            self._travel(0.010)

    def __getattr__(self, operation: str) -> Any:
        method = getattr(self._client, operation)

        def call(**request: Any) -> Any:
            self.calls += 1
            self._travel(0.004)
            try:
                return method(**request)
            finally:
                self._travel(0.004)

        return call

    def _travel(self, at_most: float) -> None:
        """One way. Single calls take 4 to 8 ms in all, transactions 12 to 20."""
        self._time.sleep(self._random.uniform(0.3, 1) * at_most)


def _key_of(item: Any) -> str:
    ((_, write),) = item.items()
    key = write.get("Key") or write["Item"]
    return f"{key['pk']['S']}\n{key['sk']['S']}"


def _cancelled(busy: Sequence[bool]) -> ClientError:
    response: Any = {
        "Error": {"Code": "TransactionCanceledException", "Message": "cancelled"},
        "CancellationReasons": [{"Code": "TransactionConflict" if each else "None"} for each in busy],
    }
    return ClientError(response, "TransactWriteItems")
