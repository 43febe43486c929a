"""The calls and messages between an organisation's numbers and other people, as clients follow them up."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from trunkline.domain.calls import Call, Message
from trunkline.domain.identifiers import OrganizationId
from trunkline.domain.provider_phones import Carrier
from trunkline.errors import NotFoundError

if TYPE_CHECKING:
    from trunkline.table.conversations import ConversationTable


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """What went between a number and one other person, within a time; both ends of the time are outside it.

    ``number`` is the UUID under which the history of the number is filed.
    """

    organization_id: OrganizationId
    number: str
    participant: str
    after: datetime | None = None
    before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Conversations:
    """The use cases. ``link_to`` makes a link to our copy of a recording from its key."""

    store: "ConversationTable"
    link_to: Callable[[str], str]

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
