"""``trunkline accounts``: carrier accounts held against what is known here."""

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from trunkline_cli.account_checks import accounts_of
from trunkline_cli.exits import CliError, ExitCode
from trunkline_cli.options import AsJson, Tenant
from trunkline_cli.output import note, print_rows, progress
from trunkline_cli.target import reach

if TYPE_CHECKING:
    from trunkline.domain.audits import Audit
    from trunkline.services.carrier_accounts import AccountRecord

app = typer.Typer(help="Audits of carrier accounts.")
# Longer than a turn takes: until then the account is this command's.
_LEASE = timedelta(minutes=10)
COLUMNS = {
    "carrier": "CARRIER",
    "accountId": "ACCOUNT",
    "atCarrier": "AT CARRIER",
    "knownHere": "KNOWN",
    "unknownHere": "UNKNOWN",
    "freeAndIdle": "IDLE",
    "lost": "LOST",
    "broken": "BROKEN",
    "degraded": "DEGRADED",
    "failure": "FAILURE",
}


@app.callback()
def accounts() -> None:
    """Have a group of commands, though there is one."""


@app.command()
def audit(
    context: typer.Context,
    *,
    tenant: Tenant,
    account: Annotated[
        str | None, typer.Option("--account", "-a", metavar="CARRIER:ID", help="This account; else all of the tenant.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Audit carrier accounts now. Each of their numbers is compared with what is known here.

    It does what the schedule does daily, and takes its place. Stopped, the schedule goes on with it.
    """
    reach(context)
    from trunkline.wiring.tenants import tenants as wired_tenants

    owner = wired_tenants().get(tenant).id
    records = [each for each in accounts_of([owner]) if account in (None, f"{each.carrier}:{each.account_id}")]
    if account and not records:
        raise CliError(ExitCode.NOT_FOUND, f"The tenant has no account {account}; `carriers list` names them")
    rows = [audit_view(found) for found in _audited(records)]
    print_rows(rows, as_json=as_json, columns=COLUMNS, empty="The tenant has no carrier account")
    for row in rows:
        for number, price in row["unknownNumbers"]:
            note(f"{row['carrier']} owns {number}, which is unknown here{f' ({price} a month)' if price else ''}")


def audit_view(audit: "Audit") -> dict[str, Any]:
    """Write what an audit has found, as the command prints it."""
    names = ("atCarrier", "knownHere", "unknownHere", "freeAndIdle", "lost", "broken", "degraded", "lookedAt")
    return {
        "carrier": str(audit.carrier),
        "accountId": audit.account_id,
        **{name: audit.last.counts.get(name, 0) for name in names},
        "isUnsigned": bool(audit.last.counts.get("unsigned")),
        "failure": audit.failure,
        "finishedAt": audit.finished_at and audit.finished_at.isoformat(),
        "unknownNumbers": [list(each) for each in audit.last.unknown_here],
    }


def _audited(records: "list[AccountRecord]") -> "Iterator[Audit]":
    with progress() as bar:
        for record in records:
            task = bar.add_task(f"{record.carrier} {record.account_id}", total=None)

            def tell(found: "Audit", task: Any = task) -> None:
                step = found.step or "done"
                count = found.running.counts.get("atCarrier", 0)
                bar.update(task, description=f"{found.carrier} {found.account_id} {step}", completed=count)

            yield _run(record, tell)
            bar.remove_task(task)


def _run(record: "AccountRecord", tell: Any) -> "Audit":
    """Make turn after turn, each under an entry of the due index that this command has set.

    Nobody else's entry is kept then.
    """
    from dataclasses import replace
    from math import inf

    from trunkline.domain.timestamps import to_iso, utc_now
    from trunkline.wiring.health import audits as wired_audits

    wired = wired_audits(lambda: inf)
    # What functions count goes to standard output, which is the command's own.
    audits = replace(wired, watch=tell, checks=replace(wired.checks, count=lambda _: None))
    account = (record.organization_id, record.carrier, record.account_id)
    while True:
        until = utc_now() + _LEASE
        audits.store.ask_for_audit(*account, until)
        found = audits.store.find_audit(*account)
        assert found is not None  # noqa: S101 - it was written just now
        after = audits.turn(found, to_iso(until))
        if after.step is None:
            return after
