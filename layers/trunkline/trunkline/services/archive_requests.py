"""Asking for a number to be archived, and waiting a little for it."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, NoReturn, Protocol

from trunkline.domain.archiving import ArchiveStep, forced, requested, resumed
from trunkline.domain.blockers import ArchiveBlockedError, ArchiveFailedError, ArchiveRefusedError
from trunkline.domain.identifiers import NumberUuid, WorkspaceUuid
from trunkline.domain.phone_numbers import UNDER_WAY, ArchiveStatus, PhoneNumber
from trunkline.domain.timestamps import Clock, utc_now
from trunkline.errors import NotFoundError, UnavailableError
from trunkline.invocation import attempts
from trunkline.observability import logger
from trunkline.services.idempotency import IdempotentResponse
from trunkline.services.phone_numbers import StaleNumberError

if TYPE_CHECKING:
    from trunkline.table.archiving import ArchiveTable

# A request whose execution was never started is found by the cleanup after this.
START_GRACE = timedelta(minutes=2)
FIRST_PAUSE_SECONDS = 0.1
LAST_PAUSE_SECONDS = 1.0
PAUSE_GROWTH = 1.5


class ExecutionClosedError(Exception):
    """The execution of this attempt has ended; the number says how, unless it ended without having its say."""


class Executions(Protocol):
    """The state machine. Raises UnavailableError when it is out of reach."""

    def start(self, step: ArchiveStep) -> None:
        """See to it that the attempt's execution runs; one that runs already is the same one.

        Raises:
            ExecutionClosedError: It has ended.
        """

    def is_running(self, step: ArchiveStep) -> bool:
        """Tell whether the attempt's execution was started and has not ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveRequest:
    """Which number, whether without its carrier, and the request that says so."""

    workspace_uuid: WorkspaceUuid
    number_uuid: NumberUuid
    force: bool
    correlation_id: str


@dataclass(frozen=True, slots=True)
class ArchiveRequests:
    """The use case of the archive endpoint. Whoever comes second joins the attempt of the first."""

    store: "ArchiveTable"
    executions: Executions
    clock: Clock = utc_now
    sleep: Callable[[float], None] = time.sleep
    timer: Callable[[], float] = time.monotonic

    def ask(self, request: ArchiveRequest, idempotent: IdempotentResponse[PhoneNumber] | None = None) -> PhoneNumber:
        """Request an archive, and return the number; the request is stored before anything is started.

        Raises:
            NotFoundError: The workspace never had the number.
            UnavailableError: The number kept changing.
        """
        closed_attempt = None
        for _ in attempts(self.sleep):
            number = self._find(request.workspace_uuid, request.number_uuid)
            if number.is_archived:
                return number
            ended = closed_attempt is not None and number.archive_status not in UNDER_WAY
            if ended:
                return number  # the attempt that was joined has had its say meanwhile
            try:
                asked = self._asked(number, request, closed_attempt, idempotent)
                self._start(asked)
            except StaleNumberError:
                continue
            except ExecutionClosedError:
                closed_attempt = asked.archive.number
                continue
            return asked
        raise UnavailableError

    def wait(self, number: PhoneNumber, patience_seconds: float) -> PhoneNumber:
        """Return the number once its archive has ended, or as it is when the patience has.

        Raises:
            ArchiveBlockedError: Something still needs the number.
            ArchiveFailedError: The archive failed; the number stays as it was.
            ArchiveRefusedError: Somebody has linked or unlinked the number since the archive failed.
        """
        started, pause = self.timer(), FIRST_PAUSE_SECONDS
        while number.archive_status in UNDER_WAY and self.timer() + pause - started < patience_seconds:
            self.sleep(pause)
            pause = min(LAST_PAUSE_SECONDS, pause * PAUSE_GROWTH)
            number = self._find(number.workspace_uuid, number.uuid)
        if number.archive_status not in UNDER_WAY and not number.is_archived:
            self._refuse(number)
        return number

    def _find(self, workspace: WorkspaceUuid, uuid: NumberUuid) -> PhoneNumber:
        number = self.store.find(workspace, uuid)
        if number is None:
            raise NotFoundError("Phone number")
        return number

    def _asked(
        self,
        number: PhoneNumber,
        request: ArchiveRequest,
        closed_attempt: int | None,
        idempotent: IdempotentResponse[PhoneNumber] | None,
    ) -> PhoneNumber:
        now = self.clock()
        if number.archive_status not in UNDER_WAY:
            after = requested(number, force=request.force, correlation_id=request.correlation_id, now=now)
            self.store.advance(number, after, now + START_GRACE, idempotent)
            return after
        after = number
        if request.force and not number.archive.force:
            after = forced(after, now)
        if number.archive.number == closed_attempt:
            after = resumed(after, now)
        if after is not number:
            self.store.advance(number, after, now + START_GRACE)
        return after

    def _start(self, number: PhoneNumber) -> None:
        try:
            self.executions.start(step_of(number))
        except UnavailableError:
            # The request is kept and in the due index: the cleanup starts what could not be started now.
            logger.warning("archive not started yet", number=number.uuid, attempt=number.archive.number)

    def _refuse(self, number: PhoneNumber) -> NoReturn:
        if number.archive_status is ArchiveStatus.FAILED:
            raise ArchiveFailedError(number.archive.failure or "internal_error")
        if number.archive.blocked:
            raise ArchiveBlockedError(self.store.blocked_by(number.uuid))
        raise ArchiveRefusedError("This phone number was linked or unlinked instead; archive it again if it is to go")


def step_of(number: PhoneNumber) -> ArchiveStep:
    """Return what the number's present attempt gives to its execution."""
    return ArchiveStep(workspace_uuid=number.workspace_uuid, number_uuid=number.uuid, attempt=number.archive.number)
