"""Step Functions in process, for tests of what is around the state machine.

The flow's order is written down here a second time, so nothing about the definition is proved with it; the definition
itself runs in ``tests/archive/test_state_machine.py`` and on the local stack. That executions start as Step Functions
starts them is shown in ``tests/archive/test_executions_contract.py``.
"""

import importlib
import threading
from typing import Any

from trunkline.domain.archiving import ArchiveStep
from trunkline.errors import UnavailableError
from trunkline.services.archive_requests import ExecutionClosedError

RETRIES = 3
# By the names of their classes, as Step Functions knows them: a class made elsewhere is another error.
RETRIED = ("UnavailableError", "CarrierUnavailableError", "CarrierThrottledError", "NumberBusyError")


class Killed(BaseException):
    """The worker died: nothing of the service catches this."""


class InProcessExecutions:
    """Implements ``trunkline.services.archive_requests.Executions``; runs an execution when it is started, or later."""

    def __init__(self, *, runs_at_once: bool = True) -> None:
        self.runs_at_once = runs_at_once
        self.status: dict[str, str] = {}
        self.steps: list[ArchiveStep] = []
        self.is_down = False
        self._starting = threading.Lock()

    def start(self, step: ArchiveStep) -> None:
        if self.is_down:
            raise UnavailableError
        name = f"{step.number_uuid}-{step.attempt}"
        with self._starting:
            is_new = name not in self.status
            if is_new:
                self.status[name] = "RUNNING"
                self.steps.append(step)
            elif self.status[name] != "RUNNING":
                raise ExecutionClosedError
        if is_new and self.runs_at_once:
            self.run(step)

    def is_running(self, step: ArchiveStep) -> bool:
        return self.status.get(f"{step.number_uuid}-{step.attempt}") == "RUNNING"

    def run(self, step: ArchiveStep) -> None:
        """From the first task to the end; a worker that is killed ends the execution as Step Functions would."""
        name = f"{step.number_uuid}-{step.attempt}"
        try:
            self.status[name] = self._run(step)
        except Killed:
            self.status[name] = "ABORTED"

    def run_all(self) -> None:
        for step in list(self.steps):
            if self.is_running(step):
                self.run(step)

    def _run(self, step: ArchiveStep) -> str:
        event = {"workspaceUuid": step.workspace_uuid, "phoneNumberUuid": step.number_uuid, "attempt": step.attempt}
        try:
            if self._task("archive_claim_number", event)["outcome"] != "claimed":
                return "SUCCEEDED"
            self._task("archive_release_number", event)
            self._task("archive_finish_number", event)
        except Exception as error:  # noqa: BLE001 - States.ALL
            self._task("archive_fail_number", {**event, "error": type(error).__name__})
            return "FAILED"
        return "SUCCEEDED"

    def _task(self, folder: str, event: dict[str, Any]) -> dict[str, str]:
        handler = importlib.import_module(f"functions.{folder}.handler").lambda_handler
        for _ in range(RETRIES):
            try:
                answer: dict[str, str] = handler(event, None)
            except Exception as error:
                if type(error).__name__ not in RETRIED:
                    raise
                last: Exception = error
            else:
                return answer
        raise last
