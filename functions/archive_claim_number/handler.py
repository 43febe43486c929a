"""The archive's first task: see that nothing needs the number any more, and hold it."""

from collections.abc import Mapping
from typing import Any

from trunkline.domain.archiving import ArchiveStep
from trunkline.events.archive_tasks import state_task
from trunkline.services.archive_flow import ArchiveFlow, Outcome
from trunkline.wiring.archive_flow import archive_flow


@state_task(archive_flow)
def lambda_handler(flow: ArchiveFlow, step: ArchiveStep, _event: Mapping[str, Any]) -> Outcome:
    """Claim the number, or find it blocked."""
    return flow.claim(step)
