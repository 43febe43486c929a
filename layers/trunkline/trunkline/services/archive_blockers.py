"""Finding out what still needs a number."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from trunkline.domain.blockers import Blocker, agent_blockers, call_blockers
from trunkline.domain.identifiers import NumberUuid, WorkspaceUuid
from trunkline.domain.phone_numbers import PhoneNumber
from trunkline.errors import NotFoundError
from trunkline.services.archive_ports import Inventory

if TYPE_CHECKING:
    from trunkline.table.archiving import ArchiveTable
    from trunkline.table.events import EventTable


class Blockers:
    """Everything that may need a number. What cannot be read is an error, never "none"."""

    def __init__(self, store: "ArchiveTable", events: "EventTable") -> None:
        self.store = store
        self.events = events

    def of(self, workspace: WorkspaceUuid, number: NumberUuid) -> tuple[PhoneNumber, Sequence[Blocker]]:
        """Return the number and what keeps it from being archived; nothing, once it is archived.

        Raises:
            NotFoundError: The workspace never had the number.
            UnavailableError: Some of it cannot be read now.
        """
        found = self.store.find(workspace, number)
        if found is None:
            raise NotFoundError("Phone number")
        if found.is_archived:
            return found, ()
        return found, self.holding(found, self.store.inventory(found))

    def holding(self, number: PhoneNumber, inventory: Inventory) -> list[Blocker]:
        """List what refers to the number, or to its inventory record as far as that is the number's."""
        agents = inventory.agents if inventory.concerns(number) else {}
        calls = self.events.calls_in_progress(number.uuid)
        return [
            *self.store.references(number.uuid),
            *agent_blockers(agents),
            *call_blockers(call.id for call in calls),
        ]
