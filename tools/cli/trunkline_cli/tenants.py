"""``trunkline tenants``."""

from itertools import islice
from typing import Annotated

import typer

from trunkline_cli import removal, views
from trunkline_cli.options import After, AsJson, Limit, Name, Yes
from trunkline_cli.output import confirm, print_json, print_record, print_rows
from trunkline_cli.pages import every, print_first
from trunkline_cli.target import reach

app = typer.Typer(help="Organisations that the service serves.")
# What show reads of each list.
_SHOWN = 200


@app.command()
def create(
    context: typer.Context,
    *,
    name: Name,
    organization_id: Annotated[str | None, typer.Option("--id", help="Its id; a random one if not given.")] = None,
    as_json: AsJson = False,
) -> None:
    """Make a tenant. It needs a workspace and a user next, then tokens."""
    reach(context)
    from trunkline.wiring.tenants import tenants as wired_tenants

    made = wired_tenants().create(name=name, organization_id=organization_id)
    print_record(views.organization_view(made), as_json=as_json, titles=views.ORGANIZATION)


@app.command("list")
def list_(context: typer.Context, *, after: After = None, limit: Limit = 1000, as_json: AsJson = False) -> None:
    """List the tenants, in the order of their ids."""
    reach(context)
    from trunkline.wiring.tenants import tenants as wired_tenants

    store = wired_tenants().store
    print_first(
        every(lambda size, last: store.organizations(limit=size, after=last), after),
        limit,
        views.organization_view,
        cursor=lambda tenant: tenant.id,
        as_json=as_json,
        columns=views.ORGANIZATION,
        empty="No tenants: make one with `tenants create`",
    )


@app.command()
def show(
    context: typer.Context,
    *,
    organization_id: Annotated[str, typer.Argument(metavar="TENANT", help="The tenant's id.")],
    as_json: AsJson = False,
) -> None:
    """Show a tenant with its workspaces and users, up to 200 of each."""
    reach(context)
    from trunkline.wiring.tenants import tenants as wired_tenants

    tenants = wired_tenants()
    tenant = tenants.get(organization_id)
    workspaces = every(lambda size, after: tenants.store.workspaces(tenant.id, limit=size, after=after))
    users = every(lambda size, after: tenants.store.users(tenant.id, limit=size, after=after))
    parts = {
        "workspaces": [views.workspace_view(each) for each in islice(workspaces, _SHOWN)],
        "users": [views.user_view(each) for each in islice(users, _SHOWN)],
    }
    if as_json:
        print_json({**views.organization_view(tenant), **parts})
        return
    print_record(views.organization_view(tenant), as_json=False, titles=views.ORGANIZATION)
    typer.echo("\nWorkspaces")
    print_rows(parts["workspaces"], as_json=False, columns=views.WORKSPACE, empty="none: `workspaces add`")
    typer.echo("\nUsers")
    print_rows(parts["users"], as_json=False, columns=views.USER, empty="none: `users add`")


@app.command()
def remove(
    context: typer.Context,
    *,
    organization_id: Annotated[str, typer.Argument(metavar="TENANT", help="The tenant's id.")],
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Remove a tenant that has nothing left. No workspace, user, account, number, contact or active key."""
    reach(context)
    from trunkline.wiring.tenants import tenants as wired_tenants

    found = wired_tenants().get(organization_id)
    confirm(f"Remove tenant {found.id} ({found.name})?", yes=yes)
    removal.removals().organization(found.id)
    print_record(views.organization_view(found), as_json=as_json, titles=removal.REMOVED)
