"""Events onto the service's bus."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from botocore.exceptions import BotoCoreError, ClientError

from trunkline.domain.timestamps import to_iso
from trunkline.errors import UnavailableError

SOURCE = "trunkline"
# What one call of PutEvents takes.
MAX_ENTRIES = 10


class BusEvent(Protocol):
    """An event for the bus."""

    @property
    def type(self) -> str:
        """Its name."""

    @property
    def occurred_at(self) -> datetime:
        """When it happened."""

    def detail(self) -> dict[str, Any]:
        """Return the event's content."""


class EventBridge:
    """One event bus."""

    def __init__(self, client: Any, bus_name: str) -> None:
        self.client = client
        self.bus_name = bus_name

    def publish(self, events: Sequence[BusEvent]) -> int:
        """Publish events, and return how many from the first on are on the bus; one that follows may be there too.

        Raises:
            UnavailableError: The bus did not respond; any of the events may be there.
        """
        for start in range(0, len(events), MAX_ENTRIES):
            part = events[start : start + MAX_ENTRIES]
            try:
                answer = self.client.put_events(Entries=[self._entry(event) for event in part])
            except (ClientError, BotoCoreError) as error:
                raise UnavailableError from error
            for index, entry in enumerate(answer["Entries"]):
                if "EventId" not in entry:
                    return start + index
        return len(events)

    def _entry(self, event: BusEvent) -> dict[str, Any]:
        return {
            "EventBusName": self.bus_name,
            "Source": SOURCE,
            "DetailType": str(event.type),
            "Time": to_iso(event.occurred_at),
            "Detail": json.dumps(event.detail()),
        }
