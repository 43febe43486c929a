"""The archive's last task: everything that is left, in one transaction."""

from collections.abc import Mapping
from typing import Any

from trunkline.domain.archiving import ArchiveStep
from trunkline.events.archive_tasks import state_task
from trunkline.services.archive_flow import ArchiveFlow, Outcome
from trunkline.wiring.archive_flow import archive_flow


@state_task(archive_flow)
def lambda_handler(flow: ArchiveFlow, step: ArchiveStep, _event: Mapping[str, Any]) -> Outcome:
    """Move the number to the archived ones and free its provider phone."""
    return flow.finish(step)
