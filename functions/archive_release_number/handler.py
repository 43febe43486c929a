"""The archive's second task: put the webhooks back at the carrier."""

from collections.abc import Mapping
from typing import Any

from trunkline import wiring
from trunkline.events.archive_tasks import state_task
from trunkline.services.archive_flow import Outcome
from trunkline.services.archive_ports import ArchiveStep


@state_task
def lambda_handler(step: ArchiveStep, _event: Mapping[str, Any]) -> Outcome:
    """Have the carrier send the number's calls where they went before."""
    return wiring.archive_flow().release(step)
