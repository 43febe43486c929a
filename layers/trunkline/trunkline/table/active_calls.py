"""Calls in progress, as the archive asks for them."""

from collections.abc import Sequence
from dataclasses import dataclass

from trunkline.domain.blockers import ActiveCall
from trunkline.domain.identifiers import NumberUuid, WorkspaceUuid
from trunkline.table.events import EventTable


@dataclass(frozen=True, slots=True)
class ActiveCallTable:
    """The ``ActiveCalls`` of ``trunkline.services.archive_ports``, over the records of calls."""

    events: EventTable

    def in_progress(self, workspace: WorkspaceUuid, number: NumberUuid) -> Sequence[ActiveCall]:
        """The calls that have begun and not ended; a number's UUID is unique without its workspace."""
        del workspace
        return [ActiveCall(call.id, call.last_event_at) for call in self.events.calls_in_progress(number)]
