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

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def print_json(value: Any) -> None:
    """One JSON document."""
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False))


def print_rows(rows: Sequence[Row], *, as_json: bool, columns: Mapping[str, str], empty: str) -> None:
    """Records of one kind: ``columns`` are the members that people see, with their titles; JSON has all."""
    if as_json:
        print_json(list(rows))
    elif not rows:
        note(empty)
    elif sys.stdout.isatty():
        _print_table(rows, columns)
    else:
        typer.echo("\t".join(columns.values()))
        for row in rows:
            typer.echo("\t".join(_text(row.get(name)) for name in columns))


def print_record(record: Row, *, as_json: bool, titles: Mapping[str, str]) -> None:
    """One record, a member a line."""
    if as_json:
        print_json(dict(record))
        return
    width = max(len(title) for title in titles.values())
    for name, title in titles.items():
        typer.echo(f"{title:<{width}}  {_text(record.get(name))}")


def note(text: str) -> None:
    """A line for people."""
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
    """A secret from the terminal, unseen, or from standard input; never from the command's arguments.

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
    """A progress bar on standard error; silent when that is no terminal."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = _console(is_error=True)
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


def _console(*, is_error: bool = False) -> "Console":
    from rich.console import Console

    return Console(stderr=is_error, highlight=False, soft_wrap=False)


def _print_table(rows: Sequence[Row], columns: Mapping[str, str]) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True, header_style="bold")
    for position, title in enumerate(columns.values()):
        # What names a record stays in one piece; what else does not fit goes on in the next line.
        table.add_column(title, overflow="fold", no_wrap=position == 0)
    for row in rows:
        table.add_row(*(Text(_to_the_minute(_text(row.get(name)))) for name in columns))
    _console().print(table)


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
    """A time as short as people need it; pipes and JSON have all of it."""
    return f"{text[:10]} {text[11:16]}" if _TIME.fullmatch(text) else text
