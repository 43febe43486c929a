"""Invocations: Lambda's error types and stack traces, and a bounded number at a time.

MiniStack reports every exception as `Runtime.HandlerError` without a stack trace and kills the
worker, so Step Functions never match an error by its name and the next call is cold. It also
starts as many workers as there are calls. Here an error arrives as Lambda reports it, the
worker stays, and calls beyond the bound wait for their turn. Queues and streams wait for none: each
event source has places of its own (see `event_sources.py`), so that a slow one holds up no other.
"""

import json
import os
import threading
from typing import Any

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

from tools.stack.emulator.patches.environments import InitFailedError
from tools.stack.emulator.patching import PatchPoint

POINTS = (
    PatchPoint("services.lambda_svc", "_execute_function_warm", "func event request_id"),
    PatchPoint("services.lambda_svc", "_ensure_reaper_thread", ""),
    PatchPoint("services.lambda_svc", "_throttle_response", "reason_code msg retry_after"),
    PatchPoint("services.lambda_svc", "_xray_trace_id_for_invocation", "config inbound_trace_header"),
    PatchPoint(
        "core.lambda_runtime",
        "acquire_worker",
        "func_name config code_zip qualifier max_concurrency",
    ),
    PatchPoint(
        "core.lambda_runtime",
        "Worker.invoke",
        "self event request_id trace_id depth durable invoked_function_arn",
    ),
    PatchPoint("core.lambda_runtime", "release_worker", "worker"),
    PatchPoint("core.lambda_runtime", "kill_workers", "workers"),
    PatchPoint("core.lambda_runtime", "_workers"),
    PatchPoint("core.lambda_runtime", "_lock"),
)

# Below API Gateway's 30 s, so that a caller who waited in vain hears it from the emulator.
_WAIT_SECONDS = 20.0


def apply() -> None:
    """Replace the executor of Python functions."""
    limit = _max_workers()
    # Two queues: a function that answers HTTP may wait for a workflow or for another function,
    # and those must not stand behind it.
    http_turns, other_turns = threading.Semaphore(limit), threading.Semaphore(limit)

    def execute(func: dict[str, Any], event: Any, request_id: str) -> dict[str, Any]:
        lambda_svc._ensure_reaper_thread()
        if _is_from_event_source(event):
            return _execute(func, event, request_id)
        turns = http_turns if _is_http(event) else other_turns
        if not turns.acquire(timeout=_WAIT_SECONDS):
            throttled: dict[str, Any] = lambda_svc._throttle_response(
                reason_code="ConcurrentInvocationLimitExceeded",
                msg=f"Rate Exceeded: no worker was free for {_WAIT_SECONDS:.0f} s",
            )
            return throttled
        try:
            return _execute(func, event, request_id)
        finally:
            turns.release()

    lambda_svc._execute_function_warm = execute


def most_processes() -> int:
    """Return how many workers there are before idle ones end; also the most batches that one queue has at once."""
    return 3 * _max_workers()


def _max_workers() -> int:
    return int(os.environ.get("STACK_MAX_WORKERS") or max(8, 4 * (os.cpu_count() or 1)))


def _is_http(event: Any) -> bool:
    context = event.get("requestContext") if isinstance(event, dict) else None
    return isinstance(context, dict) and "http" in context


def _is_from_event_source(event: Any) -> bool:
    records = event.get("Records") if isinstance(event, dict) else None
    first = records[0] if isinstance(records, list) and records else None
    return isinstance(first, dict) and first.get("eventSource") in {"aws:sqs", "aws:dynamodb"}


def _execute(func: dict[str, Any], event: Any, request_id: str) -> dict[str, Any]:
    config = func.get("config") or func
    if not func.get("code_zip"):
        return _failed({"errorType": "InvalidCode", "errorMessage": "The function has no code"})
    _end_idle_workers()
    worker, _ = lambda_runtime.acquire_worker(
        config["FunctionName"],
        config,
        func["code_zip"],
        qualifier=config.get("Version", "$LATEST"),
    )
    try:
        outcome = worker.invoke(
            event,
            request_id,
            trace_id=lambda_svc._xray_trace_id_for_invocation(config),
            invoked_function_arn=config.get("FunctionArn", ""),
        )
    except InitFailedError as error:
        return _failed(error.failure, worker._drain_stderr())
    finally:
        lambda_runtime.release_worker(worker)
    return _result(outcome, request_id)


def _result(outcome: dict[str, Any], request_id: str) -> dict[str, Any]:
    log = outcome.get("log", "")
    if "failure" in outcome:
        return _failed(outcome["failure"], log)
    if outcome["status"] == "ok":
        return {"body": outcome.get("result"), "log": log}
    reason = outcome.get("error", "")
    if reason.startswith("Task timed out"):
        failure = {"errorType": "Sandbox.Timedout", "errorMessage": f"Error: {reason}"}
    else:
        failure = {
            "errorType": "Runtime.ExitError",
            "errorMessage": "Error: Runtime exited without providing a reason",
        }
    failure["errorMessage"] = f"RequestId: {request_id} {failure['errorMessage']}"
    return _failed(failure, f"{log}\n{json.dumps(failure)}")


def _failed(failure: dict[str, Any], log: str = "") -> dict[str, Any]:
    return {"body": failure, "error": True, "function_error": "Unhandled", "log": log}


def _end_idle_workers() -> None:
    """Make room for one more process: the longest idle worker of any function ends.

    Some stay however many are busy: were each call a start while a queue waits for slow endpoints, all would be slow.
    """
    with lambda_runtime._lock:
        pools = lambda_runtime._workers
        workers = [worker for pool in pools.values() for worker in pool]
        idle = sorted(
            (worker for worker in workers if not worker.in_use and _is_alive(worker)),
            key=lambda worker: float(worker.last_used),
        )
        surplus = 1 + sum(map(_is_alive, workers)) - most_processes()
        ended = idle[: max(0, min(surplus, len(idle) - most_processes() // 2))]
        for key, pool in pools.items():
            pools[key] = [worker for worker in pool if worker not in ended]
    if ended:
        lambda_runtime.kill_workers(ended)


def _is_alive(worker: Any) -> bool:
    # A worker without a process has been leased and is about to start one.
    return bool(worker.in_use or worker._proc is not None)
