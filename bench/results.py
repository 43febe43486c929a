"""What was measured, as numbers: medians, and ratios of what was started at about the same time."""

import json
import statistics
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from bench.cold_start import Started

# Who is compared with: the bare handler, the usual stack with valid bytecode, the same as plain SAM packages it, and
# FastAPI.
FLOOR, TYPICAL, UNCOMPILED, FASTAPI = "A", "D", "D-nopyc", "E"
# The same answer is written with spaces by one and without by another.
ALIKE = 1.33


def at_job(scenario: str) -> str:
    """Return the name of the usual stack's row for the job of a scenario."""
    return f"{TYPICAL}: {scenario}"


@dataclass
class Row:
    """One function, or one peer.

    ``kind`` is peer, api, carrier (an API function that calls one), webhook, or before (a function of another tree).
    """

    name: str
    kind: str
    size_mb: float
    starts: list[Started] = field(default_factory=list)

    def value(self, figure: str) -> float:
        """Return the median over the rounds."""
        return float(statistics.median(getattr(start, figure) for start in self.starts))

    def ratio(self, figure: str, other: "Row") -> float:
        """Return the median of each start's ratio to the other's nearest in time.

        A slow minute of the machine is in both.
        """
        return float(
            statistics.median(
                getattr(mine, figure) / getattr(min(other.starts, key=lambda theirs: abs(theirs.at - mine.at)), figure)
                for mine in self.starts
            )
        )


def _median(starts: list[Started]) -> Started:
    figures = {each.name: statistics.median(getattr(start, each.name) for start in starts) for each in fields(Started)}
    return Started(**figures)


@dataclass
class Results:
    """One run."""

    rows: list[Row]
    about: Mapping[str, Any] = field(default_factory=dict)

    def peer(self, name: str) -> Row | None:
        """Return the peer of that letter, when it was measured."""
        return next((row for row in self.rows if row.kind == "peer" and row.name == name), None)

    def yardstick(self, row: Row) -> Row | None:
        """Return the usual stack at the row's job where it stands beside it; else D, but for who calls a carrier."""
        return self.peer(at_job(row.name)) or (self.peer(TYPICAL) if row.kind != "carrier" else None)

    def unequal_jobs(self) -> list[str]:
        """Tell which peers find more or less to answer than the function whose job they are to do."""
        pairs = [(row, peer) for row in self.own if (peer := self.peer(at_job(row.name)))]
        sizes = [(peer.name, peer.value("answer_bytes"), row.name, row.value("answer_bytes")) for row, peer in pairs]
        return [
            f"{peer} answers {theirs:.0f} bytes, {name} {ours:.0f}"
            for peer, theirs, name, ours in sizes
            if not 1 / ALIKE < theirs / ours < ALIKE
        ]

    @property
    def own(self) -> list[Row]:
        """The project's rows."""
        return [row for row in self.rows if row.kind not in ("peer", "before")]

    def medians(self) -> "Results":
        """Return the run with one start a row, of the medians, and without functions of another tree."""
        rows = [
            Row(row.name, row.kind, row.size_mb, [_median(row.starts)]) for row in self.rows if row.kind != "before"
        ]
        return Results(rows, self.about)

    def save(self, file: Path) -> None:
        """Write all samples, to be read again by `load`."""
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps({"about": dict(self.about), "rows": [asdict(row) for row in self.rows]}, indent=1))


def load(file: Path) -> Results:
    """Read what `save` wrote."""
    document = json.loads(file.read_text())
    rows = [
        Row(
            name=row["name"],
            kind=row["kind"],
            size_mb=row["size_mb"],
            starts=[Started(**start) for start in row["starts"]],
        )
        for row in document["rows"]
    ]
    return Results(rows, document["about"])
