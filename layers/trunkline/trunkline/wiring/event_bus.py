"""The bus on which the service tells what happens."""

from trunkline.aws.bus import EventBridge
from trunkline.aws.clients import client
from trunkline.settings import event_bus_name


def event_bus() -> EventBridge:
    """Connect to the bus."""
    return EventBridge(client("events"), event_bus_name())
