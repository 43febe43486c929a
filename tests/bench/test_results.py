"""Ratios, targets and what is read from the emulator's log: figures that people will repeat."""

from pathlib import Path

import pytest

from bench import cold_start
from bench.cold_start import Started
from bench.errors import BenchError
from bench.report import HEADINGS, markdown, table_rows
from bench.results import Results, Row, load
from bench.targets import misses


def a_start(cold: float, *, at: float = 0, cpu: float = 1.0, rss_mb: float = 40.0, answer_bytes: int = 900) -> Started:
    return Started(
        at=at,
        cold=cold,
        cold_cpu=cold / 2,
        init=cold / 2,
        first=5.0,
        warm_p50=2.0,
        warm_p95=3.0,
        cpu=cpu,
        rss_mb=rss_mb,
        log_bytes=300.0,
        aws_calls=2.0,
        answer_bytes=answer_bytes,
    )


def a_row(name: str, kind: str, *cold: float, cpu: float = 1.0, rss_mb: float = 40.0) -> Row:
    starts = [a_start(each, at=minute, cpu=cpu, rss_mb=rss_mb) for minute, each in enumerate(cold)]
    return Row(name, kind, 20.0, starts)


def test_a_slow_round_hits_both_sides_of_a_ratio() -> None:
    typical, own = a_row("D", "peer", 100, 1000, 100), a_row("f", "api", 50, 500, 50)
    assert own.ratio("cold", typical) == 0.5


def test_a_start_is_compared_with_the_others_nearest_in_time() -> None:
    typical = a_row("D", "peer", 100, 100, 100, 200, 200, 200)
    own = Row("f", "api", 20.0, [a_start(50, at=0.4), a_start(50, at=1.2), a_start(100, at=4.9)])
    assert own.ratio("cold", typical) == 0.5


def test_a_ratio_is_the_median_of_the_ratios_and_not_of_the_medians() -> None:
    typical, own = a_row("D", "peer", 10, 20, 30), a_row("f", "api", 30, 20, 15)
    assert own.ratio("cold", typical) == 1.0
    assert own.value("cold") / typical.value("cold") == 1.0
    own.starts[2] = a_start(60, at=2)
    assert own.ratio("cold", typical) == 2.0


def test_what_was_saved_is_read_again(tmp_path: Path) -> None:
    results = Results([a_row("D", "peer", 100), a_row("f", "api", 50)], {"rounds": 1})
    results.save(tmp_path / "deep" / "results.json")
    assert load(tmp_path / "deep" / "results.json") == results


def test_a_run_within_its_targets_misses_none() -> None:
    rows = [
        a_row("D", "peer", 100, cpu=2.0),
        a_row("D-nopyc", "peer", 240, cpu=2.0),
        a_row("f", "api", 50, cpu=1.0),
        a_row("c", "carrier", 84, cpu=1.0),
        a_row("w", "webhook", 61, cpu=1.0),
    ]
    assert misses(Results(rows), 59.9) == []


@pytest.mark.parametrize(
    ("row", "missed"),
    [
        (a_row("f", "api", 63), "cold start to D's"),
        (a_row("f", "api", 60), "median of the API functions' cold starts"),
        (a_row("f", "carrier", 86), "cold start to D's"),
        (a_row("f", "webhook", 63), "cold start to D's"),
        (a_row("f", "api", 50, cpu=1.5), "CPU of a warm call"),
        (a_row("f", "api", 50, rss_mb=56), "peak memory"),
    ],
)
def test_each_target_can_be_missed(row: Row, missed: str) -> None:
    found = misses(Results([a_row("D", "peer", 100, cpu=2.0), row]), 20)
    assert any(missed in str(each) for each in found)


def test_a_warm_call_is_held_against_the_usual_stack_at_the_same_job() -> None:
    rows = [
        a_row("D", "peer", 100, cpu=2.0),
        a_row("D: f", "peer", 100, cpu=4.0),
        a_row("f", "api", 50, cpu=2.0),
        a_row("g", "api", 50, cpu=2.0),
    ]
    (missed,) = misses(Results(rows), 20)
    assert str(missed).startswith("g: CPU of a warm call")
    carriers = [rows[0], a_row("c", "carrier", 50, cpu=9.0)]
    assert misses(Results(carriers), 20) == []
    assert len(misses(Results([*carriers, a_row("D: c", "peer", 100, cpu=9.0)]), 20)) == 1
    cells = {row[0]: row[-2:] for row in table_rows(Results(rows))}
    assert (cells["f"], cells["g"]) == (("1.00", "0.50"), ("1.00", "1.00"))


def test_a_peer_that_finds_nothing_to_answer_is_not_at_the_same_job() -> None:
    peer, own = a_row("D: f", "peer"), a_row("f", "api", 50)
    peer.starts.append(a_start(100, answer_bytes=2))
    assert Results([peer, own]).unequal_jobs() == ["D: f answers 2 bytes, f 900"]
    peer.starts[0] = a_start(100, answer_bytes=880)
    assert Results([peer, own]).unequal_jobs() == []


def test_a_layer_that_grew_and_bytecode_that_is_lost_are_missed_targets() -> None:
    assert "layers" in str(misses(Results([]), 61)[0])
    rows = [a_row("D-nopyc", "peer", 100), a_row("f", "api", 30)]
    assert "D-nopyc" in str(misses(Results(rows), 20)[0])


def test_a_function_of_another_tree_is_shown_and_has_no_targets() -> None:
    results = Results([a_row("D", "peer", 100), a_row("before: f", "before", 500)])
    assert misses(results, 20) == []
    assert "| before: f |" in markdown(results)


def test_the_table_has_a_cell_for_each_heading_and_none_for_a_peer_that_was_left_out() -> None:
    (cells,) = table_rows(Results([a_row("f", "api", 50)]))
    assert len(cells) == len(HEADINGS)
    assert cells[-1] == ""


def test_the_emulators_log_is_read_whatever_its_units() -> None:
    log = (
        "(rapid) INIT REPORT(durationMs: 250.500000)\n"
        '{"message":"request"}\n'
        "(rapid) INVOKE RTDONE(status: success, produced bytes: 0, duration: 1.5s)\n"
        "(rapid) INVOKE RTDONE(status: success, produced bytes: 0, duration: 900µs)\n"
        "(rapid) INVOKE RTDONE(status: success, produced bytes: 0, duration: 2.5ms)\n"
    )
    read = cold_start.read_log(log)
    assert (read.init, read.first) == (250.5, 1500)
    assert read.warm_p50 == pytest.approx(1.7)
    assert read.log_bytes == len('{"message":"request"}\n') / 3


def test_a_log_without_times_is_said_to_have_none() -> None:
    with pytest.raises(BenchError, match="no times"):
        cold_start.read_log("exec format error")


def test_recorded_results_are_the_medians_of_our_functions_and_their_peers() -> None:
    results = load(Path(__file__).parents[2] / "bench" / "recorded.json")
    assert results.own
    assert results.medians() == results
