"""Queues of the local stack: who is served first, and how many batches are out at once."""

from dataclasses import dataclass
from typing import Any

import pytest
from ministack.core import lambda_runtime

from tools.stack.emulator.patches import invocations
from tools.stack.emulator.patches.event_sources import Ramp
from tools.stack.emulator.patches.fair_queues import chosen_fairly

NOW = 1_000.0


def waits(group: str | None, since: float = 1.0) -> dict[str, Any]:
    return {"group_id": group, "visible_at": NOW - since, "receive_count": 0}


def is_processed(group: str | None, since: float = 1.0) -> dict[str, Any]:
    return {"group_id": group, "visible_at": NOW + 60, "receive_count": 1, "received_at": NOW - since}


def groups(messages: list[dict[str, Any]]) -> list[Any]:
    return [message["group_id"] for message in messages]


def test_where_nobody_is_noisy_the_oldest_are_first() -> None:
    messages = [waits("a", 3), waits(None, 2), waits("b", 1)]

    assert chosen_fairly(messages, 2, NOW) == messages[:2]


def test_a_group_with_many_in_process_waits_for_those_with_few() -> None:
    noisy, quiet = [waits("noisy", 9) for _ in range(9)], [waits("quiet"), waits(None)]
    processed = [is_processed("noisy", 0) for _ in range(30)]

    assert groups(chosen_fairly([*processed, *noisy, *quiet], 4, NOW)) == ["quiet", None, "noisy", "noisy"]


@pytest.mark.parametrize(("count", "is_held_back"), [(29, False), (30, True)])
def test_few_in_process_make_nobody_noisy(count: int, *, is_held_back: bool) -> None:
    processed = [is_processed("many", 0) for _ in range(count)]

    (first,) = chosen_fairly([*processed, waits("many", 9), waits("quiet", 1)], 1, NOW)
    assert (first["group_id"] == "quiet") is is_held_back


def test_a_group_that_takes_most_of_the_time_waits_though_it_has_few() -> None:
    processed = [is_processed("slow", 15), is_processed("fast", 0.1)]

    assert groups(chosen_fairly([*processed, waits("slow", 9), waits("fast", 1)], 2, NOW)) == ["fast", "slow"]


def test_of_noisy_groups_comes_first_who_has_the_fewest_in_process() -> None:
    processed = [*(is_processed("a", 9) for _ in range(3)), is_processed("b", 9)]
    messages = [*processed, *(waits("a", 9) for _ in range(2)), *(waits("b", 8) for _ in range(4))]

    assert groups(chosen_fairly(messages, 6, NOW)) == ["b", "b", "a", "b", "a", "b"]


def test_no_message_is_handed_out_twice_and_none_is_left() -> None:
    messages = [waits(f"{n % 7}", n) for n in range(40)]
    seen: list[dict[str, Any]] = []
    while chosen := chosen_fairly(messages, 3, NOW):
        seen += chosen
        for message in chosen:
            message.update(is_processed(message["group_id"], 5))

    assert len(seen) == len({id(message) for message in seen}) == 40


def test_a_queue_begins_with_five_batches_and_gets_five_more_a_second() -> None:
    ramp = Ramp()

    assert ramp.places_at(NOW, 0, 50, is_waited_for=False) == 5
    assert ramp.places_at(NOW, 5, 50, is_waited_for=True) == 5
    assert ramp.places_at(NOW + 0.2, 5, 50, is_waited_for=True) == 6
    assert ramp.places_at(NOW + 1.2, 6, 50, is_waited_for=True) == 11


def test_a_queue_gets_no_more_than_its_mapping_allows_and_gives_it_back_when_it_has_little_to_do() -> None:
    ramp = Ramp()
    for second in range(60):
        places = ramp.places_at(NOW + second, int(ramp.places), 12, is_waited_for=True)

    assert places == 12
    assert ramp.places_at(NOW + 60, 4, 12, is_waited_for=False) == 5


def test_a_queue_that_nobody_waits_for_gets_no_more() -> None:
    ramp = Ramp()
    for second in range(60):
        places = ramp.places_at(NOW + second, 5, 50, is_waited_for=False)

    assert places == 5


@dataclass(eq=False)
class Worker:
    in_use: bool
    last_used: float = 0.0
    _proc: Any = "a process"


@pytest.mark.parametrize(("busy", "idle", "left"), [(3, 8, 8), (3, 9, 8), (6, 6, 6), (30, 9, 6)])
def test_the_longest_idle_functions_end_and_some_stay_however_many_are_busy(
    monkeypatch: pytest.MonkeyPatch, busy: int, idle: int, left: int
) -> None:
    monkeypatch.setenv("STACK_MAX_WORKERS", "4")
    workers = [*(Worker(in_use=True) for _ in range(busy)), *(Worker(in_use=False, last_used=n) for n in range(idle))]
    pools = {"one": workers[::2], "other": workers[1::2]}
    ended: list[Worker] = []
    monkeypatch.setattr(lambda_runtime, "_workers", pools)
    monkeypatch.setattr(lambda_runtime, "kill_workers", ended.extend)

    invocations._end_idle_workers()

    assert sorted(worker.last_used for worker in ended) == list(range(idle - left))
    assert sum(not worker.in_use for pool in pools.values() for worker in pool) == left
