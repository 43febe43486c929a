"""What tokens and API keys have in common: listing and revoking them."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

import typer

from trunkline_cli import views
from trunkline_cli.exits import CliError, ExitCode
from trunkline_cli.output import confirm, note, print_record
from trunkline_cli.pages import every, print_first
from trunkline_cli.target import reach

if TYPE_CHECKING:
    from trunkline.domain.credentials import Audience

SHOWN_ONCE = "The secret is shown this once and stored nowhere: keep it now."
EFFECTIVE = "It is refused within 60 seconds everywhere, which is as long as functions remember whom they have met."


def print_list(
    context: typer.Context,
    tenant: str,
    dialects: Collection[str],
    limit: int,
    after: str | None,
    *,
    as_json: bool,
    columns: Mapping[str, str],
    empty: str,
) -> None:
    """Print a tenant's credentials of some dialects."""
    reach(context)
    from trunkline.domain.timestamps import utc_now
    from trunkline.wiring.tenants import tenants as wired_tenants

    tenants, now = wired_tenants(), utc_now()
    owner = tenants.get(tenant).id
    found = every(lambda size, last: tenants.credentials.page(owner, limit=size, after=last), after)
    print_first(
        (each for each in found if each.credential.audience in dialects),
        limit,
        lambda each: views.credential_view(each, now),
        cursor=lambda each: each.credential.id,
        as_json=as_json,
        columns=columns,
        empty=empty,
    )


def revoke(
    context: typer.Context,
    tenant: str,
    credential_id: str,
    dialects: "Collection[Audience]",
    *,
    yes: bool,
    as_json: bool,
    what: str,
) -> None:
    """Revoke a credential of one of some dialects, after asking."""
    reach(context)
    from trunkline.domain.timestamps import utc_now
    from trunkline.wiring.tenants import tenants as wired_tenants

    tenants = wired_tenants()
    found = tenants.find_credential(tenant, credential_id)
    if found.credential.audience not in dialects:
        raise CliError(
            ExitCode.NOT_FOUND, f"{what} {credential_id} not found; check the list of `tokens` and of `api-keys`"
        )
    if found.revoked_at is None:
        confirm(f"Revoke {what.lower()} {credential_id} ({found.name or 'no name'}) for good?", yes=yes)
    revoked = tenants.revoke(tenant, credential_id)
    titles = {"id": "ID", "name": "NAME", "status": "STATUS", "revokedAt": "REVOKED"}
    print_record(views.credential_view(revoked, utc_now()), as_json=as_json, titles=titles)
    note(EFFECTIVE)
