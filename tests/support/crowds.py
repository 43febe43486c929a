"""Many callers at one moment."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

Result = TypeVar("Result")


def at_once(calls: Sequence[Callable[[], Result]]) -> list[Result]:
    """The results of all calls, each made in a thread of its own when all threads are ready."""
    barrier = Barrier(len(calls))

    def ready(call: Callable[[], Result]) -> Result:
        barrier.wait(timeout=60)
        return call()

    with ThreadPoolExecutor(max_workers=len(calls)) as crowd:
        return list(crowd.map(ready, calls))
