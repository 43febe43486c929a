"""What has to hold, as ratios of one run: they compare on any machine, milliseconds do not."""

import statistics
from collections.abc import Iterator
from dataclasses import dataclass

from bench.results import TYPICAL, UNCOMPILED, Results, Row
from tools.package.contents import MAX_LAYER_BYTES

COLD_LIMITS = {"api": 0.62, "carrier": 0.85, "webhook": 0.62}
COLD_MEDIAN_LIMIT = 0.55
UNCOMPILED_LIMIT = 0.28
CPU_LIMIT = 0.70
RSS_LIMIT_MB = 55.0
LAYER_LIMIT_MB = MAX_LAYER_BYTES / 1e6


@dataclass(frozen=True)
class Miss:
    """A target that was not reached."""

    what: str
    measured: float
    limit: float

    def __str__(self) -> str:
        return f"{self.what}: {self.measured:.2f}, the target is {self.limit:.2f} at most"


def misses(results: Results, layer_mb: float) -> list[Miss]:
    """Return the targets that the run misses; a peer that was not measured is not compared with."""
    checked = [*_of_rows(results), *_of_all(results), Miss("layers, MB unzipped", layer_mb, LAYER_LIMIT_MB)]
    return [each for each in checked if each.measured > each.limit]


def _of_rows(results: Results) -> Iterator[Miss]:
    typical, uncompiled = results.peer(TYPICAL), results.peer(UNCOMPILED)
    for row in results.own:
        if typical:
            yield Miss(f"{row.name}: cold start to D's", row.ratio("cold", typical), COLD_LIMITS[row.kind])
        if yardstick := results.yardstick(row):
            yield Miss(f"{row.name}: CPU of a warm call to the usual stack's", row.ratio("cpu", yardstick), CPU_LIMIT)
        if uncompiled and row.kind != "carrier":
            yield Miss(f"{row.name}: cold start to D-nopyc's", row.ratio("cold", uncompiled), UNCOMPILED_LIMIT)
        yield Miss(f"{row.name}: peak memory, MB", row.value("rss_mb"), RSS_LIMIT_MB)


def _of_all(results: Results) -> Iterator[Miss]:
    typical = results.peer(TYPICAL)
    api: list[Row] = [row for row in results.own if row.kind == "api"]
    if typical and api:
        ratios = [row.ratio("cold", typical) for row in api]
        yield Miss("median of the API functions' cold starts to D's", statistics.median(ratios), COLD_MEDIAN_LIMIT)
