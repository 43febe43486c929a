"""Fair queues: of a standard queue with groups of messages, quiet groups are served before noisy ones.

MiniStack hands the oldest messages out first, whatever their `MessageGroupId`. SQS holds those of a noisy
neighbour back while others wait; "How Amazon SQS fair queues work" in its developer guide has the numbers below
(read 2026-11-29). Of processing time this knows what is being processed now, where SQS looks back further.
"""

import time
from collections.abc import Iterable
from typing import Any

from ministack.services import sqs

from tools.stack.emulator.patching import PatchPoint

POINTS = (
    PatchPoint("services.sqs", "_collect_msgs", "q max_n vis_timeout"),
    PatchPoint("services.sqs", "_ensure_msg_fields", "m"),
)

# A group is noisy with more than this share of what is being processed, and with at least so many messages of it;
_NOISY_SHARE = 0.1
_NOISY_COUNT = 30
# or with more than this share of the time that processing takes.
_NOISY_TIME_SHARE = 0.1


def apply() -> None:
    """Choose what a standard queue hands out; order of arrival is left to MiniStack."""
    collect = sqs._collect_msgs

    def collect_fairly(queue: dict[str, Any], most: int, visibility: int) -> Any:
        if queue["is_fifo"] or not any(message.get("group_id") for message in queue["messages"]):
            return collect(queue, most, visibility)
        now = time.time()
        for message in queue["messages"]:
            sqs._ensure_msg_fields(message)
        chosen = chosen_fairly(queue["messages"], most, now)
        for message in chosen:
            message["received_at"] = now
        # MiniStack marks them as it does all; to it the queue is but these.
        return collect({**queue, "messages": chosen}, most, visibility)

    sqs._collect_msgs = collect_fairly


def chosen_fairly(messages: Iterable[dict[str, Any]], most: int, now: float) -> list[dict[str, Any]]:
    """Return the messages that are to be handed out now: the oldest of quiet groups, then the others.

    A message without a group is a group of its own. Of several noisy groups comes first whoever has the fewest
    messages being processed.
    """
    counts: dict[Any, int] = {}
    seconds: dict[Any, float] = {}
    waiting: dict[Any, list[dict[str, Any]]] = {}
    for message in messages:
        group = message["group_id"] or id(message)
        if message["visible_at"] <= now:
            waiting.setdefault(group, []).append(message)
        elif message["receive_count"]:
            counts[group] = counts.get(group, 0) + 1
            seconds[group] = seconds.get(group, 0.0) + now - message.get("received_at", now)
    chosen: list[dict[str, Any]] = []
    quiet = [group for group in waiting if not _is_noisy(group, counts, seconds)]
    for message in sorted((each for group in quiet for each in waiting[group]), key=_arrived)[:most]:
        chosen.append(message)
    noisy = {group: list(waiting[group]) for group in waiting if group not in set(quiet)}
    while noisy and len(chosen) < most:
        group = min(noisy, key=lambda each: (counts.get(each, 0), _arrived(noisy[each][0])))
        chosen.append(noisy[group].pop(0))
        counts[group] = counts.get(group, 0) + 1
        if not noisy[group]:
            del noisy[group]
    return chosen


def _arrived(message: dict[str, Any]) -> float:
    return float(message["visible_at"])


def _is_noisy(group: Any, counts: dict[Any, int], seconds: dict[Any, float]) -> bool:
    count, total = counts.get(group, 0), sum(counts.values())
    has_many = count >= _NOISY_COUNT and count > _NOISY_SHARE * total
    return has_many or seconds.get(group, 0.0) > _NOISY_TIME_SHARE * sum(seconds.values())
