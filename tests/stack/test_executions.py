import json
import time
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.stack.toy import ToyStack, eventually


class Flow:
    def __init__(self, toy: ToyStack) -> None:
        self.arn = toy.description["aws"]["state_machine_arn"]
        self.client = toy.client("stepfunctions")

    def start(self, name: str, mode: str = "ok", wait: float = 0) -> str:
        given = json.dumps({"id": name, "mode": mode, "wait": wait})
        started = self.client.start_execution(stateMachineArn=self.arn, name=name, input=given)
        return str(started["executionArn"])

    def describe(self, execution_arn: str) -> dict[str, Any]:
        return dict(self.client.describe_execution(executionArn=execution_arn))

    def finish(self, execution_arn: str) -> dict[str, Any]:
        eventually(lambda: self.describe(execution_arn)["status"] != "RUNNING")
        return self.describe(execution_arn)


@pytest.fixture
def flow(toy: ToyStack) -> Flow:
    return Flow(toy)


def test_a_retry_matches_the_type_of_the_error(flow: Flow) -> None:
    execution = flow.finish(flow.start("flaky", "flaky"))

    assert execution["status"] == "SUCCEEDED"
    assert json.loads(execution["output"])["work"]["Payload"]["calls"] == 3


def test_a_catch_matches_the_type_and_gets_name_and_message(flow: Flow) -> None:
    execution = flow.finish(flow.start("fatal", "fatal"))

    error = json.loads(execution["output"])["error"]
    assert error["Error"] == "FatalError"
    assert json.loads(error["Cause"])["errorMessage"] == "no way"


def test_an_equal_start_gives_the_running_execution_and_another_input_is_refused(
    flow: Flow,
) -> None:
    first = flow.start("equal", wait=60)

    assert flow.start("equal", wait=60) == first
    with pytest.raises(ClientError, match="ExecutionAlreadyExists"):
        flow.start("equal", wait=2)
    flow.client.stop_execution(executionArn=first)
    flow.finish(first)
    with pytest.raises(ClientError, match="ExecutionAlreadyExists"):
        flow.start("equal", wait=60)


def test_a_stopped_execution_takes_no_further_step(toy: ToyStack, flow: Flow) -> None:
    execution_arn = flow.start("stopped", wait=4)
    eventually(lambda: toy.item("COUNT#stopped"))

    flow.client.stop_execution(executionArn=execution_arn, error="Enough", cause="said so")
    time.sleep(4.5)  # beyond the wait: that nothing follows has no event to wait for

    execution = flow.describe(execution_arn)
    assert (execution["status"], execution["error"]) == ("ABORTED", "Enough")
    assert toy.item("COUNT#stopped-after") is None
    history = flow.client.get_execution_history(executionArn=execution_arn)["events"]
    assert history[-1]["type"] == "ExecutionAborted"


def test_an_execution_that_takes_too_long_times_out(toy: ToyStack, flow: Flow) -> None:
    execution = flow.finish(flow.start("slow", wait=60))

    assert (execution["status"], execution["error"]) == ("TIMED_OUT", "States.Timeout")
    assert toy.item("COUNT#slow-after") is None


def test_input_that_is_no_json_is_refused(flow: Flow) -> None:
    with pytest.raises(ClientError, match="InvalidExecutionInput"):
        flow.client.start_execution(stateMachineArn=flow.arn, input="{nope")
