"""``trunkline references``: what needs a phone number."""

import typer

from trunkline_cli.options import AsJson, NumberArgument, WorkspaceArgument, parse_number
from trunkline_cli.output import print_rows
from trunkline_cli.target import reach

app = typer.Typer(help="What needs a phone number, and keeps it from being archived.")
COLUMNS = {"type": "TYPE", "id": "ID", "name": "NAME", "reason": "REASON"}


@app.command("list")
def list_(
    context: typer.Context, *, workspace: WorkspaceArgument, number: NumberArgument, as_json: AsJson = False
) -> None:
    """List the workflows, event rules, agents and calls in progress of a phone number, up to 100 of each."""
    reach(context)
    from trunkline.wiring.archive_flow import archive_blockers

    _, blockers = archive_blockers().of(*parse_number(workspace, number))
    rows = [
        {"type": str(each.type), "id": each.id, "uuid": each.uuid, "name": each.name, "reason": each.reason}
        for each in blockers
    ]
    print_rows(rows, as_json=as_json, columns=COLUMNS, empty="Nothing needs this number: it can be archived")
