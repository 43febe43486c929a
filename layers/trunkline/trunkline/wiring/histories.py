"""The calls and messages of a workspace's numbers."""

from trunkline.services.conversations import Histories
from trunkline.table.client import table
from trunkline.table.events import EventTable
from trunkline.table.phone_numbers import PhoneNumberTable
from trunkline.wiring.recording_links import recording_link


def histories() -> Histories:
    """Compose the use cases of a number's history."""
    return Histories(PhoneNumberTable(table()), EventTable(table()), recording_link)
