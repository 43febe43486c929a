"""One structured log for every function, and counts as metrics."""

import os
import traceback
from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools.logging import Logger

NAMESPACE = "Trunkline"
_NAMESPACE_VARIABLE = "POWERTOOLS_METRICS_NAMESPACE"

# The level comes from POWERTOOLS_LOG_LEVEL or Lambda's own setting; the service name from the template.
# A log line names the route key, never the path or the body: a path can hold a number or a webhook token.
logger = Logger(service="trunkline")
# All functions log into one group. Elsewhere than on Lambda there is no name, and no such member.
logger.append_keys(function_name=os.environ.get("AWS_LAMBDA_FUNCTION_NAME"))


def log_bug(error: Exception, **where: Any) -> None:
    """Log an unforeseen error: its class and where it happened, never its message, which may quote a client."""
    stack = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    logger.error("unhandled error", **where, error=type(error).__name__, stack=stack)


def log_causes(error: BaseException, **where: Any) -> None:
    """Log why a request failed that is no bug."""
    logger.warning("request failed", **where, causes=causes_of(error))


def causes_of(error: BaseException) -> list[str]:
    """Tell what an error came of: each error of the chain, its class, AWS's code and its place.

    Their messages are left out, for they may quote a client.
    """
    causes: list[str] = []
    cause: BaseException | None = error
    while cause is not None:
        frames = traceback.extract_tb(cause.__traceback__)
        place = f" at {frames[-1].filename}:{frames[-1].lineno}" if frames else ""
        response = getattr(cause, "response", None)
        code = response.get("Error", {}).get("Code", "") if isinstance(response, dict) else ""
        causes.append(f"{type(cause).__name__}{f' ({code})' if code else ''}{place}")
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return causes


def emit(counts: Mapping[str, int]) -> None:
    """Write counts by name in CloudWatch's embedded metric format; zeros too, for none is not the same as silence.

    The template gives each stack a namespace of its own, so that no stack raises another one's alarms.
    """
    from aws_lambda_powertools.metrics import Metrics, MetricUnit  # noqa: PLC0415 - few functions count

    metrics = Metrics(namespace=os.environ.get(_NAMESPACE_VARIABLE, NAMESPACE), service="trunkline")
    for name, count in counts.items():
        metrics.add_metric(name=name, unit=MetricUnit.Count, value=count)
    metrics.flush_metrics()
