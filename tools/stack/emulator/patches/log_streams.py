"""Streams of a log group that functions share.

Lambda puts the function's name into the names of streams when the group is not the function's own; MiniStack leaves
it out, and nobody can tell whose log a stream is.

Functions log on threads of their own, and MiniStack looks through the streams of a group on another: it fails when one
is added meanwhile. Here only one of them is at the streams at a time.
"""

import threading
from collections.abc import Callable
from typing import Any

from ministack.services import cloudwatch_logs, lambda_svc

from tools.stack.emulator.patching import PatchPoint

# What goes through the streams of groups, by its parameters.
_READERS = {
    "_describe_log_groups": "data",
    "_describe_log_streams": "data",
    "_get_log_events": "data",
    "_filter_log_events": "data",
}

POINTS = (
    PatchPoint(
        "services.lambda_svc",
        "_emit_lambda_logs",
        "func request_id log_text error duration_ms log_source",
    ),
    PatchPoint("services.cloudwatch_logs", "_log_groups"),
    *(PatchPoint("services.cloudwatch_logs", name, parameters) for name, parameters in _READERS.items()),
)

_lock = threading.Lock()


def apply() -> None:
    """Name the function in the stream that its log has just made, while nobody reads."""
    emit = lambda_svc._emit_lambda_logs

    def emit_by_name(func: dict[str, Any], *arguments: Any, **options: Any) -> None:
        config = func.get("config") or func
        group = (config.get("LoggingConfig") or {}).get("LogGroup")
        with _lock:
            emit(func, *arguments, **options)
            if group in cloudwatch_logs._log_groups:
                _name_newest(cloudwatch_logs._log_groups[group]["streams"], config["FunctionName"])

    lambda_svc._emit_lambda_logs = emit_by_name
    for name in _READERS:
        setattr(cloudwatch_logs, name, _alone(getattr(cloudwatch_logs, name)))


def _alone(read: Callable[..., Any]) -> Callable[..., Any]:
    """Return the same reader, which reads while no function logs."""

    def read_alone(*arguments: Any) -> Any:
        with _lock:
            return read(*arguments)

    return read_alone


def _name_newest(streams: dict[str, Any], function: str) -> None:
    name = next(reversed(streams), "")
    day, _, version_and_id = name.rpartition("/")
    if version_and_id.startswith("["):
        streams[f"{day}/{function}{version_and_id}"] = streams.pop(name)
