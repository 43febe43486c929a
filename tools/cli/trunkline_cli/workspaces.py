"""``trunkline workspaces``."""

from typing import Annotated

import typer

from trunkline_cli import views
from trunkline_cli.options import AsJson, Limit, Name, Tenant
from trunkline_cli.output import print_record
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
def list_(context: typer.Context, *, tenant: Tenant, limit: Limit = 1000, as_json: AsJson = False) -> None:
    """List a tenant's workspaces, in the order of their UUIDs."""
    reach(context)
    from trunkline.wiring.tenants import tenants as wired_tenants

    tenants = wired_tenants()
    owner = tenants.get(tenant).id
    found = every(lambda size, after: tenants.store.workspaces(owner, limit=size, after=after))
    print_first(
        found,
        limit,
        views.workspace_view,
        as_json=as_json,
        columns=views.WORKSPACE,
        empty="No workspaces: `workspaces add` makes one",
    )
