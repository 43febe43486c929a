"""``trunkline numbers archive``."""

import time
from typing import TYPE_CHECKING, Annotated
from uuid import uuid4

import typer

from trunkline_cli import views
from trunkline_cli.lookup import find_number
from trunkline_cli.options import AsJson, InTenant, InWorkspace, NumberArgument, Yes
from trunkline_cli.output import confirm, note, print_record
from trunkline_cli.target import reach

if TYPE_CHECKING:
    from trunkline.domain.phone_numbers import PhoneNumber
    from trunkline.services.archive_requests import ArchiveRequests

WAIT_SECONDS = 30.0
# The workflow has an end of its own after an hour; who watches needs no other.
WATCH_SECONDS = 3700.0
Force = Annotated[
    bool, typer.Option("--force", help="Leave out the carrier, should it refuse; what refers to it still counts.")
]


def archive(
    context: typer.Context,
    *,
    number: NumberArgument,
    tenant: InTenant = None,
    workspace: InWorkspace = None,
    force: Force = False,
    watch: Annotated[bool, typer.Option("--watch", help="Tell each step, until it has ended.")] = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Archive a phone number. Its webhooks are restored, its provider phone is free, its record stays readable.

    Waits up to 30 seconds, with --watch until it has ended. Who stops waiting stops nothing.
    """
    reach(context)
    found = find_number(tenant, workspace, number)
    request(
        found, force=force, patience=WATCH_SECONDS if watch else WAIT_SECONDS, tells=watch, yes=yes, as_json=as_json
    )


def request(number: "PhoneNumber", *, force: bool, patience: float, tells: bool, yes: bool, as_json: bool) -> None:
    """Ask for an archive, or join the one that is under way, and wait for its end as long as patience lasts.

    Raises:
        ArchiveBlockedError: Something still needs the number.
        ArchiveFailedError: It failed; the number stays as it was.
    """
    from trunkline.services.archive_requests import ArchiveRequest
    from trunkline.wiring.archive import archive_requests

    if not number.is_archived:
        confirm(f"Archive {number.phone_number} ({number.id}) of workspace {number.workspace_uuid} for good?", yes=yes)
    requests = archive_requests()
    asked = requests.ask(
        ArchiveRequest(
            workspace_uuid=number.workspace_uuid,
            number_uuid=number.uuid,
            force=force,
            correlation_id=f"trunkline-cli-{uuid4()}",
        )
    )
    if tells:
        asked = _watched(requests, asked, patience)
    ended = requests.wait(asked, patience) if patience else asked
    print_record(views.archive_view(ended), as_json=as_json, titles=views.ARCHIVE)
    if not ended.is_archived:
        note("It goes on without this command; `archives show` tells how it stands.")


def _watched(requests: "ArchiveRequests", number: "PhoneNumber", patience: float) -> "PhoneNumber":
    """Tell each state of an archive on standard error, until the number has left the way out or patience ends."""
    from trunkline.domain.phone_numbers import UNDER_WAY

    started, told = requests.timer(), ""
    while True:
        state = f"{number.archive_status}, attempt {number.archive.number}"
        if state != told:
            note(f"{time.strftime('%H:%M:%S')}  {number.phone_number} {state}")
            told = state
        if number.archive_status not in UNDER_WAY or requests.timer() - started > patience:
            return number
        requests.sleep(0.5)
        number = requests.store.find(number.workspace_uuid, number.uuid) or number
