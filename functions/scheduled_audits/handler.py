"""Every 15 minutes: carrier accounts whose audit is due, or has not ended, are held against what is known here."""

from collections.abc import Mapping
from typing import Any

from trunkline.invocation import invocation_deadline, seconds_left
from trunkline.observability import emit, logger
from trunkline.wiring.health import scheduled_audits

# A turn may still be begun then; it ends when there is a minute left.
RESERVED_MILLISECONDS = 90_000


def lambda_handler(_event: Mapping[str, Any], context: Any) -> dict[str, int]:
    """Answer, and write as metrics, how many accounts have come to which ending."""

    def has_time() -> bool:
        return bool(context.get_remaining_time_in_millis() > RESERVED_MILLISECONDS)

    with invocation_deadline(context):
        report = scheduled_audits(seconds_left).run(has_time)
    counts = {name.replace("Cleanup", "Audits"): count for name, count in report.by_name().items()}
    emit(counts)
    logger.info("audits", complete=report.is_complete, counts=counts)
    return counts
