"""Organisations whose endpoints are slow, and the queue in which their deliveries wait for themselves.

SQS hands out messages of quiet organisations first, but what is being sent stays until it ends, and an endpoint that
hangs takes 15 seconds each time. So an organisation with a slow endpoint is served from a queue of its own kind, with
workers of its own, until it has been fast for some minutes. It is noticed while the first requests still hang.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from trunkline.domain.identifiers import OrganizationId
from trunkline.domain.timestamps import Clock, utc_now
from trunkline.observability import logger

if TYPE_CHECKING:
    from trunkline.services.deliveries import Hint, HintQueue

# Lambda adds five workers of a queue a second to the first five: so many are not yet half of the 50.
SLOW_AFTER = timedelta(seconds=3)
SLOW_FOR = timedelta(minutes=10)


class Timer(Protocol):
    """Something that happens later, unless it is cancelled; ``threading.Timer`` is one."""

    def start(self) -> None:
        """Let the time begin."""

    def cancel(self) -> None:
        """Let it not happen."""


class SlowOrganizationStore(Protocol):
    """Where it is kept who is slow."""

    def is_slow(self, organization: OrganizationId, now: datetime) -> bool:
        """Tell whether one of its endpoints was slow lately."""

    def mark(self, organization: OrganizationId, *, until: datetime, unless_beyond: datetime) -> None:
        """Keep that it is slow until a moment, unless it is kept for longer than another already."""


@dataclass(frozen=True, slots=True)
class SlowOrganizations:
    """Moves their hints, and notices who has become slow."""

    store: SlowOrganizationStore
    queue: "HintQueue"
    clock: Clock = utc_now
    timer: Callable[[float, Callable[[], None]], Timer] = threading.Timer

    def takes(self, hint: "Hint") -> bool:
        """Move the hint where the organisation is slow; whether it did.

        Raises:
            UnavailableError: The table or the queue is too busy. The hint is to come again.
        """
        if not self.store.is_slow(hint.organization_id, self.clock()):
            return False
        self.queue.send([(hint, timedelta(0))])
        return True

    @contextmanager
    def watching(self, organization: OrganizationId) -> Iterator[None]:
        """Notice it when what is done here takes long, and while it does."""
        # In this context, so that the invocation's deadline holds for the write.
        context = copy_context()
        timer = self.timer(SLOW_AFTER.total_seconds(), lambda: context.run(self._mark, organization))
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _mark(self, organization: OrganizationId) -> None:
        now = self.clock()
        try:
            self.store.mark(organization, until=now + SLOW_FOR, unless_beyond=now + SLOW_FOR / 2)
        except Exception as error:  # noqa: BLE001 - the delivery goes on, and the next slow one marks it
            logger.warning("slow organization not marked", organization=organization, error=type(error).__name__)
