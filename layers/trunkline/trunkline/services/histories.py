"""The calls and messages of a workspace's numbers, which stay readable after archiving."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from trunkline.domain.identifiers import NumberUuid, WorkspaceUuid
from trunkline.errors import NotFoundError

if TYPE_CHECKING:
    from trunkline.table.events import EventTable
    from trunkline.table.phone_numbers import PhoneNumberTable


class Histories:
    """The use cases. ``link_to`` makes a link to our copy of a recording from its key."""

    def __init__(self, numbers: "PhoneNumberTable", events: "EventTable", link_to: Callable[[str], str]) -> None:
        self.events = events
        self.link_to = link_to
        self._numbers = numbers

    def require(self, workspace: WorkspaceUuid, number: NumberUuid) -> None:
        """See that the workspace has, or had, the number.

        Raises:
            NotFoundError: The workspace never had it.
        """
        if self._numbers.find(workspace, number) is None:
            raise NotFoundError("Phone number")
