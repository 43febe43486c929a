"""``trunkline workspaces``."""

from typing import Annotated

import typer

from trunkline_cli import removal, views
from trunkline_cli.lookup import find_workspace
from trunkline_cli.options import After, AsJson, Limit, Name, Tenant, Yes
from trunkline_cli.output import confirm, note, print_record
from trunkline_cli.pages import every, print_first
from trunkline_cli.target import reach

app = typer.Typer(help="The workspaces of a tenant.")


@app.command()
def add(
    context: typer.Context,
    *,
    tenant: Tenant,
    name: Name,
    uuid: Annotated[str | None, typer.Option("--uuid", help="Its UUID; a random one if not given.")] = None,
    as_json: AsJson = False,
) -> None:
    """Add a workspace to a tenant."""
    reach(context)
    from trunkline.wiring.tenants import tenants as wired_tenants

    made = wired_tenants().add_workspace(tenant, name=name, uuid=uuid)
    print_record(views.workspace_view(made), as_json=as_json, titles=views.WORKSPACE)


@app.command("list")
def list_(
    context: typer.Context, *, tenant: Tenant, after: After = None, limit: Limit = 1000, as_json: AsJson = False
) -> None:
    """List a tenant's workspaces, in the order of their UUIDs."""
    reach(context)
    from trunkline.wiring.tenants import tenants as wired_tenants

    tenants = wired_tenants()
    owner = tenants.get(tenant).id
    found = every(lambda size, last: tenants.store.workspaces(owner, limit=size, after=last), after)
    print_first(
        found,
        limit,
        views.workspace_view,
        cursor=lambda workspace: workspace.uuid,
        as_json=as_json,
        columns=views.WORKSPACE,
        empty="No workspaces: `workspaces add` makes one",
    )


@app.command()
def remove(
    context: typer.Context,
    *,
    workspace: Annotated[str, typer.Argument(metavar="WORKSPACE", help="The workspace's UUID or name.")],
    tenant: Tenant,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Remove a workspace. Refused while it has live numbers, provider phones, Well phones or active tokens."""
    reach(context)
    found = find_workspace(tenant, workspace)
    confirm(f"Remove workspace {found.uuid} ({found.name}) of {tenant}?", yes=yes)
    removal.removals().workspace(found)
    record = {"id": found.uuid, **views.workspace_view(found)}
    print_record(record, as_json=as_json, titles=removal.REMOVED)
    note("Its archived numbers and their histories stay in the table; nobody may read them.")
