"""The results as a table."""

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table

from bench.results import FLOOR, TYPICAL, UNCOMPILED, Results, Row

_FIGURES = (
    ("cold ms", "cold", 0),
    ("of it CPU", "cold_cpu", 0),
    ("init", "init", 0),
    ("first", "first", 1),
    ("p50", "warm_p50", 2),
    ("p95", "warm_p95", 2),
    ("cpu/call", "cpu", 2),
    ("AWS calls", "aws_calls", 0),
    ("RSS MB", "rss_mb", 0),
)
_RATIOS = (
    ("cold/A", "cold", FLOOR),
    ("cold/D", "cold", TYPICAL),
    ("cold CPU/D", "cold_cpu", TYPICAL),
    ("cold/D-nopyc", "cold", UNCOMPILED),
    ("cpu/D", "cpu", TYPICAL),
)
HEADINGS = (
    "function",
    "",
    *(title for title, _, _ in _FIGURES),
    "size MB",
    *(title for title, _, _ in _RATIOS),
    "cpu/yardstick",
)


def table_rows(results: Results) -> Iterable[tuple[str, ...]]:
    """Yield the cells of each row, under `HEADINGS`."""
    for row in results.rows:
        figures = [f"{row.value(figure):.{digits}f}" for _, figure, digits in _FIGURES]
        ratios = [_ratio(row, figure, results.peer(peer)) for _, figure, peer in _RATIOS]
        yardstick = _ratio(row, "cpu", results.yardstick(row)) if row in results.own else ""
        yield (row.name, _note(row), *figures, f"{row.size_mb:.1f}", *ratios, yardstick)


def print_table(results: Results) -> None:
    """Print the table on the terminal."""
    about = results.about
    table = Table(title=f"{about.get('rounds')} rounds, medians; times in ms")
    for index, heading in enumerate(HEADINGS):
        table.add_column(heading, justify="left" if index < 2 else "right", no_wrap=True)  # noqa: PLR2004
    for cells in table_rows(results):
        table.add_row(*cells)
    console = Console()
    Console(width=max(console.width, 230)).print(table)


def markdown(results: Results) -> str:
    """Return the same table for a document."""
    lines = ["| " + " | ".join(HEADINGS) + " |", "|---|---|" + "--:|" * (len(HEADINGS) - 2)]
    lines += ["| " + " | ".join(cells) + " |" for cells in table_rows(results)]
    return "\n".join(lines) + "\n"


def _note(row: Row) -> str:
    return {"peer": "peer", "carrier": "calls carrier", "webhook": "webhook"}.get(row.kind, "")


def _ratio(row: Row, figure: str, peer: Row | None) -> str:
    return "" if peer is None else f"{row.ratio(figure, peer):.2f}"
