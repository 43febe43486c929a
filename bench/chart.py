"""Charts for the documents, as SVG: readable on white and on black, for the page's theme is not known."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("svg")

from matplotlib.figure import Figure

from bench.results import FASTAPI, FLOOR, TYPICAL, UNCOMPILED, Results, Row

# Of middling lightness: these stand out from white and from black.
GREY, BLUE, GREEN, ORANGE, PURPLE = "#808080", "#3b82f6", "#22a06b", "#d97706", "#a855f7"
_COLOURS = {"peer": GREY, "before": "#b08968", "api": BLUE, "carrier": ORANGE, "webhook": GREEN}
_MEANINGS = {
    "peer": "peer",
    "before": "before",
    "api": "API function",
    "carrier": "calls a carrier",
    "webhook": "webhook",
}
_PEERS = {
    FLOOR: "A  bare handler",
    TYPICAL: "D  Powertools + pydantic + boto3",
    UNCOMPILED: "D  without valid bytecode",
    FASTAPI: "E  FastAPI + Mangum",
}


def save_cold_starts(results: Results, file: Path) -> None:
    """A bar for each row: its cold start as a share of D's."""
    typical = results.peer(TYPICAL)
    if typical is None:
        return
    rows = sorted(results.rows, key=lambda row: -row.ratio("cold", typical))
    figure, axes = new_figure(height=1.2 + 0.28 * len(rows))
    ratios = [row.ratio("cold", typical) for row in rows]
    bars = axes.barh([_label(row) for row in rows], ratios, color=[_COLOURS[row.kind] for row in rows], height=0.72)
    axes.bar_label(bars, labels=[f"{ratio:.2f}" for ratio in ratios], padding=4, color=GREY, fontsize=9)
    axes.axvline(1, color=GREY, linewidth=0.8, linestyle="--")
    axes.set_xlim(0, max(ratios) * 1.1)
    axes.set_xlabel("cold start, as a share of D's (less is better)")
    _add_legend(axes, [row.kind for row in rows])
    save(figure, file)


def new_figure(*, width: float = 9, height: float = 4) -> tuple[Figure, Any]:
    """A figure without a background, its text and axes grey."""
    figure = Figure(figsize=(width, height), layout="constrained")
    axes = figure.add_subplot()
    axes.patch.set_alpha(0)
    axes.tick_params(colors=GREY, labelsize=9)
    axes.xaxis.label.set_color(GREY)
    axes.yaxis.label.set_color(GREY)
    for name, spine in axes.spines.items():
        spine.set_visible(name in ("left", "bottom"))
        spine.set_color(GREY)
    return figure, axes


def save(figure: Figure, file: Path) -> None:
    """Write it, the same bytes for the same figures."""
    file.parent.mkdir(parents=True, exist_ok=True)
    # Text stays text: it is smaller, and the reader's own font.
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "trunkline", "font.family": "sans-serif"}):
        figure.savefig(file, transparent=True, metadata={"Date": None})


def _add_legend(axes: Any, kinds: Sequence[str]) -> None:
    present = [kind for kind in _COLOURS if kind in kinds]
    handles = [mpl.patches.Patch(color=_COLOURS[kind], label=_MEANINGS[kind]) for kind in present]
    axes.legend(handles=handles, frameon=False, labelcolor=GREY, fontsize=9, loc="lower right")


def _label(row: Row) -> str:
    return _PEERS.get(row.name, row.name) if row.kind == "peer" else row.name
