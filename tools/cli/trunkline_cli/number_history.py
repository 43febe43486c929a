"""``trunkline numbers history``: the calls and messages of a number."""

import base64
import binascii
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from trunkline_cli import views
from trunkline_cli.exits import CliError, ExitCode
from trunkline_cli.lookup import find_number
from trunkline_cli.options import After, AsJson, InTenant, InWorkspace, NumberArgument
from trunkline_cli.output import note, print_rows
from trunkline_cli.target import reach

if TYPE_CHECKING:
    from trunkline.services.pages import Page


class Kind(StrEnum):
    """What a history is of."""

    CALLS = "calls"
    MESSAGES = "messages"


def history(
    context: typer.Context,
    *,
    number: NumberArgument,
    kind: Annotated[Kind, typer.Argument(metavar="[calls|messages]", help="Calls unless said otherwise.")] = Kind.CALLS,
    tenant: InTenant = None,
    workspace: InWorkspace = None,
    after: After = None,
    limit: Annotated[int, typer.Option("--limit", "-L", min=1, max=500, help="At most so many entries.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List a number's calls or messages, the newest first. Of archived numbers, too."""
    reach(context)
    from trunkline.table.client import table
    from trunkline.table.events import EventTable

    found, events = find_number(tenant, workspace, number), EventTable(table())
    position = _position(after) if after else None
    page: Page[Any]
    if kind is Kind.CALLS:
        page = events.calls(found.uuid, limit=limit, after=position)
        rows, columns = [views.call_view(each) for each in page.entries], views.CALL
    else:
        page = events.messages(found.uuid, limit=limit, after=position)
        rows, columns = [views.message_view(each) for each in page.entries], views.MESSAGE
    print_rows(rows, as_json=as_json, columns=columns, empty=f"No {kind} yet")
    if page.next_position is not None:
        note(f"There are more: go on with --after {_cursor(page.next_position)}")


def _cursor(position: str) -> str:
    return base64.urlsafe_b64encode(position.encode()).decode()


def _position(cursor: str) -> str:
    try:
        position = base64.urlsafe_b64decode(cursor.encode()).decode()
    except (binascii.Error, UnicodeError):
        position = ""
    if position.count("\n") != 2:  # noqa: PLR2004 - the three keys that name a place in the index
        raise CliError(ExitCode.USAGE, "--after: copy the cursor as the list before this one ended with it")
    return position
