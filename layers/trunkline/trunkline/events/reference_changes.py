"""One event from the bus applied, and what cannot be applied put where people look."""

from collections.abc import Mapping
from typing import Any, Protocol

from trunkline.errors import SchemaError
from trunkline.events.references import publication_from
from trunkline.observability import logger
from trunkline.services.references import References


class DeadLetters(Protocol):
    """Where messages wait for people."""

    def send(self, message: Mapping[str, Any]) -> None:
        """Keep a message."""


class ReferenceChanges:
    """The edge of the bus: events in, references changed, the rest to the dead letters."""

    def __init__(self, references: References, dead_letters: DeadLetters) -> None:
        self.references = references
        self.dead_letters = dead_letters

    def take(self, event: Mapping[str, Any]) -> None:
        """Apply an event. It is whole in each dead letter, so that sending it to the bus again tries it again.

        Raises:
            UnavailableError: The table is busy; the event is to be delivered again.
        """
        try:
            publication = publication_from(event)
        except SchemaError as error:
            self.dead_letters.send({"reason": "malformed", "faults": error.message, "event": event})
            logger.warning("event malformed", detail_type=str(event.get("detail-type"))[:50])
            return
        refused = sorted(self.references.apply(publication))
        if refused:
            self.dead_letters.send({"reason": "phone_number_not_active", "phoneNumberUuids": refused, "event": event})
        logger.info(
            "references applied",
            referrer_type=publication.referrer.type,
            version=publication.version,
            numbers=len(publication.numbers),
            refused=len(refused),
        )
