"""The calls and messages between an organisation's numbers and other people."""

from trunkline.services.conversations import Conversations
from trunkline.table.client import table
from trunkline.table.conversations import ConversationTable
from trunkline.wiring.recording_links import recording_link


def conversations() -> Conversations:
    """Compose the use cases of conversations."""
    return Conversations(ConversationTable(table()), recording_link)
