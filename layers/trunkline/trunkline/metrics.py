"""Counts as CloudWatch metrics, written to the log in the embedded metric format."""

from collections.abc import Mapping

from aws_lambda_powertools import Metrics
from aws_lambda_powertools.metrics import MetricUnit

NAMESPACE = "Trunkline"


def emit(counts: Mapping[str, int]) -> None:
    """Write the counts by name; zeros too, so that an alarm sees the difference between none and silence."""
    metrics = Metrics(namespace=NAMESPACE, service="trunkline")
    for name, count in counts.items():
        metrics.add_metric(name=name, unit=MetricUnit.Count, value=count)
    metrics.flush_metrics()
