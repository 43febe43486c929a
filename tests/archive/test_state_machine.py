"""The real definition, run by moto's interpreter; its tasks are the real handlers on moto's table."""

import heapq
import io
import json
import random
import re
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from importlib import import_module
from typing import Any

import botocore.session
import pytest
import yaml
from trunkline import errors
from trunkline.aws.executions import StepFunctions
from trunkline.domain import blockers
from trunkline.domain.archiving import ArchiveStep
from trunkline.domain.provider_phones import LEASE, ProviderPhone
from trunkline.domain.timestamps import to_iso, utc_now
from trunkline.errors import CarrierRefusedError, CarrierUnavailableError, UnavailableError
from trunkline.services.archive_requests import ExecutionClosedError
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.items import Update

from tests.fakes.carriers import THEIRS, FakeCarriers
from tests.support.archives import let_time_pass
from tests.support.composition import compose_with
from tests.support.referrers import deliver, workflow_event
from tests.support.template import ROOT, functions, resources
from tests.support.workspaces import Tenant, WorkspaceApi

DEFINITION = (ROOT / "statemachines" / "archive_phone_number.asl.yaml").read_text()
# Errors of Lambda and of Step Functions itself, not ours.
FOREIGN = re.compile(r"(States|Lambda|Runtime|Sandbox)\.\w+")


def states() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = yaml.safe_load(DEFINITION)["States"]
    return found


def tasks() -> dict[str, dict[str, Any]]:
    return {name: state for name, state in states().items() if state["Type"] == "Task"}


@pytest.mark.parametrize("name", tasks())
def test_every_task_has_a_timeout_a_retry_and_a_catch(name: str) -> None:
    task = tasks()[name]
    assert task["TimeoutSeconds"] > 0
    assert task["Retry"]
    assert [catch["ErrorEquals"] for catch in task["Catch"]] == [["States.ALL"]]


@pytest.mark.parametrize("name", tasks())
@pytest.mark.parametrize("death", ["Lambda.Unknown", "Runtime.ExitError", "Sandbox.Timedout", "States.Timeout"])
def test_every_task_is_repeated_when_its_worker_dies(name: str, death: str) -> None:
    """As Step Functions names it: tests/e2e/archive/test_kills.py kills workers, on an emulator that knows one name.

    Source: Step Functions Developer Guide, "Handle transient Lambda service exceptions", read 2026-11-21.
    """
    assert death in {error for retry in tasks()[name]["Retry"] for error in retry["ErrorEquals"]}


def test_every_error_name_is_a_class_or_step_functions_own() -> None:
    named = {name for task in tasks().values() for retry in task["Retry"] for name in retry["ErrorEquals"]}
    named |= {state["Error"] for state in states().values() if state["Type"] == "Fail"}
    ours = {name for name in named if not FOREIGN.fullmatch(name)}
    assert ours
    for name in ours:
        found = getattr(errors, name, None) or getattr(blockers, name)
        assert issubclass(found, errors.TrunklineError)


def test_a_task_waits_longer_than_its_function_may_run() -> None:
    """Else an execution could go on while the function of the task before is still at work."""
    substitutions = resources("AWS::Serverless::StateMachine")["ArchivePhoneNumberStateMachine"]["Properties"][
        "DefinitionSubstitutions"
    ]
    for task in tasks().values():
        logical_id = substitutions[task["Resource"].strip("${}")]["Ref"].removesuffix(".Alias")
        function = resources("AWS::Serverless::Function")[logical_id]["Properties"]
        assert task["TimeoutSeconds"] > function["Timeout"]


def test_a_carrier_that_is_down_is_waited_for_about_a_quarter_of_an_hour() -> None:
    [retry] = [
        retry
        for retry in tasks()["Release the number at its carrier"]["Retry"]
        if retry["ErrorEquals"] == ["CarrierUnavailableError"]
    ]
    wait, waits = float(retry["IntervalSeconds"]), []
    for _ in range(retry["MaxAttempts"]):
        waits.append(min(wait, retry["MaxDelaySeconds"]))
        wait *= retry["BackoffRate"]
    assert retry["JitterStrategy"] == "FULL"  # on average half of each
    assert 13 * 60 < sum(waits) / 2 < 17 * 60


def waits(retry: Mapping[str, Any]) -> list[float]:
    """What the state machine waits between its tries, without jitter."""
    wait, found = float(retry["IntervalSeconds"]), []
    for _ in range(retry["MaxAttempts"]):
        found.append(min(wait, retry.get("MaxDelaySeconds", wait)))
        wait *= retry["BackoffRate"]
    return found


def retry_for(task: str, error: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = next(retry for retry in tasks()[task]["Retry"] if error in retry["ErrorEquals"])
    return found


@pytest.mark.parametrize("task", ["Claim the number", "Release the number at its carrier"])
def test_a_lease_is_waited_out(task: str) -> None:
    """Of a worker that is at the number's webhooks, or has died at it; another one may be next."""
    retry = retry_for(task, "NumberBusyError")
    assert retry.get("JitterStrategy", "NONE") == "NONE"
    assert sum(waits(retry)) > 2 * LEASE.total_seconds()


def test_a_hundred_thousand_archives_of_one_account_wait_for_their_turn() -> None:
    """All are asked for at once, the account may be called a hundred times a second, and a release calls it twice.

    A hundredth of both is the same, as each waits for a turn of its own.
    """
    archives, turns_a_second = 1_000, 0.5
    retry, chance = retry_for("Release the number at its carrier", "CarrierThrottledError"), random.Random(1)
    assert retry["JitterStrategy"] == "FULL"
    caps = waits(retry)
    tries = [(0.0, number, 0) for number in range(archives)]
    free_from, ended, failed = 0.0, 0.0, 0
    while tries:
        at, number, count = heapq.heappop(tries)
        if at >= free_from:
            free_from, ended = at + 1 / turns_a_second, at
        elif count == len(caps):
            failed += 1
        else:
            heapq.heappush(tries, (at + chance.uniform(0, caps[count]), number, count + 1))
    assert failed == 0
    assert ended < yaml.safe_load(DEFINITION)["TimeoutSeconds"] / 2


def test_everything_that_may_be_named_in_the_definition_is_substituted() -> None:
    substitutions = resources("AWS::Serverless::StateMachine")["ArchivePhoneNumberStateMachine"]["Properties"][
        "DefinitionSubstitutions"
    ]
    assert set(re.findall(r"\$\{(\w+)\}", DEFINITION)) == set(substitutions)


class Unhurried:
    """The time module of an interpreter that does not wait between tries."""

    def __init__(self) -> None:
        self.meanwhile: Callable[[float], None] = lambda _: None

    def sleep(self, seconds: float) -> None:
        assert seconds >= 0
        self.meanwhile(seconds)


class InProcessLambda:
    """Lambda's Invoke, for the interpreter: the handler of the folder that the ARN names."""

    def __init__(self) -> None:
        self.invoked: list[str] = []
        self.time = Unhurried()

    def invoke(self, **request: Any) -> dict[str, Any]:
        folder = request["FunctionName"].rpartition(":")[2]
        self.invoked.append(folder)
        assert folder in functions()
        payload = request["Payload"]
        event = json.loads(payload) if isinstance(payload, str | bytes) else payload
        try:
            answer: Any = import_module(f"functions.{folder}.handler").lambda_handler(event, None)
        except Exception as error:  # noqa: BLE001 - as Lambda's runtime reports it
            answer = {"errorType": type(error).__name__, "errorMessage": str(error)}
            return {"StatusCode": 200, "FunctionError": "Unhandled", "Payload": io.BytesIO(json.dumps(answer).encode())}
        return {"StatusCode": 200, "Payload": io.BytesIO(json.dumps(answer).encode())}


@pytest.fixture
def lambdas(monkeypatch: pytest.MonkeyPatch) -> InProcessLambda:
    pytest.importorskip("antlr4", reason="moto[stepfunctions] is not installed")
    from moto.core.config import default_user_config  # noqa: PLC0415
    from moto.stepfunctions.parser.asl.component.common.retry import retrier_decl  # noqa: PLC0415
    from moto.stepfunctions.parser.asl.component.state.exec.state_task import lambda_eval_utils  # noqa: PLC0415

    fake = InProcessLambda()
    monkeypatch.setitem(default_user_config, "stepfunctions", {"execute_state_machine": True})
    monkeypatch.setattr(lambda_eval_utils, "boto_client_for", lambda **_: fake)
    monkeypatch.setattr(retrier_decl, "time", fake.time)
    return fake


@pytest.fixture
def machine(aws: Any, lambdas: InProcessLambda, shared_table: None, monkeypatch: pytest.MonkeyPatch) -> StepFunctions:
    """The state machine of the template, and the archive endpoint on it; the interpreter has a thread of its own."""
    client: Any = botocore.session.get_session().create_client("stepfunctions")
    arns = {
        "ClaimFunctionArn": "archive_claim_number",
        "ReleaseFunctionArn": "archive_release_number",
        "FinishFunctionArn": "archive_finish_number",
        "FailFunctionArn": "archive_fail_number",
    }
    definition = re.sub(
        r"\$\{(\w+)\}", lambda match: f"arn:aws:lambda:us-east-1:123456789012:function:{arns[match[1]]}", DEFINITION
    )
    made = client.create_state_machine(
        name="archive",
        definition=json.dumps(yaml.safe_load(definition)),
        roleArn="arn:aws:iam::123456789012:role/archive",
    )
    machine = StepFunctions(client, made["stateMachineArn"])
    compose_with(monkeypatch, "executions", lambda: machine)
    return machine


def ended(machine: StepFunctions, number: Mapping[str, Any], attempt: int = 1) -> dict[str, Any]:
    """The execution's description once it has ended."""
    arn = machine.state_machine_arn.replace(":stateMachine:", ":execution:") + f":{number['uuid']}-{attempt}"
    for _ in range(600):
        found: dict[str, Any] = machine.client.describe_execution(executionArn=arn)
        if found["status"] != "RUNNING":
            return found
        time.sleep(0.1)
    raise AssertionError("the execution does not end")


ASYNC = {"Prefer": "respond-async"}


def test_the_definition_archives_a_linked_number(
    api: WorkspaceApi, machine: StepFunctions, lambdas: InProcessLambda, carriers: FakeCarriers, connected: Any
) -> None:
    number = api.created(providerPhoneUuid=connected.uuid)
    assert api.archive(number["id"], headers=ASYNC).status in (200, 202)
    assert ended(machine, number)["status"] == "SUCCEEDED"
    assert lambdas.invoked == ["archive_claim_number", "archive_release_number", "archive_finish_number"]
    assert api.get(number["id"]).json()["archiveStatus"] == "archived"
    assert carriers.webhooks[connected.phone_number] == THEIRS


def test_the_definition_ends_well_when_the_number_is_blocked(
    api: WorkspaceApi, machine: StepFunctions, lambdas: InProcessLambda, acme: Tenant, dead_letters: list[Any]
) -> None:
    number = api.created()
    deliver(workflow_event(acme.workspace, version=1, numbers=[number["uuid"]]))
    api.archive(number["id"], headers=ASYNC)
    assert ended(machine, number)["status"] == "SUCCEEDED"
    assert lambdas.invoked == ["archive_claim_number"]
    assert api.get(number["id"]).json()["archiveStatus"] == "active"


@pytest.mark.parametrize(
    ("fault", "times", "outcome", "execution", "calls"),
    [
        (lambda: CarrierUnavailableError("503"), 3, "archived", "SUCCEEDED", 4),
        # What a carrier does rings no alarm of failed executions, and takes back no deployment.
        (lambda: CarrierUnavailableError("503"), 100, "failed", "SUCCEEDED", 19),
        (lambda: CarrierRefusedError("revoked"), 1, "failed", "SUCCEEDED", 1),
        (lambda: RuntimeError("a bug"), 1, "failed", "FAILED", 1),
        (UnavailableError, 2, "archived", "SUCCEEDED", 3),
    ],
    ids=["down-for-a-while", "down", "refused", "bug", "store"],
)
def test_the_definition_retries_and_gives_up_by_class_name(
    api: WorkspaceApi,
    machine: StepFunctions,
    carriers: FakeCarriers,
    connected: Any,
    *,
    fault: Callable[[], Exception],
    times: int,
    outcome: str,
    execution: str,
    calls: int,
) -> None:
    number = api.created(providerPhoneUuid=connected.uuid)
    carriers.faults_before = [fault() for _ in range(times)]
    api.archive(number["id"], headers=ASYNC)
    description = ended(machine, number)
    carriers.faults_before = []
    assert api.get(number["id"]).json()["archiveStatus"] == outcome
    assert description["status"] == execution
    assert len([call for call in carriers.calls if call[0] == "detach"]) == calls


def test_the_definition_waits_until_the_lease_of_a_dead_worker_ends(
    api: WorkspaceApi, machine: StepFunctions, lambdas: InProcessLambda, store: Table, connected: ProviderPhone
) -> None:
    """It died setting the webhooks anew; nobody is told of a failure, for there is none."""
    number = api.created(providerPhoneUuid=connected.uuid)
    key = keys.provider_phone(connected.organization_id, connected.uuid)
    lease = {"webhook_status": "pending", "webhook_lease": to_iso(utc_now() + LEASE)}
    store.write(Update(label="x", key=key, set_=lease, condition="attribute_exists(provider)"))
    lambdas.time.meanwhile = lambda seconds: let_time_pass(store, timedelta(seconds=seconds))

    api.archive(number["id"], headers=ASYNC)

    assert ended(machine, number)["status"] == "SUCCEEDED"
    assert api.get(number["id"]).json()["archiveStatus"] == "archived"
    assert lambdas.invoked.count("archive_claim_number") > LEASE.total_seconds() / 10


def test_the_executions_data_hold_neither_number_nor_settings(
    api: WorkspaceApi, machine: StepFunctions, connected: Any
) -> None:
    number = api.created(providerPhoneUuid=connected.uuid, name="Secret name")
    api.archive(number["id"], headers=ASYNC)
    description = ended(machine, number)
    assert set(json.loads(description["input"])) == {"workspaceUuid", "phoneNumberUuid", "attempt"}
    text = description["input"] + description["output"]
    assert number["phoneNumber"].lstrip("+") not in text
    assert "Secret name" not in text


def test_an_execution_that_has_ended_is_not_started_again(api: WorkspaceApi, machine: StepFunctions) -> None:
    number = api.created()
    api.archive(number["id"], headers=ASYNC)
    ended(machine, number)
    step = ArchiveStep(workspace_uuid=number["workspaceUuid"], number_uuid=number["uuid"], attempt=1)
    with pytest.raises(ExecutionClosedError):
        machine.start(step)
    assert not machine.is_running(step)
    assert not machine.is_running(
        ArchiveStep(workspace_uuid=step.workspace_uuid, number_uuid=step.number_uuid, attempt=2)
    )
