"""``trunkline archives``: phone numbers on their way out."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from trunkline_cli import views
from trunkline_cli.exits import CliError, ExitCode
from trunkline_cli.lookup import find_number, workspaces_named
from trunkline_cli.number_archive import WAIT_SECONDS, Force, request
from trunkline_cli.options import After, AsJson, InTenant, InWorkspace, Limit, NumberArgument, Tenant, Yes
from trunkline_cli.output import print_json, print_record, print_rows, progress
from trunkline_cli.pages import print_first
from trunkline_cli.target import reach

if TYPE_CHECKING:
    from trunkline.domain.phone_numbers import PhoneNumber
    from trunkline.domain.tenants import Workspace

app = typer.Typer(help="Archives of phone numbers that are under way or failed.")


class Status(StrEnum):
    """Where an archive can be found. Blocked ones are active again, with the outcome kept."""

    REQUESTED = "requested"
    ARCHIVING = "archiving"
    FAILED = "failed"
    BLOCKED = "blocked"


@app.command("list")
def list_(
    context: typer.Context,
    *,
    tenant: Tenant,
    workspace: InWorkspace = None,
    status: Annotated[list[Status] | None, typer.Option("--status", help="Only these; may be repeated.")] = None,
    after: After = None,
    limit: Limit = 1000,
    as_json: AsJson = False,
) -> None:
    """List archives that have not ended well. Reads all live numbers of the workspaces, page by page."""
    reach(context)
    wanted = set(status or Status)
    live = live_numbers(workspaces_named(tenant, workspace), after)
    print_first(
        (number for number in live if views.archive_status_of(number) in wanted),
        limit,
        views.archive_view,
        cursor=lambda number: f"{number.workspace_uuid}:{number.uuid}",
        as_json=as_json,
        columns=views.ARCHIVE,
        empty="No archive is under way, blocked or has failed",
    )


@app.command()
def show(
    context: typer.Context,
    *,
    number: NumberArgument,
    tenant: InTenant = None,
    workspace: InWorkspace = None,
    as_json: AsJson = False,
) -> None:
    """Show a number's archive. Its state, its attempt, why it failed, what blocked it."""
    reach(context)
    from trunkline.wiring.archive import archive_store

    found = find_number(tenant, workspace, number)
    blockers = archive_store().blocked_by(found.uuid) if found.archive.blocked else []
    blocked_by = [{"type": str(each.type), "id": each.id, "name": each.name} for each in blockers]
    if as_json:
        print_json({**views.archive_view(found), "blockedBy": blocked_by})
        return
    titles = {**views.ARCHIVE, "force": "WITHOUT CARRIER", "executionsReplaced": "EXECUTIONS REPLACED"}
    print_record(views.archive_view(found), as_json=False, titles=titles)
    if blocked_by:
        typer.echo("\nBlocked by")
        print_rows(blocked_by, as_json=False, columns={"type": "TYPE", "id": "ID", "name": "NAME"}, empty="")


@app.command()
def retry(
    context: typer.Context,
    *,
    number: NumberArgument,
    tenant: InTenant = None,
    workspace: InWorkspace = None,
    force: Force = False,
    wait: Annotated[bool, typer.Option("--wait/--no-wait", help="Wait up to 30 seconds for the end.")] = True,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Retry an archive that failed, was blocked or got stuck. An archived number does not come back."""
    reach(context)
    found = find_number(tenant, workspace, number)
    if found.archive.number == 0:
        raise CliError(ExitCode.REFUSED, "Nobody has asked to archive this number; `numbers archive` does")
    request(found, force=force, patience=WAIT_SECONDS if wait else 0.0, tells=False, yes=yes, as_json=as_json)


def live_numbers(workspaces: "Iterable[Workspace]", after: str | None) -> "Iterator[PhoneNumber]":
    """Yield the live numbers of some workspaces, and tell at a terminal how many were looked at."""
    from trunkline_cli.numbers import numbers_of

    with progress() as bar:
        task = bar.add_task("numbers looked at", total=None)
        for number in numbers_of(workspaces, after, archived=False):
            bar.advance(task)
            yield number
