"""The archive's first task: see that nothing needs the number any more, and hold it."""

from collections.abc import Mapping
from typing import Any

from trunkline import wiring
from trunkline.events.archive_tasks import state_task
from trunkline.services.archive_flow import Outcome
from trunkline.services.archive_ports import ArchiveStep


@state_task
def lambda_handler(step: ArchiveStep, _event: Mapping[str, Any]) -> Outcome:
    """Claim the number, or find it blocked."""
    return wiring.archive_flow().claim(step)
