"""The tasks of the archive's state machine as Lambda handlers."""

from collections.abc import Callable, Mapping
from typing import Any

from trunkline import errors
from trunkline.domain.archiving import ArchiveStep
from trunkline.domain.identifiers import NumberUuid, WorkspaceUuid
from trunkline.errors import TrunklineError
from trunkline.invocation import invocation_deadline
from trunkline.observability import logger
from trunkline.services.archive_flow import ArchiveFlow, Outcome

Act = Callable[[ArchiveFlow, ArchiveStep, Mapping[str, Any]], Outcome]


def state_task(archive_flow: Callable[[], ArchiveFlow]) -> "Callable[[Act], StateTask]":
    """Make a task of a function of the flow, the step and the state machine's input."""
    return lambda act: StateTask(archive_flow, act)


class StateTask:
    """The Lambda handler of a task. Errors reach the runtime by the names that the state machine knows."""

    def __init__(self, use_case: Callable[[], ArchiveFlow], act: Act) -> None:
        self.use_case = use_case
        self.act = act

    def __call__(self, event: Mapping[str, Any], context: object) -> dict[str, str]:
        """Do the task for the step that the state machine names."""
        step = ArchiveStep(
            workspace_uuid=WorkspaceUuid(event["workspaceUuid"]),
            number_uuid=NumberUuid(event["phoneNumberUuid"]),
            attempt=event["attempt"],
        )
        try:
            with invocation_deadline(context):
                outcome = self.act(self.use_case(), step, event)
        except TrunklineError as error:
            raise _by_known_name(error) from error
        logger.info("archive task", number=step.number_uuid, attempt=step.attempt, outcome=outcome)
        return {"outcome": outcome.value}


def _by_known_name(error: TrunklineError) -> TrunklineError:
    """Return the error, or for one of a class made elsewhere the one in ``errors`` that it is a kind of."""
    kinds = type(error).__mro__
    known: type[TrunklineError] = next(kind for kind in kinds if getattr(errors, kind.__name__, None) is kind)
    return error if known is type(error) else known(error.message)


def failure_reason(error_name: str) -> str:
    """Return the code of an error that the state machine has caught, by its class's name or Step Functions' own."""
    if error_name in ("States.Timeout", "States.HeartbeatTimeout"):
        return "timed_out"
    error = getattr(errors, error_name, None)
    if isinstance(error, type) and issubclass(error, errors.TrunklineError):
        return error.code
    return errors.TrunklineError.code
