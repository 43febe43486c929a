"""Alarms that compute with metrics.

MiniStack refuses a template that has one. Here it is kept as the alarm of no metric, which never rings: neither do the
others, for no function sends the metrics of Lambda, DynamoDB or the API.
"""

from typing import Any

from ministack.services.cloudformation import provisioners

from tools.stack.emulator.patching import PatchPoint

POINTS = (PatchPoint("services.cloudformation.provisioners", "_cw_metric_alarm_record", "name props"),)
# It takes no alarm without; MiniStack does not evaluate one whose are empty.
_METRIC = ("MetricName", "Namespace")


def apply() -> None:
    """Let an alarm have `Metrics` in place of one metric."""
    record = provisioners._cw_metric_alarm_record

    def record_of_any(name: str, props: dict[str, Any]) -> dict[str, Any]:
        if not props.get("Metrics"):
            return dict(record(name, props))
        single = {key: value for key, value in props.items() if key != "Metrics"}
        return dict(record(name, single | dict.fromkeys(_METRIC, "none"))) | dict.fromkeys(_METRIC, "")

    provisioners._cw_metric_alarm_record = record_of_any
