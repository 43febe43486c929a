"""The tasks of the archive's state machine as Lambda handlers."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from trunkline import errors
from trunkline.domain.identifiers import NumberUuid, WorkspaceUuid
from trunkline.observability import logger
from trunkline.services.archive_flow import Outcome
from trunkline.services.archive_ports import ArchiveStep

TaskHandler = Callable[[Mapping[str, Any], object], dict[str, str]]


def performs(act: Callable[[ArchiveStep, Mapping[str, Any]], Outcome]) -> TaskHandler:
    """Make a task of a call. Errors reach the runtime as they are: the state machine knows them by class name."""

    @wraps(act)
    def lambda_handler(event: Mapping[str, Any], _context: object) -> dict[str, str]:
        step = ArchiveStep(
            workspace_uuid=WorkspaceUuid(event["workspaceUuid"]),
            number_uuid=NumberUuid(event["phoneNumberUuid"]),
            attempt=event["attempt"],
        )
        outcome = act(step, event)
        logger.info("archive task", number=step.number_uuid, attempt=step.attempt, outcome=outcome)
        return {"outcome": outcome.value}

    return lambda_handler


def failure_reason(error_name: str) -> str:
    """The code of an error that the state machine has caught, by the name of its class or by Step Functions' own."""
    if error_name in ("States.Timeout", "States.HeartbeatTimeout"):
        return "timed_out"
    error = getattr(errors, error_name, None)
    if isinstance(error, type) and issubclass(error, errors.TrunklineError):
        return error.code
    return errors.TrunklineError.code
