"""The program inside one execution environment of a function: it stands for Lambda's runtime.

It is run with only the standard library on its path and must not import anything of the project.
It speaks MiniStack's worker protocol: JSON lines, first the function's description, then one
line per invocation; each is answered by one line.
"""

import importlib
import json
import logging
import os
import sys
import time
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, TextIO

# Ends the log of one invocation, so that the emulator need not guess whether more lines come.
END_OF_LOG = "\x1eend of invocation "

Handler = Callable[[Any, "Context"], Any]


class Context:
    """The context object of one invocation."""

    identity = None
    client_context = None

    def __init__(self, function: dict[str, Any], invocation: dict[str, Any]) -> None:
        """Describe the invocation from the emulator's two messages."""
        self._deadline = time.time() + float(invocation["timeout_ms"]) / 1000
        self.aws_request_id: str = invocation["request_id"]
        self.invoked_function_arn: str = invocation["invoked_function_arn"]
        self.function_name: str = function["function_name"]
        self.memory_limit_in_mb: str = str(function["memory"])
        self.function_version = os.environ["AWS_LAMBDA_FUNCTION_VERSION"]
        self.log_group_name = os.environ["AWS_LAMBDA_LOG_GROUP_NAME"]
        self.log_stream_name = os.environ["AWS_LAMBDA_LOG_STREAM_NAME"]

    def get_remaining_time_in_millis(self) -> int:
        """Return the milliseconds left before the invocation times out."""
        return max(0, int((self._deadline - time.time()) * 1000))

    def log(self, message: str) -> None:
        """Write to the function's log."""
        sys.stdout.write(message)


class RuntimeLogHandler(logging.StreamHandler[TextIO]):
    """What Lambda's runtime puts on the root logger; without it INFO lines would be lost."""

    request_id = ""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line in the format of Lambda's text logs."""
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = super().format(record)
        stamp = moment.replace("+00:00", "Z")
        return f"[{record.levelname}]\t{stamp}\t{self.request_id}\t{line}"


def main() -> None:
    """Load the handler, then answer invocations until standard input ends."""
    requests, answers = _take_standard_streams()
    function = json.loads(requests.readline())
    log_handler = RuntimeLogHandler(sys.stderr)
    logging.getLogger().addHandler(log_handler)
    try:
        handler = _load_handler(function)
    except BaseException as error:  # noqa: BLE001 - a module may even call sys.exit
        # Whatever a module does while it is imported, its function cannot start.
        _answer(answers, json.dumps({"status": "error", "failure": _init_failure(error)}))
        return
    _answer(answers, json.dumps({"status": "ready"}))
    for line in requests:
        message = json.loads(line)
        log_handler.request_id = message["ctx"]["request_id"]
        answer = _invoke(handler, message["event"], function, message["ctx"])
        sys.stdout.flush()
        sys.stderr.write(f"{END_OF_LOG}{log_handler.request_id}\n")
        sys.stderr.flush()
        _answer(answers, answer)


def _take_standard_streams() -> tuple[TextIO, TextIO]:
    """Keep the emulator's two pipes, and give the function a log and an empty input instead."""
    requests = os.fdopen(os.dup(0))
    answers = os.fdopen(os.dup(1), "w")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return requests, answers


def _load_handler(function: dict[str, Any]) -> Handler:
    sys.path[:0] = function["paths"]
    module_name = function["module"].replace("/", ".")
    try:
        module = importlib.import_module(module_name)
    except ImportError as error:
        message = f"Unable to import module '{module_name}': {error}"
        raise InitError("Runtime.ImportModuleError", message) from error
    handler = getattr(module, function["handler"], None)
    if handler is None:
        message = f"Handler '{function['handler']}' missing on module '{module_name}'"
        raise InitError("Runtime.HandlerNotFound", message)
    found: Handler = handler
    return found


class InitError(Exception):
    """The handler cannot be loaded; carries the name that Lambda gives to the reason."""

    def __init__(self, error_type: str, message: str) -> None:
        """Describe the failure as Lambda does."""
        super().__init__(message)
        self.error_type = error_type


def _init_failure(error: BaseException) -> dict[str, Any]:
    traceback.print_exception(error)
    failure = _failure(error, "")
    if isinstance(error, InitError):
        failure["errorType"] = error.error_type
    return failure


def _invoke(handler: Handler, event: Any, function: dict[str, Any], invocation: dict[str, Any]) -> str:
    """Run the handler and return the line that answers the emulator."""
    request_id = invocation["request_id"]
    if invocation.get("trace_id"):
        os.environ["_X_AMZN_TRACE_ID"] = invocation["trace_id"]
    try:
        result = handler(event, Context(function, invocation))
    except Exception as error:  # noqa: BLE001 - as the runtime does
        # Lambda reports any exception of a handler to the caller and keeps the environment.
        return _failure_line(_failure(error, request_id))
    try:
        return json.dumps({"status": "ok", "result": result}, default=_encode)
    except (TypeError, ValueError) as error:
        failure = _failure(error, request_id)
        failure["errorType"] = "Runtime.MarshalError"
        failure["errorMessage"] = f"Unable to marshal response: {error}"
        return _failure_line(failure)


def _failure_line(failure: dict[str, Any]) -> str:
    trace = "".join(failure["stackTrace"])
    sys.stderr.write(
        f"[ERROR] {failure['errorType']}: {failure['errorMessage']}\nTraceback (most recent call last):\n{trace}"
    )
    return json.dumps({"status": "ok", "failure": failure})


def _failure(error: BaseException, request_id: str) -> dict[str, Any]:
    # The first entries are this program's own frames.
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if frame.filename != __file__]
    return {
        "errorMessage": str(error),
        "errorType": type(error).__name__,
        "requestId": request_id,
        "stackTrace": traceback.format_list(own),
    }


def _encode(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")


def _answer(answers: TextIO, line: str) -> None:
    answers.write(line + "\n")
    answers.flush()


if __name__ == "__main__":
    main()
