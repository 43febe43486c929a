"""The archive's task when another has failed: keep the reason and let the number go."""

from collections.abc import Mapping
from typing import Any

from trunkline import wiring
from trunkline.events.archive_tasks import failure_reason, state_task
from trunkline.services.archive_flow import Outcome
from trunkline.services.archive_ports import ArchiveStep


@state_task
def lambda_handler(step: ArchiveStep, event: Mapping[str, Any]) -> Outcome:
    """Leave the number live and linked as it was; ``error`` is the name of what the state machine has caught."""
    return wiring.archive_flow().fail(step, failure_reason(event["error"]))
