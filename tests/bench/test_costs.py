"""Prices: computed from counts, and the document says what the computation says."""

import itertools
import json

import pytest

from bench import costs
from bench.costs import MILLION, call, calls
from bench.latencies import histogram, percentile
from bench.prices import PRICES
from bench.results import load
from tests.bench.test_results import a_row
from tests.support.template import ROOT, resources


def test_the_document_is_what_the_script_writes() -> None:
    assert costs.DOCUMENT.read_text() == costs.current(), "run python -m bench.costs"


def test_a_transaction_of_four_units_is_what_it_costs() -> None:
    row = a_row("f", "api", 100)
    without, with_ = (call("f", {"calls": 1, "write_units": units}, row) for units in (0, 4))
    assert with_.total - without.total == pytest.approx(2.50)


def test_an_index_that_is_written_costs_as_the_table_does() -> None:
    row = a_row("f", "api", 100)
    assert call("f", {"index_writes": 1}, row).parts == call("f", {"write_units": 1}, row).parts


def test_waiting_for_the_table_is_paid_for() -> None:
    row = a_row("f", "api", 100)
    once, thrice = (call("f", {"calls": calls}, row).parts["duration"] for calls in (1, 3))
    assert thrice - once == pytest.approx(MILLION * 2 * 0.004 * 0.5 * 0.0000133334)


def test_an_alarm_costs_as_many_metrics_as_it_looks_at() -> None:
    alarms = [alarm["Properties"] for alarm in resources("AWS::CloudWatch::Alarm").values()]
    looked_at = [sum("MetricStat" in each for each in alarm.get("Metrics", ())) or 1 for alarm in alarms]
    assert max(looked_at) > 1
    assert costs.metrics_of_alarms((ROOT / "alarms.yaml").read_text()) == sum(looked_at)


def test_every_measured_request_has_counts_and_a_price() -> None:
    counts = json.loads(costs.COUNTS.read_text())
    priced = calls(load(costs.RECORDED), counts)
    assert all(each.total > 1.2 for each in priced)
    assert {each.name for each in priced} - {"archive, whole"} <= counts.keys()


def test_an_archive_costs_its_transitions_first() -> None:
    priced = {each.name: each for each in calls(load(costs.RECORDED), json.loads(costs.COUNTS.read_text()))}
    assert priced["archive, whole"].parts["other"] >= 125
    assert priced["archive, whole"].total < 150


def test_every_price_says_where_it_is_from() -> None:
    assert all(price.usd > 0 and price.source and price.unit for price in PRICES.values())


def test_percentiles_are_latencies_that_were_measured() -> None:
    latencies = [5.0, 1.0, 4.0, 2.0, 3.0]
    assert [percentile(latencies, share) for share in (0, 0.5, 0.95, 1)] == [1, 3, 5, 5]
    with pytest.raises(ValueError, match="no latencies"):
        percentile([], 0.5)


def test_a_histogram_counts_every_latency_once_and_has_no_gaps() -> None:
    latencies = [0.3, 1.0, 1.1, 7.5, 900.0]
    bars = histogram(latencies)
    assert sum(count for _, _, count in bars) == len(latencies)
    for begin, end, count in bars:
        assert count == sum(begin <= latency < end for latency in latencies)
    assert all(a[1] == pytest.approx(b[0]) for a, b in itertools.pairwise(bars))
    assert histogram([]) == []
