"""The archive's task when another has failed: keep the reason and let the number go."""

from collections.abc import Mapping
from typing import Any

from trunkline.domain.archiving import ArchiveStep
from trunkline.events.archive_tasks import failure_reason, state_task
from trunkline.services.archive_flow import ArchiveFlow, Outcome
from trunkline.wiring.archive_flow import archive_flow


@state_task(archive_flow)
def lambda_handler(flow: ArchiveFlow, step: ArchiveStep, event: Mapping[str, Any]) -> Outcome:
    """Leave the number live and linked as it was; ``error`` is the name of what the state machine has caught."""
    return flow.fail(step, failure_reason(event["error"]))
