"""Finding what an operator names: workspaces by name or UUID, numbers by E.164, id or UUID."""

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from trunkline_cli.exits import CliError, ExitCode
from trunkline_cli.output import note
from trunkline_cli.pages import every

if TYPE_CHECKING:
    from trunkline.domain.identifiers import E164
    from trunkline.domain.phone_numbers import PhoneNumber
    from trunkline.domain.tenants import Organization, Workspace

# Without --tenant. More than that takes its time, and no operator of many tenants leaves out whose number it is.
TENANTS_LOOKED_AT = 200
_BATCH = 100


def tenants_named(tenant: str | None) -> "list[Organization]":
    """Return the tenant, or the first 200 when none is named.

    Raises:
        NotFoundError: There is none of this id.
    """
    from trunkline.wiring.tenants import tenants as wired_tenants

    tenants = wired_tenants()
    if tenant:
        return [tenants.get(tenant)]
    found = every(lambda size, after: tenants.store.organizations(limit=size, after=after))
    some = list(islice(found, TENANTS_LOOKED_AT + 1))
    if len(some) > TENANTS_LOOKED_AT:
        note(f"Only the first {TENANTS_LOOKED_AT} tenants are looked at: name one with --tenant")
    return some[:TENANTS_LOOKED_AT]


def workspaces_named(tenant: str | None, workspace: str | None) -> "Iterator[Workspace]":
    """Yield the workspace, or all of the tenant, or all of the first 200 tenants."""
    if workspace is not None:
        yield find_workspace(tenant, workspace)
        return
    for owner in tenants_named(tenant):
        yield from _workspaces_of(owner)


def find_workspace(tenant: str | None, text: str) -> "Workspace":
    """Find the workspace that a UUID or a name means.

    Raises:
        CliError: There is none, or several have the name.
    """
    from trunkline.domain.identifiers import WorkspaceUuid, canonical_uuid
    from trunkline.wiring.tenants import tenants as wired_tenants

    if uuid := canonical_uuid(text):
        (known,) = wired_tenants().store.find_workspaces([WorkspaceUuid(uuid)])
        found = [known] if known and tenant in (None, known.organization_id) else []
    else:
        found = [each for owner in tenants_named(tenant) for each in _workspaces_of(owner) if each.name == text]
    if not found:
        where = f"{tenant} has" if tenant else "There is"
        raise CliError(ExitCode.NOT_FOUND, f"{where} no workspace {text}; `workspaces list` shows a tenant's")
    if len(found) > 1:
        uuids = ", ".join(each.uuid for each in found)
        raise CliError(ExitCode.USAGE, f"Several workspaces are called {text}: name one by its UUID: {uuids}")
    return found[0]


def find_number(tenant: str | None, workspace: str | None, text: str) -> "PhoneNumber":
    """Find the one phone number that is meant: by its digits a live one, by its id or UUID an archived one, too.

    Raises:
        CliError: There is none, or more than one.
    """
    found = find_numbers(workspaces_named(tenant, workspace), text)
    if not found:
        advice = "check it, and the tenant and workspace that it is looked for in"
        raise CliError(ExitCode.NOT_FOUND, f"No live phone number {text}; {advice}")
    if len(found) > 1:
        where = ", ".join(f"{each.id} in {each.workspace_uuid}" for each in found)
        raise CliError(ExitCode.USAGE, f"{text} is in several workspaces: add --workspace; found {where}")
    return found[0]


def find_numbers(workspaces: "Iterator[Workspace]", text: str) -> "list[PhoneNumber]":
    """Find the phone numbers that a text names in some workspaces."""
    from trunkline.table.client import table
    from trunkline.table.number_search import NumberSearchTable

    search, found = NumberSearchTable(table()), []
    e164 = parse_digits(text)
    while batch := [each.uuid for each in islice(workspaces, _BATCH)]:
        found += search.with_e164(batch, e164) if e164 else search.with_id(batch, text)
    return found


def parse_digits(text: str) -> "E164 | None":
    """Return the number in E.164, when the text begins as one does.

    Raises:
        RuleError: It does and is none.
    """
    from trunkline.domain.e164_parser import parse_e164

    return parse_e164(text, member="NUMBER") if text.startswith("+") else None


def _workspaces_of(owner: "Organization") -> "Iterator[Workspace]":
    from trunkline.wiring.tenants import tenants as wired_tenants

    store = wired_tenants().store
    return every(lambda size, after: store.workspaces(owner.id, limit=size, after=after))
