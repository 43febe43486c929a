"""Calls in progress, as blockers of an archive."""

from collections.abc import Sequence

from trunkline.domain.blockers import ActiveCall
from trunkline.domain.identifiers import NumberUuid, WorkspaceUuid
from trunkline.table.events import EventTable


class ActiveCallTable:
    """The calls in progress of a number."""

    def __init__(self, events: EventTable) -> None:
        self.events = events

    def in_progress(self, workspace: WorkspaceUuid, number: NumberUuid) -> Sequence[ActiveCall]:
        """List the calls in progress; a number's UUID is unique without its workspace."""
        del workspace
        return [ActiveCall(call.id, call.last_event_at) for call in self.events.calls_in_progress(number)]
