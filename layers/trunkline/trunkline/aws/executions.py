"""The archive's executions in Step Functions."""

import json
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from trunkline.domain.archiving import ArchiveStep
from trunkline.errors import UnavailableError
from trunkline.services.archive_requests import ExecutionClosedError


class StepFunctions:
    """The executions of one state machine; name and input follow from the step alone."""

    def __init__(self, client: Any, state_machine_arn: str) -> None:
        self.client = client
        self.state_machine_arn = state_machine_arn

    def start(self, step: ArchiveStep) -> None:
        """Start an execution, or join the one of that name.

        One call; two when the name exists, to ask whether that execution runs. Step Functions takes the same name and
        input again while the execution runs, and refuses a name that was used within the last 90 days.

        Source: API reference, "StartExecution", read 2026-11-21.

        Raises:
            ExecutionClosedError: An execution of that name has ended.
            UnavailableError: Step Functions did not answer.
        """
        document = {
            "workspaceUuid": step.workspace_uuid,
            "phoneNumberUuid": step.number_uuid,
            "attempt": step.attempt,
        }
        try:
            self.client.start_execution(
                stateMachineArn=self.state_machine_arn, name=_name(step), input=json.dumps(document)
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ExecutionAlreadyExists":
                raise UnavailableError from error
            if not self.is_running(step):
                raise ExecutionClosedError from None
        except BotoCoreError as error:
            raise UnavailableError from error

    def is_running(self, step: ArchiveStep) -> bool:
        """Tell whether the execution runs.

        One call.
        """
        prefix = self.state_machine_arn.replace(":stateMachine:", ":execution:")
        try:
            found = self.client.describe_execution(executionArn=f"{prefix}:{_name(step)}")
        except ClientError as error:
            if error.response["Error"]["Code"] == "ExecutionDoesNotExist":
                return False
            raise UnavailableError from error
        except BotoCoreError as error:
            raise UnavailableError from error
        return bool(found["status"] == "RUNNING")


def _name(step: ArchiveStep) -> str:
    return f"{step.number_uuid}-{step.attempt}"
