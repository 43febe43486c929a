"""``trunkline numbers show``: everything that the service knows of a number, in every dialect."""

from itertools import islice
from typing import TYPE_CHECKING, Any

import typer

from trunkline_cli import views
from trunkline_cli.exits import CliError, ExitCode
from trunkline_cli.lookup import find_number, find_numbers, parse_digits, tenants_named, workspaces_named
from trunkline_cli.options import AsJson, InTenant, InWorkspace, NumberArgument
from trunkline_cli.output import note, print_json, print_line, print_record, print_rows
from trunkline_cli.pages import every
from trunkline_cli.target import reach

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trunkline.domain.identifiers import E164
    from trunkline.domain.phone_numbers import PhoneNumber
    from trunkline.domain.tenants import Organization, Workspace

# No key leads from a number to these: so many of them are read, and more is said to be there.
LOOKED_AT = 1000
LAST = 5
REFERENCE = {"type": "TYPE", "id": "ID", "name": "NAME", "reason": "REASON"}
_PARTS: dict[str, tuple[str, dict[str, str]]] = {
    "phoneNumbers": ("Phone numbers of workspaces", views.NUMBER),
    "archived": ("Archived phone numbers", views.ARCHIVE),
    "neededBy": ("Needed by", REFERENCE),
    "registrations": ("Registered by users (Weya)", {"userId": "USER"}),
    "zudu": (
        "Zudu",
        {"phoneNumber": "NUMBER", "nickname": "NICKNAME", "inboundAgentId": "INBOUND", "outboundAgentId": "OUTBOUND"},
    ),
    "wellPhones": ("Well phones", {"id": "ID", "label": "LABEL", "workspaceUuid": "WORKSPACE"}),
    "contacts": ("Contacts that have it (Quo)", {"id": "ID", "name": "NAME"}),
    "calls": ("Last calls", views.CALL),
    "messages": ("Last messages", views.MESSAGE),
}


def show(
    context: typer.Context,
    *,
    number: NumberArgument,
    tenant: InTenant = None,
    workspace: InWorkspace = None,
    as_json: AsJson = False,
) -> None:
    """Show a number's whole story across all dialects. Its carrier, its records, what needs it, what came in.

    Reads two keys for each workspace and one for each user of the tenant, and the first 1000 archived numbers, Well
    phones and contacts, to which no key leads from a number.
    """
    reach(context)
    digits = parse_digits(number) or find_number(tenant, workspace, number).phone_number
    stories = []
    for owner in tenants_named(tenant):
        story = _story(owner, digits, workspace)
        if any(story[part] for part in ("providerPhone", *_PARTS)):
            stories.append({"tenant": owner.id, "name": owner.name, **story})
    if not stories:
        raise CliError(ExitCode.NOT_FOUND, f"Nobody has {digits}; check it, and the tenant that it is looked for in")
    if as_json:
        print_json({"phoneNumber": digits, "tenants": stories})
        return
    for position, story in enumerate(stories):
        _print_story(digits, story, is_first=position == 0)


def _print_story(digits: str, story: dict[str, Any], *, is_first: bool) -> None:
    print_line(f"{digits} of {story['tenant']} ({story['name']})", separated=not is_first)
    print_line("Provider phone", separated=True)
    if story["providerPhone"]:
        print_record(story["providerPhone"], as_json=False, titles=views.PROVIDER_PHONE_TITLES)
    else:
        print_line("none: the tenant does not own it at a carrier, or it was not imported")
    for part, (title, columns) in _PARTS.items():
        if story[part]:
            print_line(title, separated=True)
            print_rows(story[part], as_json=False, columns=columns, empty="")
    for note_ in story["notLookedAt"]:
        note(note_)


def _story(owner: "Organization", digits: "E164", workspace: str | None) -> dict[str, Any]:
    from trunkline.domain.identifiers import provider_phone_uuid
    from trunkline.table.client import table
    from trunkline.table.number_search import NumberSearchTable
    from trunkline.wiring.archive_flow import archive_blockers
    from trunkline.wiring.zudu_numbers import zudu_numbers as wired_zudu_numbers

    search, uuid = NumberSearchTable(table()), provider_phone_uuid(owner.id, digits)
    phone = search.provider_phones([(owner.id, uuid)]).get(uuid)
    workspaces = list(workspaces_named(owner.id, workspace))
    live = find_numbers(iter(workspaces), digits)
    if phone and phone.assigned_number_uuid and phone.assigned_number_uuid not in {each.uuid for each in live}:
        live += find_numbers(iter(workspaces), phone.assigned_number_uuid)
    phones = search.provider_phones([(owner.id, each.provider_phone_uuid) for each in live if each.provider_phone_uuid])
    zudu = wired_zudu_numbers().store.find(owner.id, digits)
    blockers = [each for number in live for each in archive_blockers().of(number.workspace_uuid, number.uuid)[1]]
    return {
        "providerPhone": views.provider_phone_view(phone) if phone else None,
        "phoneNumbers": [
            views.number_view(each, phones.get(each.provider_phone_uuid) if each.provider_phone_uuid else None)
            for each in live
        ],
        "neededBy": [views.blocker_view(each) for each in blockers],
        "registrations": [{"userId": user} for user in search.registered_by(owner.id, _users(owner), digits)],
        "zudu": [views.zudu_view(zudu)] if zudu else [],
        **_without_keys(owner, workspaces, digits, search),
        **_happened(live, phone.uuid if phone else None),
    }


def _happened(live: "list[PhoneNumber]", phone: str | None) -> dict[str, Any]:
    """Write the last calls and messages of the phone numbers, and of the provider phone while nothing was linked."""
    from trunkline.table.client import table
    from trunkline.table.events import EventTable

    events = EventTable(table())
    filed_under = [*(number.uuid for number in live), *([phone] if phone else [])]
    calls = [call for each in filed_under for call in events.calls(each, limit=LAST, after=None).entries]
    messages = [each for under in filed_under for each in events.messages(under, limit=LAST, after=None).entries]
    calls.sort(key=lambda call: call.started_at, reverse=True)
    messages.sort(key=lambda message: message.received_at, reverse=True)
    return {
        "calls": [views.call_view(each) for each in calls[:LAST]],
        "messages": [views.message_view(each) for each in messages[:LAST]],
    }


def _without_keys(owner: "Organization", workspaces: "list[Workspace]", digits: "E164", search: Any) -> dict[str, Any]:
    """Write what has to be looked through, a bounded part of it."""
    from trunkline.services.contacts import ContactFilter
    from trunkline.wiring.contacts import contacts as wired_contacts

    archived: list[PhoneNumber] = []
    well: list[dict[str, Any]] = []
    not_looked_at = []
    for workspace in workspaces:
        archived += search.archived_with_e164(workspace.uuid, digits, at_most=LOOKED_AT)
        seen, more = _first(_well_phones(workspace))
        well += [views.well_phone_view(each) for each in seen if each.number.e164 == digits]
        if more:
            not_looked_at.append(
                f"Only the first {LOOKED_AT} Well phones of workspace {workspace.uuid} were looked at."
            )
    store = wired_contacts().store
    contacts, more = _first(
        every(lambda size, after: store.page(owner.id, ContactFilter(), limit=min(size, 50), after=after))
    )
    if more:
        not_looked_at.append(f"Only the first {LOOKED_AT} contacts of {owner.id} were looked at.")
    holders = [each for each in contacts if any(_same(point.value, digits) for point in each.phone_numbers)]
    return {
        "archived": [views.archive_view(each) for each in archived],
        "wellPhones": well,
        "contacts": [views.contact_view(each) for each in holders],
        "notLookedAt": not_looked_at,
    }


def _well_phones(workspace: "Workspace") -> "Iterator[Any]":
    from trunkline.wiring.well_phones import well_phones as wired_well_phones

    store = wired_well_phones().store
    return every(lambda size, after: store.page(workspace.uuid, limit=size, after=after))


def _first(entries: "Iterator[Any]") -> tuple[list[Any], bool]:
    found = list(islice(entries, LOOKED_AT + 1))
    return found[:LOOKED_AT], len(found) > LOOKED_AT


def _users(owner: "Organization") -> list[str]:
    from trunkline.wiring.tenants import tenants as wired_tenants

    store = wired_tenants().store
    return [each.id for each in every(lambda size, after: store.users(owner.id, limit=size, after=after))]


def _same(written: str | None, digits: str) -> bool:
    """Tell whether what a client wrote freely is the number: with its country code, however it is punctuated."""
    return bool(written) and "".join(each for each in written or "" if each.isdigit()) == digits.removeprefix("+")
