"""``trunkline numbers``: the phone numbers of workspaces, from their creation to their archive."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Annotated

import typer

from trunkline_cli import number_archive, number_health, number_history, number_story, views
from trunkline_cli.lookup import find_number, find_workspace, parse_digits, workspaces_named
from trunkline_cli.options import After, AsJson, InTenant, InWorkspace, Limit, NumberArgument
from trunkline_cli.output import note, print_record
from trunkline_cli.pages import every, print_first
from trunkline_cli.target import reach

if TYPE_CHECKING:
    from trunkline.domain.identifiers import OrganizationId, ProviderPhoneUuid
    from trunkline.domain.phone_numbers import PhoneNumber
    from trunkline.domain.provider_phones import ProviderPhone
    from trunkline.domain.tenants import Workspace

    Row = tuple[PhoneNumber, ProviderPhone | None]

app = typer.Typer(help="Phone numbers of workspaces. NUMBER is its digits with +, its id, or its UUID.")
app.command("show")(number_story.show)
app.command("archive")(number_archive.archive)
app.command("history")(number_history.history)
app.command("health")(number_health.health)
app.command("repair")(number_health.repair)
_BATCH = 100
_NO_USER = "trunkline-cli"
ProviderPhoneOption = Annotated[
    str | None,
    typer.Option("--provider-phone", "-p", help="The provider phone: its digits or its UUID. Else the same digits'."),
]


@app.command("list")
def list_(
    context: typer.Context,
    *,
    tenant: InTenant = None,
    workspace: InWorkspace = None,
    archived: Annotated[bool, typer.Option("--archived", help="The archived ones instead of the live ones.")] = False,
    after: After = None,
    limit: Limit = 1000,
    as_json: AsJson = False,
) -> None:
    """List phone numbers by workspace, with what rings for them."""
    reach(context)
    print_first(
        with_phones(numbers_of(workspaces_named(tenant, workspace), after, archived=archived)),
        limit,
        lambda row: views.number_view(*row),
        cursor=lambda row: f"{row[0].workspace_uuid}:{row[0].uuid}",
        as_json=as_json,
        columns=views.NUMBER,
        empty="No phone numbers: `numbers create` makes one",
    )


@app.command()
def create(
    context: typer.Context,
    *,
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="The number, as +14155552671.")],
    workspace: Annotated[str, typer.Option("--workspace", "-w", help="Whose it is to be: a UUID or a name.")],
    tenant: InTenant = None,
    name: Annotated[str | None, typer.Option("--name", help="A name for people.")] = None,
    user: Annotated[str, typer.Option("--user", help="In whose name; shown as its creator.")] = _NO_USER,
    provider_phone: ProviderPhoneOption = None,
    as_json: AsJson = False,
) -> None:
    """Create a phone number. It is linked to its provider phone when the pool has it free, or to the one named."""
    reach(context)
    from trunkline.domain.e164_parser import parse_e164
    from trunkline.services.phone_numbers import NewPhoneNumber
    from trunkline.wiring.phone_numbers import phone_numbers as wired_phone_numbers

    owner = find_workspace(tenant, workspace)
    made = wired_phone_numbers().create(
        NewPhoneNumber(
            organization_id=owner.organization_id,
            workspace_uuid=owner.uuid,
            created_by=user,
            phone_number=parse_e164(number, member="NUMBER"),
            provider_phone_uuid=_provider_phone(owner.organization_id, provider_phone) if provider_phone else None,
            settings={"name": name} if name else {},
        )
    )
    _print_as_it_is(made, as_json=as_json)


@app.command()
def link(
    context: typer.Context,
    *,
    number: NumberArgument,
    provider_phone: ProviderPhoneOption = None,
    tenant: InTenant = None,
    workspace: InWorkspace = None,
    as_json: AsJson = False,
) -> None:
    """Link a phone number to a provider phone, so that it rings."""
    reach(context)
    from trunkline.wiring.phone_numbers import phone_numbers as wired_phone_numbers

    found = find_number(tenant, workspace, number)
    uuid = _provider_phone(found.organization_id, provider_phone or found.phone_number)
    linked = wired_phone_numbers().change(found.workspace_uuid, found.uuid, found.organization_id, provider_phone=uuid)
    _print_as_it_is(linked, as_json=as_json)


@app.command()
def unlink(
    context: typer.Context,
    *,
    number: NumberArgument,
    tenant: InTenant = None,
    workspace: InWorkspace = None,
    as_json: AsJson = False,
) -> None:
    """Unlink a phone number. It keeps its settings; its provider phone is free again."""
    reach(context)
    from trunkline.wiring.phone_numbers import phone_numbers as wired_phone_numbers

    found = find_number(tenant, workspace, number)
    unlinked = wired_phone_numbers().change(
        found.workspace_uuid, found.uuid, found.organization_id, provider_phone=None
    )
    _print_as_it_is(unlinked, as_json=as_json)


@app.command()
def move(
    context: typer.Context,
    *,
    number: NumberArgument,
    target: Annotated[str, typer.Option("--to", help="The workspace that is to have it: a UUID or a name.")],
    tenant: InTenant = None,
    workspace: InWorkspace = None,
    as_json: AsJson = False,
) -> None:
    """Move a phone number to another workspace of its tenant. It rings throughout.

    Its record in the old workspace is archived and keeps the history; the new record has another id.
    """
    reach(context)
    from trunkline.services.number_moves import NumberMoves
    from trunkline.table.client import table
    from trunkline.table.number_moves import NumberMoveTable
    from trunkline.wiring.archive import archive_store

    found = find_number(tenant, workspace, number)
    moves = NumberMoves(archive_store(), NumberMoveTable(table()))
    moved = moves.move(found, find_workspace(found.organization_id, target))
    _print_as_it_is(moved, as_json=as_json)
    note(f"Its history stays with the archived record {found.id} of workspace {found.workspace_uuid}.")


def numbers_of(workspaces: "Iterable[Workspace]", after: str | None, *, archived: bool) -> "Iterator[PhoneNumber]":
    """Yield the numbers of some workspaces, from the cursor of a list before this one on."""
    from trunkline.wiring.phone_numbers import phone_numbers as wired_phone_numbers

    store = wired_phone_numbers().store
    begins_in, _, position = (after or "").partition(":")

    def found_in(workspace: "Workspace", position: str | None) -> "Iterator[PhoneNumber]":
        return every(lambda size, last: store.page(workspace.uuid, archived=archived, limit=size, after=last), position)

    for workspace in workspaces:
        if begins_in and workspace.uuid != begins_in:
            continue
        yield from found_in(workspace, position if begins_in else None)
        begins_in = ""


def with_phones(numbers: "Iterable[PhoneNumber]") -> "Iterator[Row]":
    """Yield numbers with the provider phones that they are linked to; a batch read for each hundred."""
    from trunkline.table.client import table
    from trunkline.table.number_search import NumberSearchTable

    search, rest = NumberSearchTable(table()), iter(numbers)
    while batch := list(islice(rest, _BATCH)):
        phones = search.provider_phones(
            [(each.organization_id, each.provider_phone_uuid) for each in batch if each.provider_phone_uuid]
        )
        for number in batch:
            yield number, phones.get(number.provider_phone_uuid) if number.provider_phone_uuid else None


def _provider_phone(organization: "OrganizationId", text: str) -> "ProviderPhoneUuid":
    from trunkline.domain.identifiers import ProviderPhoneUuid, canonical_uuid, provider_phone_uuid
    from trunkline.errors import RuleError

    if digits := parse_digits(text):
        return provider_phone_uuid(organization, digits)
    uuid = canonical_uuid(text)
    if uuid is None:
        raise RuleError("--provider-phone", "write its digits with +, or its UUID")
    return ProviderPhoneUuid(uuid)


def _print_as_it_is(number: "PhoneNumber", *, as_json: bool) -> None:
    """Print a number after a change, with its provider phone as the change has left it."""
    ((_, phone),) = with_phones([number])
    print_record(views.number_view(number, phone), as_json=as_json, titles=views.NUMBER_TITLES)
