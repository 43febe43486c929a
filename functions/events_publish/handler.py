"""The table's stream: what has happened to phone numbers is told on the bus."""

from collections.abc import Mapping
from typing import Any

from trunkline.events.number_stream import publish_changes
from trunkline.wiring.event_bus import event_bus


def lambda_handler(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """Publish the events of a batch of records; the first that could not be told, and all after it, come again."""
    return publish_changes(event, event_bus())
