"""What commands print: tables on a terminal, tab-separated lines in a pipe, JSON when asked for.

Results go to standard output, everything said about them to standard error.
"""

import json
import re
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import typer

from trunkline_cli.exits import CliError, ExitCode

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

Row = Mapping[str, Any]

_NARROWEST_PROSE = 16
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def print_line(text: str, *, separated: bool = False) -> None:
    """Print a line of a result that has several parts, with an empty one before it if wanted."""
    if separated:
        typer.echo()
    typer.echo("".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text))


def print_json(value: Any) -> None:
    """Print one JSON document."""
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False))


def print_rows(rows: Sequence[Row], *, as_json: bool, columns: Mapping[str, str], empty: str) -> None:
    """Print records of one kind: ``columns`` are the members that people see, with their titles; JSON has all."""
    if as_json:
        print_json(list(rows))
        return
    if not rows and empty:
        note(empty)
    if sys.stdout.isatty():
        if rows:
            _print_table(rows, columns)
    else:
        typer.echo("\t".join(columns.values()))
        for row in rows:
            typer.echo("\t".join(_text(row.get(name)) for name in columns))


def print_record(record: Row, *, as_json: bool, titles: Mapping[str, str]) -> None:
    """Print one record, a member a line; in a pipe a tab stands between title and value."""
    if as_json:
        print_json(dict(record))
        return
    if not sys.stdout.isatty():
        for name, title in titles.items():
            typer.echo(f"{title}\t{_text(record.get(name))}")
        return
    width = max(len(title) for title in titles.values())
    for name, title in titles.items():
        typer.echo(f"{title:<{width}}  {_text(record.get(name))}")


def note(text: str) -> None:
    """Print a line for people."""
    typer.echo(text, err=True)


def confirm(question: str, *, yes: bool) -> None:
    """Go on only when the operator agrees, with ``--yes`` or at the terminal.

    Raises:
        CliError: There is no terminal to ask at.
        typer.Abort: The operator does not agree.
    """
    if yes:
        return
    if not sys.stdin.isatty():
        raise CliError(ExitCode.USAGE, f"{question} There is no terminal to ask at: add --yes if that is meant")
    typer.confirm(question, abort=True, err=True)


def ask_secret(prompt: str) -> str:
    """Read a secret from the terminal, unseen, or from standard input; never from the command's arguments.

    Raises:
        CliError: There is none.
    """
    if sys.stdin.isatty():
        import getpass

        try:
            secret = getpass.getpass(f"{prompt}: ", stream=sys.stderr)
        except EOFError:  # Ctrl-D
            secret = ""
    else:
        secret = sys.stdin.readline()
    if not secret.strip():
        raise CliError(ExitCode.USAGE, "The secret is empty: type it, or send it on standard input")
    return secret.strip()


def progress() -> "Progress":
    """Return a progress bar on standard error; silent when that is no terminal."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = _console(is_error=True)
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


def _console(*, is_error: bool = False, at_least: int = 0) -> "Console":
    from rich.console import Console

    console = Console(stderr=is_error, highlight=False, soft_wrap=False)
    if at_least:
        # A narrower terminal breaks such lines itself; what is copied from it is whole.
        console.width = max(console.width, at_least)
    return console


def _print_table(rows: Sequence[Row], columns: Mapping[str, str]) -> None:
    from rich import box
    from rich.cells import cell_len
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True, header_style="bold")
    texts = [[_text(row.get(name)) for name in columns] for row in rows]
    shown = [[_to_the_minute(cell) for cell in cells] for cells in texts]
    widths = []
    for position, title in enumerate(columns.values()):
        # Only sentences go on in the next line; an id in pieces could not be copied.
        is_prose = any(" " in cells[position] for cells in texts)
        widest = max(len(title), *(cell_len(cells[position]) for cells in shown))
        widths.append(min(widest, _NARROWEST_PROSE) if is_prose else widest)
        table.add_column(title, overflow="fold", no_wrap=not is_prose, min_width=widths[-1])
    for cells in shown:
        table.add_row(*map(Text, cells))
    needed = sum(widths) + 2 * len(widths)
    _console(at_least=needed).print(table)


def _text(value: Any) -> str:
    match value:
        case None | "":
            return "-"
        case bool():
            return "yes" if value else "no"
        case list() | tuple() | set() | frozenset():
            return ", ".join(_text(each) for each in value) or "-"
    # What somebody else chose must not move the cursor of an operator's terminal.
    return "".join(each if each.isprintable() else "�" for each in str(value))


def _to_the_minute(text: str) -> str:
    """Shorten a time to what people need of it; pipes and JSON have all of it."""
    return f"{text[:10]} {text[11:16]}" if _TIME.fullmatch(text) else text
