"""The live phone numbers of all workspaces of an organisation, in the table."""

from dataclasses import dataclass

from trunkline.domain.identifiers import NumberUuid, OrganizationId, WorkspaceUuid
from trunkline.domain.phone_numbers import PhoneNumber
from trunkline.services.pages import Page
from trunkline.table.client import Table
from trunkline.table.phone_numbers import PhoneNumberTable
from trunkline.table.tenants import TenantTable

# Each is a query: what one page goes through, whatever it finds there.
MAX_WORKSPACES = 100


@dataclass(frozen=True, slots=True)
class OrganizationNumberTable:
    """The numbers as one list; a function reads it as it is, for no rule stands between."""

    table: Table

    def page(self, organization: OrganizationId, *, limit: int, after: str | None) -> Page[PhoneNumber]:
        """List up to ``limit`` numbers, in the order of their workspaces and within one of their UUIDs.

        One query for the workspaces, and one for each of them. A page may be shorter than ``limit`` and not be the
        last: what it went through held no more. A position is a workspace, and the last number in it.
        """
        numbers = PhoneNumberTable(self.table)
        found: list[PhoneNumber] = []
        workspace, number = _parse(after)
        if workspace and number:
            # The page before ended within this workspace.
            page = numbers.page(workspace, archived=False, limit=limit, after=number)
            found += page.entries
            if page.next_position is not None:
                return Page(found, f"{workspace}:{page.next_position}")
        others = TenantTable(self.table).workspaces(organization, limit=MAX_WORKSPACES, after=workspace)
        for index, each in enumerate(others.entries):
            if len(found) == limit:
                before = others.entries[index - 1].uuid if index else workspace
                return Page(found, f"{before}:")
            page = numbers.page(each.uuid, archived=False, limit=limit - len(found), after=None)
            found += page.entries
            if page.next_position is not None:
                return Page(found, f"{each.uuid}:{page.next_position}")
        return Page(found, f"{others.entries[-1].uuid}:" if others.next_position else None)


def _parse(position: str | None) -> tuple[WorkspaceUuid | None, NumberUuid | None]:
    if position is None:
        return None, None
    workspace, _, number = position.partition(":")
    return WorkspaceUuid(workspace), NumberUuid(number) if number else None
