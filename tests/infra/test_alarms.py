"""What rings an alarm: not one bad request, nor a flood of refused ones; and what a fault of ours does."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from tests.support.template import ROOT, resources, template

# A quantity by period, the oldest first; the last one stays, as what waits in a queue does.
Series = Mapping[str, Sequence[float]]

# Of each alarm that callers, tenants and carriers can feed: what one bad request of theirs does to what it watches.
ONE_BAD_REQUEST: dict[str, Series] = {
    "ApiErrorsAlarm": {"faults": [1, 0], "requests": [1, 0]},
    "ApiUnavailableAlarm": {"failed": [1, 0], "requests": [1, 0]},
    "WebhookErrorsAlarm": {"failed": [1, 0]},
    # A message that kills its function, whenever it comes again.
    "BackgroundErrorsAlarm": {"errors_copies": [1, 0, 0] * 10},
    "CallCommandsRefusedAlarm": {"CallCommandsRefused": [1, 0]},
    "FunctionsThrottledAlarm": {"Throttles": [1, 0]},
    # Tried ten times in an hour.
    "WebhookEventsWaitingAlarm": {"age": [300.0 * n for n in range(1, 13)] + [0], "waiting": [1] * 12 + [0]},
    "RecordingsWaitingAlarm": {"ApproximateAgeOfOldestMessage": [300, 540, 0]},
    "TableThrottledAlarm": {"throttled_writes_table": [1, 0]},
    "ArchivesFailedAlarm": {"failed": [1, 0]},
    "ArchivesSlowAlarm": {"ExecutionTime": [900_000, 0]},
    "CleanupParkedAlarm": {"CleanupParked": [1, 0]},
    "WebhookEventsDeadLettersAlarm": {"ApproximateNumberOfMessagesVisible": [1]},
    "RecordingsDeadLettersAlarm": {"ApproximateNumberOfMessagesVisible": [1]},
    "WebhookEventsLostAlarm": {"WebhookEventsLost": [1, 0]},
    # Endpoints that hang hold their workers for as long as they may; a group is not in the way of another.
    "DeliveriesWaitingAlarm": {"ApproximateAgeOfOldestMessage": [200, 0]},
    "DeliveriesParkedAlarm": {"WebhookDeliveriesParked": [1, 0]},
    # A tenant's own endpoints, all of them gone.
    "WebhooksDisabledAlarm": {"WebhooksDisabled": [1, 0]},
}
# The others tell of what only the service itself does, the account's own systems, or nobody any more.
FROM_INSIDE = {
    "EventsBehindAlarm",
    "DeadLettersLostAlarm",
    "CleanupSilentAlarm",
    # What an owner does to his numbers in a carrier's console rings for whoever operates them: that is what it is for.
    "NumbersBrokenAlarm",
    "AuditsOverdueAlarm",
    "ReferenceDeadLettersAlarm",
    "EventDeadLettersAlarm",
    "FanOutBehindAlarm",
    "FanOutDeadLettersAlarm",
    "DeliveriesDeadLettersAlarm",
    "CleanupDeadLettersAlarm",
}
# A fault of ours while others are served, or while next to nobody calls.
FAULTS: list[tuple[str, Series]] = [
    # A new version that fails, with a tenth of 100 requests a minute, while as many again are refused.
    ("ApiErrorsAlarm", {"faults": [0, 10, 10], "requests": [100, 200, 200], "refused": [0, 100, 100]}),
    ("ApiErrorsAlarm", {"unanswered": [0, 10, 10], "requests": [100, 100, 100]}),
    ("ApiErrorsAlarm", {"faults": [3, 0, 0, 0, 0, 0, 0, 3], "requests": [3, 0, 0, 0, 0, 0, 0, 3]}),
    ("ApiUnavailableAlarm", {"failed": [300, 300], "requests": [3000, 3000]}),
    ("WebhookErrorsAlarm", {"failed": [10, 10], "taken": [90, 90]}),
    ("WebhookErrorsAlarm", {"failed": [4, 0, 0, 0, 0, 4, 0]}),
    ("BackgroundErrorsAlarm", {"errors_events": [2, 3, 2]}),
    ("WebhookEventsWaitingAlarm", {"age": [1200], "waiting": [10]}),
    ("WebhookEventsWaitingAlarm", {"age": [4800], "waiting": [1]}),
    ("ArchivesFailedAlarm", {"failed": [2], "late": [1], "done": [20]}),
    ("ArchivesSlowAlarm", {"ExecutionTime": [900_000, 0, 0, 0, 0, 900_000, 0]}),
    ("RecordingsDeadLettersAlarm", {"ApproximateNumberOfMessagesVisible": [3]}),
    ("ReferenceDeadLettersAlarm", {"ApproximateNumberOfMessagesVisible": [1]}),
]


def rings(name: str, series: Series) -> bool:
    """Whether an alarm of the template would ring at the end of some period."""
    alarm = resources("AWS::CloudWatch::Alarm")[name]["Properties"]
    assert (alarm["ComparisonOperator"], alarm["TreatMissingData"]) == ("GreaterThanThreshold", "notBreaching")
    last = max(len(values) for values in series.values()) + alarm["EvaluationPeriods"]
    breaches = [
        _value(alarm, {name: values[min(period, len(values) - 1)] for name, values in series.items()})
        > alarm["Threshold"]
        for period in range(last)
    ]
    wanted = alarm.get("DatapointsToAlarm", alarm["EvaluationPeriods"])
    return any(sum(breaches[: end + 1][-alarm["EvaluationPeriods"] :]) >= wanted for end in range(last))


def _value(alarm: dict[str, Any], quantities: Mapping[str, float]) -> float:
    """What an alarm compares with its threshold, of one period."""
    if "Metrics" not in alarm:
        assert set(quantities) == {alarm["MetricName"]}
        return quantities[alarm["MetricName"]]
    measured = {metric["Id"] for metric in alarm["Metrics"] if "MetricStat" in metric}
    assert set(quantities) <= measured, f"the alarm watches {measured}"
    known: dict[str, float] = dict.fromkeys(measured, 0.0) | dict(quantities)
    computed = [metric for metric in alarm["Metrics"] if "Expression" in metric]
    # The one that is compared comes first; what it is computed from comes after it.
    for metric in reversed(computed):
        known[metric["Id"]] = _computed(metric["Expression"], known)
    return known[computed[0]["Id"]]


def _computed(expression: str, known: Mapping[str, float]) -> float:
    if total := re.fullmatch(r'SUM\(FILL\(METRICS\("(\w+)"\), 0\)\)', expression):
        return sum(value for name, value in known.items() if name.startswith(total[1]))
    meaning: dict[str, Any] = {"IF": lambda test, then, other: then if test else other, "FILL": lambda value, _: value}
    try:
        # The template's own arithmetic, with the two functions of CloudWatch that it uses.
        return float(eval(expression, {"__builtins__": {}}, meaning | dict(known)))
    except ZeroDivisionError:
        return 0.0  # no datapoint


def test_each_alarm_is_either_fed_from_outside_or_not() -> None:
    assert ONE_BAD_REQUEST.keys() | FROM_INSIDE == resources("AWS::CloudWatch::Alarm").keys()
    assert not ONE_BAD_REQUEST.keys() & FROM_INSIDE


@pytest.mark.parametrize("name", ONE_BAD_REQUEST)
def test_one_bad_request_rings_no_alarm(name: str) -> None:
    assert not rings(name, ONE_BAD_REQUEST[name])


@pytest.mark.parametrize(("name", "series"), FAULTS, ids=[f"{name}-{n}" for n, (name, _) in enumerate(FAULTS)])
def test_a_fault_of_ours_rings(name: str, series: Series) -> None:
    assert rings(name, series)


def test_refused_requests_neither_ring_nor_hide_what_failed() -> None:
    flood = [100_000, 100_000]

    assert not rings("ApiErrorsAlarm", {"requests": flood, "refused": flood})
    served = {"requests": [100_100, 100_100], "refused": flood}
    assert rings("ApiErrorsAlarm", served | {"faults": [10, 10]})


def test_a_few_bad_requests_among_many_good_ones_stop_no_deployment() -> None:
    assert not rings("ApiErrorsAlarm", {"faults": [20] * 15, "requests": [2000] * 15})
    assert not rings("WebhookErrorsAlarm", {"failed": [5] * 15, "taken": [200] * 15})
    assert not rings("ArchivesFailedAlarm", {"failed": [3], "done": [100]})


def test_what_is_out_of_reach_stops_no_deployment() -> None:
    stops = {
        alarm["Fn::Sub"].partition("-")[2]
        for alarm in template()["Globals"]["Function"]["DeploymentPreference"]["Alarms"]
    }

    assert stops == {"ApiErrorsAlarm", "WebhookErrorsAlarm", "BackgroundErrorsAlarm", "ArchivesFailedAlarm"}
    assert stops <= ONE_BAD_REQUEST.keys()
    # 503 of a table that is throttled, 500 of a carrier that is down: API Gateway counts them, no filter does.
    counted = {metric["Id"] for metric in _metrics("ApiErrorsAlarm")}
    assert counted == {"faults", "unanswered", "requests", "refused"}


def _metrics(name: str) -> list[dict[str, Any]]:
    alarm = resources("AWS::CloudWatch::Alarm")[name]["Properties"]
    return [metric for metric in alarm["Metrics"] if "MetricStat" in metric]


def test_a_deployment_is_stopped_while_a_tenth_of_the_traffic_goes_to_it() -> None:
    for name in ("ApiErrorsAlarm", "WebhookErrorsAlarm", "BackgroundErrorsAlarm"):
        alarm = resources("AWS::CloudWatch::Alarm")[name]["Properties"]
        seconds = {metric["MetricStat"]["Period"] for metric in _metrics(name)}
        # Five minutes; the metrics are a minute late.
        assert seconds == {60}, name
        assert alarm["DatapointsToAlarm"] <= 3, name


def test_every_metric_of_our_own_is_counted_by_a_filter_or_by_the_code() -> None:
    watched = set(
        re.findall(
            r'"MetricName": "(\w+)", "Namespace": \{"Fn::Sub": "Trunkline/',
            _normal(resources("AWS::CloudWatch::Alarm")),
        )
    )
    filters = resources("AWS::Logs::MetricFilter").values()
    made = {each["Properties"]["MetricTransformations"][0]["MetricName"] for each in filters}

    # What code counts itself.
    counted = {"CallCommandsRefused", "CleanupParked", "WebhookEventsLost", "AuditsOverdue", "NumbersBecameBroken"}
    assert watched - made == counted | {"WebhookDeliveriesParked", "WebhooksDisabled"}
    assert made <= watched


def _normal(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def test_filters_look_for_lines_that_are_logged() -> None:
    code = "".join(path.read_text() for path in (ROOT / "layers" / "trunkline").rglob("*.py"))
    (api,) = resources("AWS::Serverless::HttpApi").values()
    for name, found in resources("AWS::Logs::MetricFilter").items():
        pattern = found["Properties"]["FilterPattern"]
        if found["Properties"]["LogGroupName"] == {"Ref": "FunctionsLogGroup"}:
            for message in re.findall(r'\$\.message = "([^"]+)"', pattern):
                assert f'"{message}"' in code, name
        else:
            members = set(re.findall(r"\$\.(\w+)", pattern))
            assert members <= set(re.findall(r'"(\w+)":', api["Properties"]["AccessLogSettings"]["Format"])), name
