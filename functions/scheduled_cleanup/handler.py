"""Every 15 minutes: what was begun and has not ended is brought to its end."""

from collections.abc import Mapping
from typing import Any

from trunkline.invocation import invocation_deadline
from trunkline.observability import emit, logger
from trunkline.wiring.cleanup import scheduled_cleanup

# An item may still be begun then; it takes a few calls to the table and one to a carrier.
RESERVED_MILLISECONDS = 30_000


def lambda_handler(_event: Mapping[str, Any], context: Any) -> dict[str, int]:
    """Answer, and write as metrics, how many items have come to which ending."""

    def has_time() -> bool:
        return bool(context.get_remaining_time_in_millis() > RESERVED_MILLISECONDS)

    with invocation_deadline(context):
        report = scheduled_cleanup().run(has_time)
    counts = report.by_name()
    emit(counts)
    logger.info("cleanup", complete=report.is_complete, counts=counts)
    return counts
