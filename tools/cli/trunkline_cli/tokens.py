"""``trunkline tokens``: bearer tokens for the workspace API, Well and Weya."""

from enum import StrEnum
from typing import Annotated

import typer

from trunkline_cli import credentials, views
from trunkline_cli.exits import CliError, ExitCode
from trunkline_cli.lookup import find_workspace
from trunkline_cli.options import After, AsJson, Expires, Limit, Tenant, Yes, parse_expires
from trunkline_cli.output import confirm, note, print_record
from trunkline_cli.target import reach

app = typer.Typer(help="Bearer tokens, for the workspace API, Well and Weya.")

_MADE = {"id": "ID", "name": "NAME", "scopes": "SCOPES", "expiresAt": "EXPIRES", "token": "TOKEN"}


class ScopeName(StrEnum):
    """The scopes of ``trunkline.domain.credentials``, of which importing costs more than --help may take."""

    READ = "phones:read"
    WRITE = "phones:write"
    ADMIN = "phones:admin"
    WEBHOOKS_READ = "webhooks:read"
    WEBHOOKS_WRITE = "webhooks:write"


@app.command()
def create(
    context: typer.Context,
    *,
    tenant: Tenant,
    user: Annotated[str, typer.Option("--user", help="The id of the user in whose name it acts.")],
    workspace: Annotated[
        list[str], typer.Option("--workspace", "-w", help="A workspace's UUID or name; may be repeated.")
    ],
    scope: Annotated[
        list[ScopeName],
        typer.Option("--scope", "-s", help="May be repeated; admin implies all, and write implies read."),
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
        workspaces=[find_workspace(tenant, each).uuid for each in workspace],
        scopes=[Scope(each.value) for each in scope],
        name=name,
        expires_at=parse_expires(expires, utc_now()),
    )
    made = views.credential_view(tenants.find_credential(tenant, presented.id), utc_now())
    print_record({**made, "token": presented.as_token()}, as_json=as_json, titles=_MADE)
    note(credentials.SHOWN_ONCE)


@app.command("list")
def list_(
    context: typer.Context, *, tenant: Tenant, after: After = None, limit: Limit = 1000, as_json: AsJson = False
) -> None:
    """List a tenant's tokens, the revoked ones too; never their secrets."""
    credentials.print_list(
        context,
        tenant,
        {"bearer"},
        limit,
        after,
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


@app.command()
def rotate(
    context: typer.Context,
    *,
    token_id: Annotated[str, typer.Argument(metavar="ID", help="The token's id, as `tokens list` shows it.")],
    tenant: Tenant,
    old_ends: Annotated[
        str, typer.Option("--old-ends", help="When the old one ends: now, or after 12h or 7d.")
    ] = "24h",
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Replace a token by one with the same scopes. The old one ends a day later unless told otherwise."""
    reach(context)
    from trunkline.domain.credentials import Audience
    from trunkline.domain.timestamps import utc_now
    from trunkline.wiring.tenants import tenants as wired_tenants

    tenants, now = wired_tenants(), utc_now()
    found = tenants.find_credential(tenant, token_id)
    if found.credential.audience is not Audience.BEARER:
        raise CliError(ExitCode.REFUSED, f"{token_id} is no bearer token: make another key, and revoke this one")
    ends_at = now if old_ends == "now" else parse_expires(old_ends, now) or now
    ends_at = min(ends_at, found.credential.expires_at or ends_at)  # nothing makes it last longer
    confirm(f"Replace token {token_id} ({found.name or 'no name'})? It ends {views.iso(ends_at)}.", yes=yes)
    presented, old = tenants.rotate(tenant, token_id, old_ends_at=ends_at)
    made = views.credential_view(tenants.find_credential(tenant, presented.id), utc_now())
    record = {**made, "token": presented.as_token(), "replaces": views.credential_view(old, utc_now())}
    print_record(record, as_json=as_json, titles=_MADE)
    note(credentials.SHOWN_ONCE)
    note(f"{token_id} ends {views.iso(ends_at)}." if old.revoked_at is None else credentials.EFFECTIVE)
