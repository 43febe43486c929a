"""Calls and messages as clients follow them up: of an organisation's numbers with other people, or of one number."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from trunkline.domain.calls import Call, Message
from trunkline.domain.identifiers import NumberUuid, OrganizationId, WorkspaceUuid
from trunkline.domain.provider_phones import Carrier
from trunkline.errors import NotFoundError

if TYPE_CHECKING:
    from trunkline.table.conversations import ConversationTable
    from trunkline.table.events import EventTable
    from trunkline.table.phone_numbers import PhoneNumberTable


class Conversation(NamedTuple):
    """What went between a number and one other person, within a time; both ends of the time are outside it.

    ``number`` is the UUID under which the history of the number is filed.
    """

    organization_id: OrganizationId
    number: str
    participant: str
    after: datetime | None = None
    before: datetime | None = None


class Conversations:
    """The use cases of an organisation. ``link_to`` makes a link to our copy of a recording from its key."""

    def __init__(self, store: "ConversationTable", link_to: Callable[[str], str]) -> None:
        self.store = store
        self.link_to = link_to

    def call(self, organization: OrganizationId, carrier: Carrier, call_id: str) -> Call:
        """Return the call with the carrier's id.

        Raises:
            NotFoundError: The organisation has no such call.
        """
        call = self.store.find_call(organization, carrier, call_id)
        if call is None:
            raise NotFoundError("Call")
        return call

    def message(self, organization: OrganizationId, carrier: Carrier, message_id: str) -> Message:
        """Return the message with the carrier's id.

        Raises:
            NotFoundError: The organisation has no such message.
        """
        message = self.store.find_message(organization, carrier, message_id)
        if message is None:
            raise NotFoundError("Message")
        return message


class Histories:
    """The use cases of a workspace, whose numbers' calls and messages stay readable after archiving."""

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
