"""Options that many commands take, and the types of their values."""

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from trunkline_cli.exits import CliError, ExitCode

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
Tenant = Annotated[str, typer.Option("--tenant", "-t", envvar="TRUNKLINE_TENANT", help="The tenant's id.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before what cannot be undone.")]
Limit = Annotated[int, typer.Option("--limit", "-L", min=1, max=1_000_000, help="At most so many entries.")]
After = Annotated[
    str | None, typer.Option("--after", metavar="CURSOR", help="Go on after what a list before this one ended with.")
]
Name = Annotated[str, typer.Option("--name", help="A name for people.")]
Expires = Annotated[
    str | None,
    typer.Option(
        "--expires", help="When it ends: 90d, 12h, or a time such as 2027-01-31T12:00:00Z. Never, if not given."
    ),
]
InTenant = Annotated[
    str | None,
    typer.Option(
        "--tenant", "-t", envvar="TRUNKLINE_TENANT", help="The tenant's id; without it the first 200 are looked at."
    ),
]
InWorkspace = Annotated[
    str | None, typer.Option("--workspace", "-w", help="Only in this workspace: its UUID, or its name.")
]
NumberArgument = Annotated[
    str, typer.Argument(metavar="NUMBER", help="The phone number: as +14155552671, by its id or by its UUID.")
]

_PERIOD = re.compile(r"([1-9][0-9]{0,4})([dhm])")
_UNITS = {"d": "days", "h": "hours", "m": "minutes"}


def parse_expires(text: str | None, now: datetime) -> datetime | None:
    """Return the moment that ``--expires`` means.

    Raises:
        CliError: It means none.
    """
    if text is None:
        return None
    if period := _period(text):
        return now + period
    moment = _moment(text)
    if moment is None:
        raise CliError(ExitCode.USAGE, "--expires: write 90d, 12h, 30m, or a time such as 2027-01-31T12:00:00Z")
    return moment


def parse_ago(text: str, now: datetime, *, option: str) -> datetime:
    """Return the moment that an option means: so long ago, or a time.

    Raises:
        CliError: It means none.
    """
    period = timedelta() if text == "0m" else _period(text)
    moment = _moment(text) if period is None else now - period
    if moment is None:
        raise CliError(ExitCode.USAGE, f"{option}: write 2d, 6h, 30m for so long ago, or a time: 2026-11-29T12:00:00Z")
    return moment


def _period(text: str) -> timedelta | None:
    period = _PERIOD.fullmatch(text)
    return timedelta(**{_UNITS[period[2]]: int(period[1])}) if period else None


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
