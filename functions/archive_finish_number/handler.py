"""The archive's last task: everything that is left, in one transaction."""

from collections.abc import Mapping
from typing import Any

from trunkline import wiring
from trunkline.events.archive_tasks import state_task
from trunkline.services.archive_flow import Outcome
from trunkline.services.archive_ports import ArchiveStep


@state_task
def lambda_handler(step: ArchiveStep, _event: Mapping[str, Any]) -> Outcome:
    """Move the number to the archived ones and free its provider phone."""
    return wiring.archive_flow().finish(step)
