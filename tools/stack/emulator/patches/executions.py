"""Executions of state machines: equal starts, real stops, timeouts.

On AWS, starting a running execution again with the same name and input gives the running one;
a stopped execution takes no further step; `TimeoutSeconds` of the definition ends it. MiniStack
refuses the first, goes on after the second and ignores the third.
"""

import contextvars
import json
import threading
from collections.abc import Callable
from typing import Any

from ministack.services import stepfunctions

from tools.stack.emulator.patching import PatchPoint

_STATES = ("_execute_pass", "_execute_task", "_execute_choice", "_execute_wait")
_CONTAINERS = ("_execute_parallel", "_execute_map")

POINTS = (
    PatchPoint("services.stepfunctions", "_start_execution", "data"),
    PatchPoint("services.stepfunctions", "_stop_execution", "data"),
    PatchPoint("services.stepfunctions", "_run_execution", "exec_arn"),
    PatchPoint("services.stepfunctions", "_fail_execution", "execution error cause"),
    PatchPoint("services.stepfunctions", "_add_event", "execution event_type details"),
    PatchPoint("services.stepfunctions", "_scaled_sleep", "seconds"),
    PatchPoint("services.stepfunctions", "_invoke_resource", "resource input_data"),
    PatchPoint("services.stepfunctions", "_resolve_state_machine_arn", "arn"),
    PatchPoint("services.stepfunctions", "_emit_execution_status_event", "execution"),
    PatchPoint("services.stepfunctions", "_execute_pass", "state_def raw_input ctx"),
    PatchPoint("services.stepfunctions", "_execute_task", "state_def raw_input execution ctx"),
    PatchPoint("services.stepfunctions", "_execute_choice", "state_def raw_input ctx"),
    PatchPoint("services.stepfunctions", "_execute_wait", "state_def raw_input ctx"),
    PatchPoint("services.stepfunctions", "_execute_parallel", "state_def raw_input execution ctx"),
    PatchPoint("services.stepfunctions", "_execute_map", "state_def raw_input execution ctx"),
    PatchPoint("services.stepfunctions", "_executions"),
    PatchPoint("services.stepfunctions", "_state_machines"),
    PatchPoint("services.stepfunctions", "_SFN_WAIT_SCALE"),
)

_start_lock = threading.Lock()


class _StoppedError(SystemExit):
    """Leaves the thread of an ended execution.

    A SystemExit, because no Catch may see it and threads end by it without a word.
    """


class _Run:
    """The running part of one execution; its threads inherit it with their context."""

    def __init__(self, execution: dict[str, Any]) -> None:
        self.execution = execution
        self.ended = threading.Event()

    def check(self) -> None:
        """Leave the thread when the execution is over."""
        if self.execution["status"] != "RUNNING":
            raise _StoppedError


_current: contextvars.ContextVar[_Run | None] = contextvars.ContextVar("run", default=None)
_runs: dict[str, _Run] = {}


def apply() -> None:
    """Replace the start, the stop and every place where an execution waits or takes a step."""
    stepfunctions._start_execution = _starting(stepfunctions._start_execution)
    stepfunctions._stop_execution = _stopping(stepfunctions._stop_execution)
    stepfunctions._run_execution = _running(stepfunctions._run_execution)
    stepfunctions._fail_execution = _while_running(stepfunctions._fail_execution)
    stepfunctions._add_event = _recording(stepfunctions._add_event)
    stepfunctions._scaled_sleep = _sleep
    for name in (*_STATES, *_CONTAINERS, "_invoke_resource"):
        setattr(stepfunctions, name, _checked(getattr(stepfunctions, name)))


def _starting(start: Callable[..., Any]) -> Callable[..., Any]:
    def start_execution(data: dict[str, Any]) -> Any:
        try:
            json.loads(data.get("input", "{}"))
        except ValueError:
            return stepfunctions.error_response_json(
                "InvalidExecutionInput", "Invalid State Machine Execution Input", 400
            )
        with _start_lock:
            running = _equal_running_execution(data)
            if running is None:
                return start(data)
        answer = {key: running[key] for key in ("executionArn", "startDate")}
        return stepfunctions.json_response(answer)

    return start_execution


def _equal_running_execution(data: dict[str, Any]) -> dict[str, Any] | None:
    arn = stepfunctions._resolve_state_machine_arn(data.get("stateMachineArn", ""))
    name = data.get("name")
    if arn is None or not name:
        return None
    execution_arn = f"{arn.replace(':stateMachine:', ':execution:', 1)}:{name}"
    found: dict[str, Any] | None = stepfunctions._executions.get(execution_arn)
    if found is None or found["status"] != "RUNNING":
        return None
    return found if found["input"] == data.get("input", "{}") else None


def _stopping(stop: Callable[..., Any]) -> Callable[..., Any]:
    def stop_execution(data: dict[str, Any]) -> Any:
        answer = stop(data)
        run = _runs.get(data.get("executionArn", ""))
        if run is not None:
            run.ended.set()
        return answer

    return stop_execution


def _running(run_execution: Callable[..., Any]) -> Callable[..., Any]:
    def run_until_ended(execution_arn: str) -> None:
        execution = stepfunctions._executions.get(execution_arn)
        if execution is None:
            return
        run = _runs[execution_arn] = _Run(execution)
        token = _current.set(run)
        timer = _timer(run)
        try:
            run_execution(execution_arn)
        except _StoppedError:
            pass
        finally:
            if timer is not None:
                timer.cancel()
            _current.reset(token)
            _runs.pop(execution_arn, None)

    return run_until_ended


def _timer(run: _Run) -> threading.Timer | None:
    """Start the clock of an execution whose definition has `TimeoutSeconds`."""
    machine = stepfunctions._state_machines.get(run.execution["stateMachineArn"]) or {}
    try:
        seconds = json.loads(machine.get("definition", "{}")).get("TimeoutSeconds")
    except ValueError:
        return None
    if not seconds:
        return None
    # The timer's thread needs the account and region of this one.
    context = contextvars.copy_context()
    scaled = float(seconds) * stepfunctions._SFN_WAIT_SCALE
    timer = threading.Timer(scaled, context.run, args=(_time_out, run))
    timer.daemon = True
    timer.start()
    return timer


def _time_out(run: _Run) -> None:
    execution = run.execution
    if execution["status"] != "RUNNING":
        return
    execution |= {
        "status": "TIMED_OUT",
        "error": "States.Timeout",
        "stopDate": stepfunctions.now_iso(),
    }
    stepfunctions._add_event(
        execution,
        "ExecutionTimedOut",
        {"executionTimedOutEventDetails": {"error": "States.Timeout"}},
    )
    stepfunctions._emit_execution_status_event(execution)
    run.ended.set()


def _while_running(change: Callable[..., Any]) -> Callable[..., Any]:
    def change_while_running(execution: dict[str, Any], *arguments: Any) -> None:
        if execution["status"] == "RUNNING":
            change(execution, *arguments)

    return change_while_running


def _recording(add_event: Callable[..., Any]) -> Callable[..., Any]:
    def record(execution: dict[str, Any], event_type: str, details: Any = None) -> Any:
        # The history of a stopped execution ends with its stop.
        if execution["status"] == "RUNNING" or event_type.startswith("Execution"):
            return add_event(execution, event_type, details)
        return {}

    return record


def _checked(step: Callable[..., Any]) -> Callable[..., Any]:
    def checked_step(*arguments: Any, **named: Any) -> Any:
        run = _current.get()
        if run is not None:
            run.check()
        return step(*arguments, **named)

    return checked_step


def _sleep(seconds: float) -> None:
    run = _current.get()
    scaled = seconds * stepfunctions._SFN_WAIT_SCALE
    (run.ended if run is not None else threading.Event()).wait(max(0.0, scaled))
    if run is not None:
        run.check()
