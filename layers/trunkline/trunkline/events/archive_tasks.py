"""The tasks of the archive's state machine as Lambda handlers."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from trunkline import errors
from trunkline.domain.identifiers import NumberUuid, WorkspaceUuid
from trunkline.errors import TrunklineError
from trunkline.invocation import invocation_deadline
from trunkline.observability import logger
from trunkline.services.archive_flow import Outcome
from trunkline.services.archive_ports import ArchiveStep

TaskHandler = Callable[[Mapping[str, Any], object], dict[str, str]]


def state_task(act: Callable[[ArchiveStep, Mapping[str, Any]], Outcome]) -> TaskHandler:
    """Make a task of a call. Errors reach the runtime by the names that the state machine knows."""

    @wraps(act)
    def lambda_handler(event: Mapping[str, Any], context: object) -> dict[str, str]:
        step = ArchiveStep(
            workspace_uuid=WorkspaceUuid(event["workspaceUuid"]),
            number_uuid=NumberUuid(event["phoneNumberUuid"]),
            attempt=event["attempt"],
        )
        try:
            with invocation_deadline(context):
                outcome = act(step, event)
        except TrunklineError as error:
            raise _by_known_name(error) from error
        logger.info("archive task", number=step.number_uuid, attempt=step.attempt, outcome=outcome)
        return {"outcome": outcome.value}

    return lambda_handler


def _by_known_name(error: TrunklineError) -> TrunklineError:
    """The error, or for one of a class made elsewhere the one in ``errors`` that it is a kind of."""
    kinds = type(error).__mro__
    known: type[TrunklineError] = next(kind for kind in kinds if getattr(errors, kind.__name__, None) is kind)
    return error if known is type(error) else known(error.message)


def failure_reason(error_name: str) -> str:
    """The code of an error that the state machine has caught, by the name of its class or by Step Functions' own."""
    if error_name in ("States.Timeout", "States.HeartbeatTimeout"):
        return "timed_out"
    error = getattr(errors, error_name, None)
    if isinstance(error, type) and issubclass(error, errors.TrunklineError):
        return error.code
    return errors.TrunklineError.code
