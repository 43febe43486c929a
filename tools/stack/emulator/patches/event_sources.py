"""Queues as event sources: how many batches each has at once, and how fast it gets to more.

MiniStack starts as many batches at once as `MaximumConcurrency` allows. Lambda starts with five and adds up to 300
a minute while messages wait (its developer guide: "Configuring scaling behavior for SQS event source mappings", read
2026-11-29). Each event source has its own places, so that a slow queue takes none from others; see `invocations.py`.
Here none is added while a function starts: twenty that start at once on two processors take longer than one by one.
"""

import threading
import time
from dataclasses import dataclass
from typing import Any

from ministack.services import lambda_svc

from tools.stack.emulator.patches.environments import starting
from tools.stack.emulator.patches.invocations import most_processes
from tools.stack.emulator.patching import PatchPoint

POINTS = (
    PatchPoint("services.lambda_svc", "_sqs_esm_concurrency", "esm func_rec config queue"),
    PatchPoint("services.lambda_svc", "_esm_inflight"),
    PatchPoint("services.lambda_svc", "_esm_wake"),
)

_AT_FIRST = 5
_MORE_PER_SECOND = 5.0
# The poller looks once a second where nothing happens; a place that is new is seen at once.
_STEP_SECONDS = 1 / _MORE_PER_SECOND


@dataclass
class Ramp:
    """How many batches one queue may have at once."""

    places: float = _AT_FIRST
    # Since when all places have been taken while messages waited.
    full_since: float | None = None

    def places_at(self, now: float, busy: int, most: int, *, is_waited_for: bool) -> int:
        """Return the places at a moment: more while messages wait, and those of the beginning when few are taken."""
        if busy < _AT_FIRST:
            self.places, self.full_since = _AT_FIRST, None
        elif busy >= int(self.places) and is_waited_for:
            since = now if self.full_since is None else self.full_since
            self.places, self.full_since = min(self.places + (now - since) * _MORE_PER_SECOND, most), now
        else:
            self.full_since = None
        return min(int(self.places), most)


def apply() -> None:
    """Bound the batches of standard queues."""
    allowed_by_mapping = lambda_svc._sqs_esm_concurrency
    ramps: dict[str, Ramp] = {}

    def allowed(mapping: dict[str, Any], function: Any, config: Any, queue: dict[str, Any] | None = None) -> int:
        most = min(int(allowed_by_mapping(mapping, function, config, queue)), most_processes())
        if queue is None or queue.get("is_fifo"):
            return most
        uuid, now = mapping["UUID"], time.time()
        busy = lambda_svc._esm_inflight.get(uuid, 0)
        is_waited_for = busy > 0 and any(message["visible_at"] <= now for message in queue["messages"])
        ramp = ramps.setdefault(uuid, Ramp())
        places = ramp.places_at(now, busy, most, is_waited_for=is_waited_for and not starting)
        if is_waited_for and places <= busy < most:
            threading.Timer(_STEP_SECONDS, lambda_svc._esm_wake.set).start()
        return places

    lambda_svc._sqs_esm_concurrency = allowed
