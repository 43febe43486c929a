"""``trunkline parked``: what the scheduled cleanup has given up."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from trunkline_cli.exits import CliError, ExitCode
from trunkline_cli.options import AsJson
from trunkline_cli.output import note, print_rows
from trunkline_cli.target import reach

if TYPE_CHECKING:
    from trunkline.table.parked import ParkedItem

app = typer.Typer(help="What the cleanup has tried ten times without success.")
COLUMNS = {"id": "ID", "entity": "WHAT", "parkedAt": "PARKED", "tries": "TRIES", "reason": "REASON", "key": "KEY"}
_CUT_OFF = "cut off each time: see the function's log"


@app.command("list")
def list_(context: typer.Context, *, as_json: AsJson = False) -> None:
    """List the parked items of all tenants. The longest parked comes first, each with the error of its last try."""
    reach(context)
    rows = [_view(item) for item in _table().all()]
    print_rows(rows, as_json=as_json, columns=COLUMNS, empty="Nothing is parked")


@app.command()
def retry(
    context: typer.Context,
    *,
    item_id: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="The item's id, as `parked list` shows it.")
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help="All of them.")] = False,
    as_json: AsJson = False,
) -> None:
    """Have the cleanup try again, ten times from now on. First mend what the reason says."""
    if (item_id is None) is not all_:
        raise CliError(ExitCode.USAGE, "Name one item by its id, or --all")
    reach(context)
    from trunkline.domain.timestamps import utc_now

    table = _table()
    items = [item for item in table.all() if all_ or item.id == item_id]
    if not items and not all_:
        raise CliError(ExitCode.NOT_FOUND, f"Nothing is parked under {item_id}; `parked list` shows what is")
    rows = [_view(item) for item in items if table.retry(item, utc_now())]
    print_rows(rows, as_json=as_json, columns=COLUMNS, empty="Nothing is parked")
    if rows:
        note("The next run of the cleanup tries them, within 15 minutes.")


def _table() -> Any:
    from trunkline.table.client import table
    from trunkline.table.parked import ParkedTable

    return ParkedTable(table())


def _view(item: "ParkedItem") -> dict[str, Any]:
    from trunkline.domain.timestamps import to_iso

    return {
        "id": item.id,
        "entity": item.entity,
        "tenant": item.organization_id,
        "parkedAt": to_iso(item.parked_at),
        "tries": item.tries,
        "reason": item.reason or _CUT_OFF,
        "key": f"{item.key.pk} {item.key.sk}",
    }
