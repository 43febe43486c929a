"""``trunkline users``."""

from typing import Annotated

import typer

from trunkline_cli import removal, views
from trunkline_cli.options import After, AsJson, Limit, Name, Tenant, Yes
from trunkline_cli.output import confirm, print_record
from trunkline_cli.pages import every, print_first
from trunkline_cli.target import reach

app = typer.Typer(help="The users of a tenant. They register numbers, and tokens act in their name.")


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
def list_(
    context: typer.Context, *, tenant: Tenant, after: After = None, limit: Limit = 1000, as_json: AsJson = False
) -> None:
    """List a tenant's users, in the order of their ids."""
    reach(context)
    from trunkline.wiring.tenants import tenants as wired_tenants

    tenants = wired_tenants()
    owner = tenants.get(tenant).id
    found = every(lambda size, last: tenants.store.users(owner, limit=size, after=last), after)
    print_first(
        found,
        limit,
        views.user_view,
        cursor=lambda user: user.id,
        as_json=as_json,
        columns=views.USER,
        empty="No users: `users add` makes one",
    )


@app.command()
def remove(
    context: typer.Context,
    *,
    user_id: Annotated[str, typer.Argument(metavar="USER", help="The user's id.")],
    tenant: Tenant,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Remove a user. Refused while the user has registered numbers, or active tokens or keys."""
    reach(context)
    from trunkline.errors import NotFoundError
    from trunkline.wiring.tenants import tenants as wired_tenants

    found = wired_tenants().store.find_user(wired_tenants().get(tenant).id, user_id)
    if found is None:
        raise NotFoundError(f"User {user_id}")
    confirm(f"Remove user {found.id} ({found.name}) of {tenant}?", yes=yes)
    removal.removals().user(found)
    print_record(views.user_view(found), as_json=as_json, titles=removal.REMOVED)
