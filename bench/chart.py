"""Charts for the documents, as SVG: readable on white and on black, for the page's theme is not known."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("svg")

from matplotlib.figure import Figure

from bench.results import FASTAPI, FLOOR, TYPICAL, UNCOMPILED, Results, Row

# Of middling lightness: these stand out from white and from black.
GREY, BLUE, GREEN, ORANGE, PURPLE = "#808080", "#3b82f6", "#22a06b", "#d97706", "#a855f7"
_COLOURS = {"peer": GREY, "api": BLUE, "carrier": ORANGE, "webhook": GREEN}
_MEANINGS = {
    "peer": "peer",
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
    """Draw a bar for each row: the processor time of its cold start as a share of D's.

    Its light extension, if any, is what it was before.

    Processor time, for it is the same on a busy machine: a chart outlives the run that it was made of.
    """
    typical = results.peer(TYPICAL)
    if typical is None:
        return
    shown = (row for row in results.rows if row.name in _PEERS or row.kind not in ("peer", "before"))
    rows = sorted(shown, key=lambda row: row.ratio("cold_cpu", typical))
    ratios = [row.ratio("cold_cpu", typical) for row in rows]
    past = {
        row.name.removeprefix("before: "): row.ratio("cold_cpu", typical)
        for row in results.rows
        if row.kind == "before"
    }
    earlier = [past.get(row.name, 0.0) for row in rows]
    figure, axes = new_figure(height=1.2 + 0.3 * len(rows))
    labels = [_label(row) for row in rows]
    colours = [_COLOURS[row.kind] for row in rows]
    axes.barh(labels, earlier, color=colours, alpha=0.3, height=0.72)
    axes.barh(labels, ratios, color=colours, height=0.72)
    for place, (ratio, before) in enumerate(zip(ratios, earlier, strict=True)):
        said = f"{ratio:.2f}" + (f", before {before:.2f}" if before else "")
        axes.annotate(
            said, (max(ratio, before), place), (4, 0), textcoords="offset points", va="center", color=GREY, fontsize=9
        )
    axes.axvline(1, color=GREY, linewidth=0.8, linestyle="--")
    axes.set_xlim(0, max(ratios + earlier) * 1.1)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlabel("processor time of a cold start, as a share of D's (less is better)")
    _add_legend(axes, [row.kind for row in rows])
    save(figure, file)


def new_figure(*, width: float = 9, height: float = 4, columns: int = 1) -> tuple[Figure, Any]:
    """Return a figure without a background, its text and axes grey, and its axes, one or a list of them."""
    figure = Figure(figsize=(width, height), layout="constrained")
    made = [figure.add_subplot(1, columns, column + 1) for column in range(columns)]
    for axes in made:
        _fade(axes)
    return figure, made[0] if columns == 1 else made


def _fade(axes: Any) -> None:
    axes.patch.set_alpha(0)
    axes.tick_params(colors=GREY, labelsize=9)
    axes.xaxis.label.set_color(GREY)
    axes.yaxis.label.set_color(GREY)
    for name, spine in axes.spines.items():
        spine.set_visible(name in ("left", "bottom"))
        spine.set_color(GREY)


def save(figure: Figure, file: Path) -> None:
    """Write it, the same bytes for the same figures."""
    file.parent.mkdir(parents=True, exist_ok=True)
    # Text stays text: it is smaller, and the reader's own font.
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "trunkline", "font.family": "sans-serif"}):
        figure.savefig(file, transparent=True, metadata={"Date": None})


def _add_legend(axes: Any, kinds: Sequence[str]) -> None:
    present = [kind for kind in _COLOURS if kind in kinds]
    handles = [mpl.patches.Patch(color=_COLOURS[kind], label=_MEANINGS[kind]) for kind in present]
    axes.legend(handles=handles, handlelength=1.2, frameon=False, labelcolor=GREY, fontsize=9, loc="upper right")


def _label(row: Row) -> str:
    return _PEERS.get(row.name, row.name) if row.kind == "peer" else row.name


def save_scale(sizes: Sequence[Mapping[str, Any]], file: Path) -> None:
    """Draw median latencies and read units by the numbers stored, one line each: what stays flat."""
    figure, (time_axes, unit_axes) = new_figure(height=3.6, columns=2)
    counts = [size["count"] for size in sizes]
    for kind, colour in (("get", BLUE), ("list", GREEN), ("update", ORANGE), ("create", PURPLE)):
        if all(kind in size["p50"] for size in sizes):
            time_axes.plot(counts, [size["p50"][kind] for size in sizes], marker="o", color=colour, label=kind)
        if all(kind in size["read_units"] for size in sizes):
            unit_axes.plot(counts, [size["read_units"][kind] for size in sizes], marker="o", color=colour, label=kind)
    for axes, label in ((time_axes, "median ms, local stack"), (unit_axes, "read units a request")):
        axes.set_xscale("log")
        axes.set_ylim(bottom=0)
        axes.set_xlabel("numbers in the workspace")
        axes.set_ylabel(label)
        axes.legend(frameon=False, labelcolor=GREY, fontsize=9)
    save(figure, file)
