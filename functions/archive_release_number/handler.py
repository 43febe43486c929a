"""The archive's second task: put the webhooks back at the carrier."""

from collections.abc import Mapping
from typing import Any

from trunkline.domain.archiving import ArchiveStep
from trunkline.events.archive_tasks import state_task
from trunkline.services.archive_flow import ArchiveFlow, Outcome
from trunkline.wiring.archive_flow import archive_flow


@state_task(archive_flow)
def lambda_handler(flow: ArchiveFlow, step: ArchiveStep, _event: Mapping[str, Any]) -> Outcome:
    """Have the carrier send the number's calls where they went before."""
    return flow.release(step)
