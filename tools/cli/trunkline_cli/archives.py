"""``trunkline archives``: phone numbers on their way out."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated
from uuid import uuid4

import typer

from trunkline_cli import views
from trunkline_cli.exits import CliError, ExitCode
from trunkline_cli.options import AsJson, Limit, NumberArgument, Tenant, WorkspaceArgument, Yes, parse_number
from trunkline_cli.output import confirm, note, print_json, print_record, print_rows, progress
from trunkline_cli.pages import every, print_first
from trunkline_cli.target import reach

if TYPE_CHECKING:
    from trunkline.domain.phone_numbers import PhoneNumber
    from trunkline.domain.tenants import Workspace

app = typer.Typer(help="Archives of phone numbers: which are under way or have failed, why, and once more.")
_WAIT_SECONDS = 30.0


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
    workspace: Annotated[str | None, typer.Option("--workspace", "-w", help="Only this workspace's.")] = None,
    status: Annotated[list[Status] | None, typer.Option("--status", help="Only these; may be repeated.")] = None,
    limit: Limit = 1000,
    as_json: AsJson = False,
) -> None:
    """List archives that have not ended well. Reads all live numbers of the workspaces, page by page."""
    reach(context)
    from trunkline.domain.tenants import parse_workspace_uuid
    from trunkline.wiring.tenants import tenants as wired_tenants

    tenants = wired_tenants()
    owner = tenants.get(tenant).id
    if workspace is not None:
        (known,) = tenants.store.find_workspaces([parse_workspace_uuid(workspace)])
        if known is None or known.organization_id != owner:
            raise CliError(ExitCode.NOT_FOUND, f"{tenant} has no workspace {workspace}; `workspaces list` shows them")
        workspaces = iter([known])
    else:
        workspaces = every(lambda size, after: tenants.store.workspaces(owner, limit=size, after=after))
    wanted = set(status or Status)
    print_first(
        (number for number in _live_numbers(workspaces) if views.archive_status_of(number) in wanted),
        limit,
        views.archive_view,
        as_json=as_json,
        columns=views.ARCHIVE,
        empty="No archive is under way, blocked or has failed",
    )


@app.command()
def show(
    context: typer.Context, *, workspace: WorkspaceArgument, number: NumberArgument, as_json: AsJson = False
) -> None:
    """Show how the archive of a number stands: the attempt, why it failed, what blocked it."""
    reach(context)
    from trunkline.wiring.archive import archive_store

    found = _find(workspace, number)
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
    workspace: WorkspaceArgument,
    number: NumberArgument,
    force: Annotated[
        bool, typer.Option("--force", help="Leave out the carrier, should it refuse; what refers to it still counts.")
    ] = False,
    wait: Annotated[bool, typer.Option("--wait/--no-wait", help="Wait up to 30 seconds for the end.")] = True,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Ask once more for an archive that failed, was blocked or got stuck. An archived number does not come back."""
    reach(context)
    from trunkline.services.archive_requests import ArchiveRequest
    from trunkline.wiring.archive import archive_requests

    found = _find(workspace, number)
    if found.archive.number == 0:
        raise CliError(
            ExitCode.REFUSED, "Nobody has asked to archive this number; the first request is its workspace's"
        )
    if not found.is_archived:
        confirm(f"Archive phone number {found.id} of workspace {found.workspace_uuid} for good?", yes=yes)
    requests = archive_requests()
    asked = requests.ask(
        ArchiveRequest(
            workspace_uuid=found.workspace_uuid,
            number_uuid=found.uuid,
            force=force,
            correlation_id=f"trunkline-cli-{uuid4()}",
        )
    )
    ended = requests.wait(asked, _WAIT_SECONDS) if wait else asked
    print_record(views.archive_view(ended), as_json=as_json, titles=views.ARCHIVE)
    if not ended.is_archived:
        note("It goes on without this command; `archives show` tells how it stands.")


def _find(workspace: str, number: str) -> "PhoneNumber":
    from trunkline.errors import NotFoundError
    from trunkline.wiring.archive import archive_store

    found = archive_store().find(*parse_number(workspace, number))
    if found is None:
        raise NotFoundError("Phone number")
    return found


def _live_numbers(workspaces: "Iterable[Workspace]") -> "Iterator[PhoneNumber]":
    from trunkline.wiring.phone_numbers import phone_numbers as wired_phone_numbers

    store = wired_phone_numbers().store

    def live_in(workspace: "Workspace") -> "Iterator[PhoneNumber]":
        return every(lambda size, after: store.page(workspace.uuid, archived=False, limit=size, after=after))

    with progress() as bar:
        task = bar.add_task("numbers looked at", total=None)
        for workspace in workspaces:
            for number in live_in(workspace):
                bar.advance(task)
                yield number
