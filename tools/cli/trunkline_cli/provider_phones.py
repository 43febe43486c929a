"""``trunkline provider-phones``: the numbers that a tenant owns at its carriers."""

from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from trunkline_cli import views
from trunkline_cli.carriers import Account, Carrier, find_account
from trunkline_cli.options import After, AsJson, Limit, Tenant
from trunkline_cli.output import note, print_json, print_line, print_record, print_rows, progress
from trunkline_cli.pages import every, print_first
from trunkline_cli.target import reach

if TYPE_CHECKING:
    from trunkline.domain.identifiers import OrganizationId, WorkspaceUuid
    from trunkline.domain.provider_phones import ProviderPhone
    from trunkline.services.carrier_adapters import CarrierAccount

app = typer.Typer(help="The numbers that a tenant owns at its carriers.")
_OUTCOMES = {
    "found": "FOUND",
    "added": "ADDED",
    "connected": "CONNECTED",
    "unchanged": "UNCHANGED",
    "elsewhere": "OTHER ACCOUNT",
    "held": "BEING ARCHIVED",
    "unusable": "UNUSABLE",
}

_REASONS = {
    "elsewhere": "the inventory has it under another carrier or account, and keeps it so",
    "held": "it is being archived at the moment: run the import again later",
}
_FREE, _RESTING = "free", "resting"


class State(StrEnum):
    """What a provider phone is doing."""

    FREE = "free"
    IDLE = "idle"
    ASSIGNED = "assigned"
    ARCHIVING = "archiving"
    QUARANTINED = "quarantined"
    LEAVING = "leaving"


@app.command("import")
def import_(
    context: typer.Context,
    *,
    tenant: Tenant,
    carrier: Carrier,
    account: Account,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done and do none of it.")] = False,
    as_json: AsJson = False,
) -> None:
    """Take what a carrier account owns into the tenant's inventory.

    Nothing changes at the carrier. Stopped half-way it goes on when it is run again: what is there is not written
    twice. A number that is linked and had no account yet rings here after the next run of the cleanup.
    """
    reach(context)
    from trunkline.wiring.carrier_accounts import carrier_accounts
    from trunkline.wiring.tenants import tenants as wired_tenants

    owner = wired_tenants().get(tenant).id
    opened = carrier_accounts().unsealed(find_account(owner, carrier, account))
    counts, not_taken = _imported(opened, is_dry=dry_run)
    result = {"dryRun": dry_run, **{name: counts[name] for name in _OUTCOMES}}
    if as_json:
        print_json({**result, "notTaken": not_taken})
    else:
        print_record(result, as_json=False, titles=_OUTCOMES)
    if not_taken and not as_json:
        print_line("Not taken", separated=True)
        print_rows(not_taken, as_json=False, columns={"phoneNumber": "NUMBER", "reason": "REASON"}, empty="")
    if dry_run:
        note("Nothing was written: run it again without --dry-run.")


@app.command("list")
def list_(
    context: typer.Context,
    *,
    tenant: Tenant,
    state: Annotated[list[State] | None, typer.Option("--state", help="Only these; may be repeated.")] = None,
    after: After = None,
    limit: Limit = 1000,
    as_json: AsJson = False,
) -> None:
    """List a tenant's provider phones. Free ones first, then those of each workspace, then those in quarantine."""
    print_first(
        (phone for phone in phones_of(_owner(context, tenant), after) if not state or views.state_of(phone) in state),
        limit,
        views.provider_phone_view,
        cursor=_cursor,
        as_json=as_json,
        columns=views.PROVIDER_PHONE,
        empty="No provider phones: `provider-phones import`",
    )


@app.command()
def pool(context: typer.Context, *, tenant: Tenant, as_json: AsJson = False) -> None:
    """Count a tenant's provider phones by carrier and state. Reads all of them, page by page."""
    counts: dict[str, Counter[str]] = {}
    with progress() as bar:
        task = bar.add_task("numbers counted", total=None)
        for phone in phones_of(_owner(context, tenant)):
            counts.setdefault(str(phone.provider), Counter())[views.state_of(phone)] += 1
            bar.advance(task)
    rows = [
        {"carrier": name, **{state.value: counts[name][state.value] for state in State}, "total": counts[name].total()}
        for name in sorted(counts)
    ]
    columns = {"carrier": "CARRIER", **{state.value: state.value.upper() for state in State}, "total": "TOTAL"}
    print_rows(rows, as_json=as_json, columns=columns, empty="No provider phones: `provider-phones import`")


def _imported(account: "CarrierAccount", *, is_dry: bool) -> tuple[Counter[str], list[dict[str, str]]]:
    from trunkline.carriers.registry import adapter_for
    from trunkline.services.inventory import InventoryImport
    from trunkline.settings import release_settings
    from trunkline.table.client import table
    from trunkline.table.inventory import InventoryTable

    store = InventoryTable(table(), idle_limit=release_settings().idle_limit)
    counts: Counter[str] = Counter()
    not_taken: list[dict[str, str]] = []
    with progress() as bar:
        task = bar.add_task("numbers", total=None)
        try:
            for step in InventoryImport(store=store, adapters=adapter_for).run(account, is_dry=is_dry):
                counts["unusable"] += len(step.unusable)
                counts["found"] += len(step.unusable) + len(step.entries)
                counts.update(str(outcome) for _, outcome in step.entries)
                outcomes = ((number, _REASONS.get(str(outcome))) for number, outcome in step.entries)
                reasons = ((number, why) for number, why in outcomes if why)
                not_taken += [{"phoneNumber": number, "reason": why} for number, why in (*step.unusable, *reasons)]
                bar.update(task, completed=counts["found"], total=step.total)
        except (Exception, KeyboardInterrupt):
            note(f"Stopped after {counts['found']} numbers, {counts['added']} of them added; run it again to go on.")
            raise
    return counts, not_taken


def phones_of(owner: "OrganizationId", after: str | None = None) -> "Iterator[ProviderPhone]":
    """Yield a tenant's provider phones: the free ones, those of each workspace, those held back; from a cursor on."""
    from trunkline.services.inventory import Held
    from trunkline.table.client import table
    from trunkline.table.inventory import InventoryTable
    from trunkline.wiring.tenants import tenants as wired_tenants

    tenants, store = wired_tenants(), InventoryTable(table())
    begins_in, _, position = (after or "").rpartition(":")

    def parts() -> "Iterator[tuple[str, Held, WorkspaceUuid | None]]":
        yield _FREE, Held.FREE, None
        for workspace in every(lambda size, last: tenants.store.workspaces(owner, limit=size, after=last)):
            yield workspace.uuid, Held.ASSIGNED, workspace.uuid
        yield _RESTING, Held.RESTING, None

    def found_in(held: Held, workspace: "WorkspaceUuid | None", position: str | None) -> "Iterator[ProviderPhone]":
        return every(lambda size, last: store.page(owner, held, workspace, limit=size, after=last), position)

    for part, held, workspace in parts():
        if begins_in and part != begins_in:
            continue
        yield from found_in(held, workspace, position if begins_in else None)
        begins_in = ""


def _cursor(phone: "ProviderPhone") -> str:
    """Tell where a phone stands in the list: the part of it, and its place there."""
    is_free = phone.quarantined_until is None and phone.releasing is None
    part = phone.assigned_workspace_uuid or (_FREE if is_free else _RESTING)
    return f"{part}:{phone.phone_number}"


def _owner(context: typer.Context, tenant: str) -> "OrganizationId":
    reach(context)
    from trunkline.wiring.tenants import tenants as wired_tenants

    return wired_tenants().get(tenant).id
