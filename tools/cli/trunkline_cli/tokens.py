"""``trunkline tokens``: bearer tokens for the workspace API, Well and Weya."""

from enum import StrEnum
from typing import Annotated

import typer

from trunkline_cli import credentials, views
from trunkline_cli.options import AsJson, Expires, Limit, Tenant, Yes, parse_expires
from trunkline_cli.output import note, print_record
from trunkline_cli.target import reach

app = typer.Typer(help="Bearer tokens, for the workspace API, Well and Weya.")


class ScopeName(StrEnum):
    """The scopes of ``trunkline.domain.credentials``, of which importing costs more than --help may take."""

    READ = "phones:read"
    WRITE = "phones:write"
    ADMIN = "phones:admin"


@app.command()
def create(
    context: typer.Context,
    *,
    tenant: Tenant,
    user: Annotated[str, typer.Option("--user", help="The id of the user in whose name it acts.")],
    workspace: Annotated[list[str], typer.Option("--workspace", "-w", help="A workspace's UUID; may be repeated.")],
    scope: Annotated[
        list[ScopeName],
        typer.Option("--scope", "-s", help="May be repeated; admin implies write, and write implies read."),
    ],
    name: Annotated[str, typer.Option("--name", help="What it is for.")] = "",
    expires: Expires = None,
    as_json: AsJson = False,
) -> None:
    """Make a token. It is shown once: what is stored is its hash."""
    reach(context)
    from trunkline.domain.credentials import Audience, Scope
    from trunkline.domain.timestamps import utc_now
    from trunkline.wiring.tenants import tenants as wired_tenants

    tenants = wired_tenants()
    presented = tenants.issue(
        tenant,
        audience=Audience.BEARER,
        user_id=user,
        workspaces=workspace,
        scopes=[Scope(each.value) for each in scope],
        name=name,
        expires_at=parse_expires(expires, utc_now()),
    )
    made = views.credential_view(tenants.find_credential(tenant, presented.id), utc_now())
    titles = {"id": "ID", "name": "NAME", "scopes": "SCOPES", "expiresAt": "EXPIRES", "token": "TOKEN"}
    print_record({**made, "token": presented.as_token()}, as_json=as_json, titles=titles)
    note(credentials.SHOWN_ONCE)


@app.command("list")
def list_(context: typer.Context, *, tenant: Tenant, limit: Limit = 1000, as_json: AsJson = False) -> None:
    """List a tenant's tokens, the revoked ones too; never their secrets."""
    credentials.print_list(
        context,
        tenant,
        {"bearer"},
        limit,
        as_json=as_json,
        columns=views.CREDENTIAL,
        empty="No tokens: `tokens create` makes one",
    )


@app.command()
def revoke(
    context: typer.Context,
    *,
    token_id: Annotated[str, typer.Argument(metavar="ID", help="The token's id, as `tokens list` shows it.")],
    tenant: Tenant,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Revoke a token; it is refused within 60 seconds."""
    reach(context)
    from trunkline.domain.credentials import Audience

    credentials.revoke(context, tenant, token_id, {Audience.BEARER}, yes=yes, as_json=as_json, what="Token")
