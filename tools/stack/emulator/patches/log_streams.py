"""Streams of a log group that functions share.

Lambda puts the function's name into the names of streams when the group is not the function's own; MiniStack leaves
it out, and nobody can tell whose log a stream is.
"""

import threading
from typing import Any

from ministack.services import cloudwatch_logs, lambda_svc

from tools.stack.emulator.patching import PatchPoint

POINTS = (
    PatchPoint(
        "services.lambda_svc",
        "_emit_lambda_logs",
        "func request_id log_text error duration_ms log_source",
    ),
    PatchPoint("services.cloudwatch_logs", "_log_groups"),
)

_lock = threading.Lock()


def apply() -> None:
    """Name the function in the stream that its log has just made."""
    emit = lambda_svc._emit_lambda_logs

    def emit_by_name(func: dict[str, Any], *arguments: Any, **options: Any) -> None:
        config = func.get("config") or func
        group = (config.get("LoggingConfig") or {}).get("LogGroup")
        with _lock:
            emit(func, *arguments, **options)
            if group in cloudwatch_logs._log_groups:
                _name_newest(cloudwatch_logs._log_groups[group]["streams"], config["FunctionName"])

    lambda_svc._emit_lambda_logs = emit_by_name


def _name_newest(streams: dict[str, Any], function: str) -> None:
    name = next(reversed(streams), "")
    day, _, version_and_id = name.rpartition("/")
    if version_and_id.startswith("["):
        streams[f"{day}/{function}{version_and_id}"] = streams.pop(name)
