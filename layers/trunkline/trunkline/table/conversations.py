"""Conversations in the table: the histories of numbers, read for one other person."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from trunkline.domain.calls import Call, Message
from trunkline.domain.identifiers import OrganizationId
from trunkline.domain.provider_phones import Carrier
from trunkline.domain.timestamps import to_iso
from trunkline.services.conversations import Conversation
from trunkline.services.pages import Page
from trunkline.table import keys
from trunkline.table.calls import call_from
from trunkline.table.client import Table
from trunkline.table.events import index_key, index_position
from trunkline.table.items import Item
from trunkline.table.messages import message_from

# What is read of a history for one page: whoever looks for one person in a long one goes on with the next page.
MAX_QUERIES = 4
READ_AT_ONCE = 250

Entry = TypeVar("Entry")


@dataclass(frozen=True, slots=True)
class ConversationTable:
    """The store of ``trunkline.services.conversations``."""

    table: Table

    def find_call(self, organization: OrganizationId, carrier: Carrier, call_id: str) -> Call | None:
        """Find a call.

        One read.
        """
        item = self.table.get(keys.call(organization, carrier, call_id))
        # The copy of a recording may be noted before any event of the call is.
        return call_from(item) if item and "call_id" in item else None

    def find_message(self, organization: OrganizationId, carrier: Carrier, message_id: str) -> Message | None:
        """Find a message.

        One read.
        """
        item = self.table.get(keys.message(organization, carrier, message_id))
        return message_from(item) if item else None

    def calls(self, wanted: Conversation, *, limit: int, after: str | None) -> Page[Call]:
        """List the calls of a conversation, the newest first, with up to ``MAX_QUERIES`` queries.

        A page may be shorter than ``limit`` and not be the last: what was read held no more of the conversation.
        """
        return self._page(keys.calls_of(wanted.number), wanted, call_from, limit, after)

    def messages(self, wanted: Conversation, *, limit: int, after: str | None) -> Page[Message]:
        """List the messages of a conversation, as ``calls`` does."""
        return self._page(keys.messages_of(wanted.number), wanted, message_from, limit, after)

    def _page(
        self, partition: str, wanted: Conversation, entry_from: Callable[[Item], Entry], limit: int, after: str | None
    ) -> Page[Entry]:
        # What was filed at a moment has that moment and "#" before its id, and "$" is the character after "#".
        lowest = f"{to_iso(wanted.after)}$" if wanted.after else "0"
        highest = to_iso(wanted.before) if wanted.before else "~"
        if lowest > highest:
            return Page([], None)
        found: list[Entry] = []
        for _ in range(MAX_QUERIES):
            start = index_key(partition, after) if after else None
            result = self.table.query_gsi1(
                gsi1pk=partition, limit=READ_AT_ONCE, after=start, is_newest_first=True, between=(lowest, highest)
            )
            for item in result.items:
                if item["organization"] != wanted.organization_id:
                    # All of a history are of one organisation: nobody learns whether another's number has one.
                    return Page([], None)
                if wanted.participant in (item.get("from_number"), item.get("to_number")):
                    found.append(entry_from(item))
                    if len(found) == limit:
                        is_last = result.ended and item is result.items[-1]
                        return Page(found, None if is_last else index_position(item))
            if result.ended or not result.items:
                return Page(found, None)
            after = index_position(result.items[-1])
        return Page(found, after)
