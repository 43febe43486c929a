"""Latencies as percentiles and as a histogram whose bars are equally wide on a logarithmic scale."""

import math
from collections import Counter
from collections.abc import Sequence

# Bars of 25 % each: what lies in one differs by no more.
_STEP = math.log(1.25)


def percentile(latencies: Sequence[float], share: float) -> float:
    """Return the latency that this share of the requests does not exceed.

    Raises:
        ValueError: There are none.
    """
    if not latencies:
        raise ValueError("no latencies")
    ordered = sorted(latencies)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def histogram(latencies: Sequence[float]) -> list[tuple[float, float, int]]:
    """Count the latencies, in ms and all above zero, in bars from the first to the last that is not empty.

    Returns:
        Of each bar from, below and how many.
    """
    counted = Counter(math.floor(math.log(latency) / _STEP) for latency in latencies)
    if not counted:
        return []
    return [
        (math.exp(bar * _STEP), math.exp((bar + 1) * _STEP), counted[bar])
        for bar in range(min(counted), max(counted) + 1)
    ]
