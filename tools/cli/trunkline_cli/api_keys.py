"""``trunkline api-keys``: keys for Quo and Zudu."""

from enum import StrEnum
from typing import Annotated

import typer

from trunkline_cli import credentials, views
from trunkline_cli.options import After, AsJson, Expires, Limit, Tenant, Yes, parse_expires
from trunkline_cli.output import note, print_record
from trunkline_cli.target import reach

app = typer.Typer(help="API keys for Quo, and keys with secrets for Zudu. They may do everything in their dialect.")


class Dialect(StrEnum):
    """Whose keys there are."""

    QUO = "quo"
    ZUDU = "zudu"


@app.command()
def create(
    context: typer.Context,
    *,
    dialect: Annotated[Dialect, typer.Argument(help="Which API the key is for.")],
    tenant: Tenant,
    user: Annotated[str, typer.Option("--user", help="The id of the user in whose name it acts.")],
    name: Annotated[str, typer.Option("--name", help="What it is for.")] = "",
    expires: Expires = None,
    as_json: AsJson = False,
) -> None:
    """Make a key. It is shown once: what is stored is its hash."""
    reach(context)
    from trunkline.domain.credentials import Audience
    from trunkline.domain.timestamps import utc_now
    from trunkline.wiring.tenants import tenants as wired_tenants

    tenants = wired_tenants()
    presented = tenants.issue(
        tenant,
        audience=Audience(dialect.value),
        user_id=user,
        name=name,
        expires_at=parse_expires(expires, utc_now()),
    )
    made = views.credential_view(tenants.find_credential(tenant, presented.id), utc_now())
    titles = {"id": "ID", "dialect": "DIALECT", "name": "NAME", "expiresAt": "EXPIRES", "key": "KEY"}
    if dialect is Dialect.ZUDU:
        made["key"], made["secret"] = presented.as_key_pair()
        titles |= {"secret": "SECRET"}
    else:
        made["key"] = presented.as_token()
    print_record(made, as_json=as_json, titles=titles)
    note(credentials.SHOWN_ONCE)


@app.command("list")
def list_(
    context: typer.Context, *, tenant: Tenant, after: After = None, limit: Limit = 1000, as_json: AsJson = False
) -> None:
    """List a tenant's keys, the revoked ones too; never their secrets."""
    credentials.print_list(
        context,
        tenant,
        {"quo", "zudu"},
        limit,
        after,
        as_json=as_json,
        columns=views.API_KEY,
        empty="No keys: `api-keys create` makes one",
    )


@app.command()
def revoke(
    context: typer.Context,
    *,
    key_id: Annotated[str, typer.Argument(metavar="ID", help="The key's id, as `api-keys list` shows it.")],
    tenant: Tenant,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Revoke a key; it is refused within 60 seconds."""
    reach(context)
    from trunkline.domain.credentials import Audience

    both = {Audience.QUO, Audience.ZUDU}
    credentials.revoke(context, tenant, key_id, both, yes=yes, as_json=as_json, what="Key")
