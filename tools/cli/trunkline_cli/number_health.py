"""``trunkline numbers health`` and ``trunkline numbers repair``."""

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from trunkline_cli.exits import CliError, ExitCode
from trunkline_cli.lookup import find_number, workspaces_named
from trunkline_cli.options import AsJson, InTenant, InWorkspace, NumberArgument
from trunkline_cli.output import note, print_json, print_rows
from trunkline_cli.pages import every
from trunkline_cli.target import reach

if TYPE_CHECKING:
    from trunkline.services.number_health import NumberCheckUps, NumberHealth

CHECKS = {"name": "CHECK", "status": "STATUS", "expected": "EXPECTED", "actual": "ACTUAL", "hint": "WHAT TO DO"}
NUMBERS = {"phoneNumber": "NUMBER", "status": "STATUS", "wrong": "WHAT IS WRONG", "checkedAt": "CHECKED"}
WATCH_SECONDS = 5.0


def health(
    context: typer.Context,
    *,
    number: Annotated[
        str | None, typer.Argument(metavar="[NUMBER]", help="One number; without it all that are not healthy.")
    ] = None,
    tenant: InTenant = None,
    workspace: InWorkspace = None,
    now: Annotated[
        bool, typer.Option("--now", help="Ask the carrier, instead of what the last look has found.")
    ] = False,
    watch: Annotated[
        bool,
        typer.Option("--watch", help="Ask the carrier again and again, and tell each change, until it is healthy."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show a number's health, or all unhealthy numbers. Exit code 1 when one is broken."""
    reach(context)
    if number is None:
        rows = [health_view(found) for found in _unhealthy(tenant, workspace)]
        print_rows(rows, as_json=as_json, columns=NUMBERS, empty="Every number that was looked at is healthy")
        if any(row["status"] == "broken" for row in rows):
            raise typer.Exit(ExitCode.FAILED)
        return
    from trunkline.wiring.number_health import number_healths

    found = find_number(tenant, workspace, number)
    if now or watch:
        told = _watched(found) if watch else _check_ups().check(found.workspace_uuid, found.uuid)
    else:
        told = number_healths().get(found.workspace_uuid, found.uuid)
    _print(told, as_json=as_json)


def repair(
    context: typer.Context,
    *,
    number: NumberArgument,
    tenant: InTenant = None,
    workspace: InWorkspace = None,
    take_over: Annotated[
        bool,
        typer.Option("--take-over", help="Replace what somebody has set in place of ours; an archive puts it back."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Repair a number at its carrier and show its health. Exit code 1 when it is still broken."""
    reach(context)
    from trunkline.domain.health import SomebodyElsesSettingError

    found = find_number(tenant, workspace, number)
    try:
        told = _check_ups().repair(found.workspace_uuid, found.uuid, take_over=take_over)
    except SomebodyElsesSettingError as error:
        # It names the API's parameter.
        raise CliError(ExitCode.REFUSED, error.message.replace("takeOver=true", "--take-over")) from error
    _print(told, as_json=as_json)


def health_view(number: "NumberHealth") -> dict[str, Any]:
    """Write a number's health as the API prints it, and what is wrong in a word."""
    from trunkline.http.workspace.healths import health_view as printed

    view = dict(printed(number))
    wrong = [check["name"] for check in printed(number)["checks"] if check["status"] != "healthy"]
    return {**view, "wrong": ", ".join(wrong)}


def _print(told: "NumberHealth", *, as_json: bool) -> None:
    view = health_view(told)
    if as_json:
        print_json(view)
    else:
        note(f"{view['phoneNumber']} is {view['status']}, checked {view['checkedAt'] or 'never'}")
        print_rows(view["checks"], as_json=False, columns=CHECKS, empty="Nobody has looked yet: --now asks the carrier")
    if view["status"] == "broken":
        raise typer.Exit(ExitCode.FAILED)


def _unhealthy(tenant: str | None, workspace: str | None) -> "Iterator[NumberHealth]":
    from trunkline.wiring.number_health import number_healths

    known = number_healths()
    for each in workspaces_named(tenant, workspace):

        def page(size: int, last: str | None, owner: Any = each) -> Any:
            return known.page(owner.uuid, owner.organization_id, limit=size, after=last)

        yield from every(page)


def _check_ups() -> "NumberCheckUps":
    """Return what asks the carrier; what functions count goes to standard output, which is the command's own."""
    from dataclasses import replace

    from trunkline.wiring.number_health import number_check_ups

    wired = number_check_ups()
    return replace(wired, checks=replace(wired.checks, count=lambda _: None))


def _watched(number: Any) -> "NumberHealth":
    """Ask until the number is healthy, and tell each change on standard error."""
    told = ""
    while True:
        found: NumberHealth = _check_ups().check(number.workspace_uuid, number.uuid)
        view = health_view(found)
        state = f"{view['status']}  {view['wrong']}".rstrip()
        if state != told:
            note(f"{time.strftime('%H:%M:%S')}  {number.phone_number} {state}")
            told = state
        if found.health.is_all_right:
            return found
        time.sleep(WATCH_SECONDS)
