"""Counts as CloudWatch metrics, written to the log in the embedded metric format."""

import os
from collections.abc import Mapping

from aws_lambda_powertools.metrics import Metrics, MetricUnit

NAMESPACE = "Trunkline"
_NAMESPACE_VARIABLE = "POWERTOOLS_METRICS_NAMESPACE"


def emit(counts: Mapping[str, int]) -> None:
    """Write the counts by name; zeros too, so that an alarm sees the difference between none and silence.

    The template gives each stack a namespace of its own, so that no stack rings another one's alarms.
    """
    metrics = Metrics(namespace=os.environ.get(_NAMESPACE_VARIABLE, NAMESPACE), service="trunkline")
    for name, count in counts.items():
        metrics.add_metric(name=name, unit=MetricUnit.Count, value=count)
    metrics.flush_metrics()
