"""What the archive may rely on when it starts an execution: of Step Functions, and so of what stands in for it."""

import json
import threading
import time
from typing import Any

import botocore.session
import pytest
from trunkline.aws.executions import StepFunctions
from trunkline.domain.archiving import ArchiveStep
from trunkline.domain.identifiers import NumberUuid, WorkspaceUuid
from trunkline.services.archive_requests import ExecutionClosedError

from tests.fakes.executions import InProcessExecutions

DEFINITION = {"StartAt": "Wait", "States": {"Wait": {"Type": "Wait", "Seconds": 60, "End": True}}}
WORKSPACE = WorkspaceUuid("0f6d2c1e-8f5b-4c3a-9a51-0c7d5f1b2a01")
NUMBER = NumberUuid("f57cd7c3-c154-5a0a-b9eb-41d0e7615edf")


def step(attempt: int = 1) -> ArchiveStep:
    return ArchiveStep(workspace_uuid=WORKSPACE, number_uuid=NUMBER, attempt=attempt)


class InProcess:
    def __init__(self) -> None:
        self.executions = InProcessExecutions(runs_at_once=False)

    def end(self) -> None:
        self.executions.status = dict.fromkeys(self.executions.status, "SUCCEEDED")

    def count(self) -> int:
        return len(self.executions.steps)


class AtStepFunctions:
    def __init__(self) -> None:
        client: Any = botocore.session.get_session().create_client("stepfunctions")
        role = "arn:aws:iam::123456789012:role/archive"
        made = client.create_state_machine(name="archive", definition=json.dumps(DEFINITION), roleArn=role)
        self.executions = StepFunctions(client, made["stateMachineArn"])

    def _all(self) -> list[dict[str, Any]]:
        machine = self.executions
        return list(machine.client.list_executions(stateMachineArn=machine.state_machine_arn)["executions"])

    def end(self) -> None:
        for execution in self._all():
            self.executions.client.stop_execution(executionArn=execution["executionArn"])

    def count(self) -> int:
        return len(self._all())


Implementation = InProcess | AtStepFunctions


@pytest.fixture(params=[InProcess, AtStepFunctions])
def implementation(request: pytest.FixtureRequest, aws: Any) -> Implementation:
    made: Implementation = request.param()
    return made


def test_a_started_execution_runs(implementation: Implementation) -> None:
    assert not implementation.executions.is_running(step())
    implementation.executions.start(step())
    assert implementation.executions.is_running(step())
    assert not implementation.executions.is_running(step(attempt=2))


def test_the_same_step_again_is_the_execution_that_runs(implementation: Implementation) -> None:
    implementation.executions.start(step())
    implementation.executions.start(step())
    assert implementation.count() == 1


def test_another_attempt_is_another_execution(implementation: Implementation) -> None:
    implementation.executions.start(step())
    implementation.executions.start(step(attempt=2))
    assert implementation.count() == 2


def test_what_has_ended_is_not_started_again(implementation: Implementation) -> None:
    implementation.executions.start(step())
    implementation.end()
    assert not implementation.executions.is_running(step())
    with pytest.raises(ExecutionClosedError):
        implementation.executions.start(step())
    assert implementation.count() == 1


class Hesitant(dict[str, str]):
    """Lets the other threads look as well before anybody acts on what was found."""

    def __contains__(self, key: object) -> bool:
        found = super().__contains__(key)
        time.sleep(0.01)
        return found


def test_many_who_start_one_step_at_once_in_process_start_one_execution() -> None:
    """As Step Functions does; tests of who comes second count executions."""
    executions = InProcessExecutions(runs_at_once=False)
    executions.status = Hesitant()
    workers = [threading.Thread(target=executions.start, args=[step()]) for _ in range(20)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert executions.steps == [step()]
