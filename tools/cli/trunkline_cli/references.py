"""``trunkline references``: what needs a phone number."""

import typer

from trunkline_cli import views
from trunkline_cli.lookup import find_number
from trunkline_cli.options import AsJson, InTenant, InWorkspace, NumberArgument
from trunkline_cli.output import print_rows
from trunkline_cli.target import reach

app = typer.Typer(help="What keeps a phone number from being archived.")
COLUMNS = {"type": "TYPE", "id": "ID", "name": "NAME", "reason": "REASON"}


@app.command("list")
def list_(
    context: typer.Context,
    *,
    number: NumberArgument,
    tenant: InTenant = None,
    workspace: InWorkspace = None,
    as_json: AsJson = False,
) -> None:
    """List what needs a phone number. Up to 100 each of workflows, event rules, agents and calls in progress."""
    reach(context)
    from trunkline.wiring.archive_flow import archive_blockers

    found = find_number(tenant, workspace, number)
    _, blockers = archive_blockers().of(found.workspace_uuid, found.uuid)
    rows = [views.blocker_view(each) for each in blockers]
    print_rows(rows, as_json=as_json, columns=COLUMNS, empty="Nothing needs this number: it can be archived")
