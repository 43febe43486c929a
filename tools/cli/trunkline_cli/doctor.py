"""``trunkline doctor``."""

from functools import partial
from typing import Annotated

import typer

from trunkline_cli.exits import ExitCode
from trunkline_cli.options import AsJson
from trunkline_cli.output import note, print_rows, progress
from trunkline_cli.target import reach

COLUMNS = {"check": "CHECK", "state": "STATE", "detail": "DETAIL", "advice": "WHAT TO DO"}


def doctor(
    context: typer.Context,
    *,
    tenant: Annotated[
        str | None,
        typer.Option("--tenant", "-t", help="Check this tenant's carrier accounts and numbers; else the first of all."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check the stack, carrier accounts and linked numbers.

    Audits, queues, webhook address and clock, too. Changes nothing. Exit code 1 when anything fails, 0 when there are
    only warnings.
    """
    target = reach(context)
    from trunkline_cli import account_checks, checks, ringing_check

    all_checks: dict[str, checks.Check] = {
        "table": checks.table,
        "key": checks.key,
        "state machine": checks.state_machine,
        "schedule": checks.schedule,
        "event bus": checks.bus,
        "dead letters": checks.dead_letters,
        "parked items": checks.parked,
        "carrier accounts": partial(account_checks.carrier_accounts, tenant=tenant),
        "audits": partial(account_checks.audits, tenant=tenant),
        "linked numbers": partial(ringing_check.linked_numbers, tenant=tenant),
        "webhook address": checks.webhook,
        "clock": checks.clock,
    }
    findings: list[checks.Finding] = []
    with progress() as bar:
        task = bar.add_task("", total=len(all_checks))
        for name, check in all_checks.items():
            bar.update(task, description=name)
            findings += checks.examined(target, name, check)
            bar.advance(task)
    rows = [
        {"check": each.check, "state": str(each.state), "detail": each.detail, "advice": each.advice}
        for each in findings
    ]
    print_rows(rows, as_json=as_json, columns=COLUMNS, empty="")
    failed = sum(each.state is checks.State.FAIL for each in findings)
    if failed:
        note(f"{failed} of {len(findings)} failed on {target.name}")
        raise typer.Exit(ExitCode.FAILED)
