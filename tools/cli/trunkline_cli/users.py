"""``trunkline users``."""

from typing import Annotated

import typer

from trunkline_cli import views
from trunkline_cli.options import AsJson, Limit, Name, Tenant
from trunkline_cli.output import print_record
from trunkline_cli.pages import every, print_first
from trunkline_cli.target import reach

app = typer.Typer(help="The users of a tenant: who may register numbers, and in whose name tokens act.")


@app.command()
def add(
    context: typer.Context,
    *,
    tenant: Tenant,
    name: Name,
    user_id: Annotated[
        str | None,
        typer.Option("--id", help="Its id; random if not given. Weya takes 24 hexadecimal digits only."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Add a user to a tenant."""
    reach(context)
    from trunkline.wiring.tenants import tenants as wired_tenants

    made = wired_tenants().add_user(tenant, name=name, user_id=user_id)
    print_record(views.user_view(made), as_json=as_json, titles=views.USER)


@app.command("list")
def list_(context: typer.Context, *, tenant: Tenant, limit: Limit = 1000, as_json: AsJson = False) -> None:
    """List a tenant's users, in the order of their ids."""
    reach(context)
    from trunkline.wiring.tenants import tenants as wired_tenants

    tenants = wired_tenants()
    owner = tenants.get(tenant).id
    found = every(lambda size, after: tenants.store.users(owner, limit=size, after=after))
    print_first(
        found,
        limit,
        views.user_view,
        as_json=as_json,
        columns=views.USER,
        empty="No users: `users add` makes one",
    )
