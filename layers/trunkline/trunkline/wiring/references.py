"""Workflows' and event rules' references to numbers, from the bus."""

from trunkline.aws.clients import client
from trunkline.aws.queues import DeadLetterQueue
from trunkline.events.references import ReferenceChanges
from trunkline.services.references import References
from trunkline.settings import reference_dead_letters_url
from trunkline.table.client import enduring_table
from trunkline.table.references import ReferenceTable


def reference_changes() -> ReferenceChanges:
    """Compose the use case of following what the bus says of workflows and event rules."""
    return ReferenceChanges(
        References(ReferenceTable(enduring_table())), DeadLetterQueue(client("sqs"), reference_dead_letters_url())
    )
