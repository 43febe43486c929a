"""SQS batches: every message on its own, so that one that fails does not hold up the rest."""

from collections.abc import Callable, Mapping
from typing import Any

from trunkline.errors import UnavailableError
from trunkline.invocation import invocation_deadline, seconds_left
from trunkline.observability import logger

# With less than this left no message is begun. One takes a call to a queue and two to the table, 22 s when nothing
# answers; were it cut off, all of its batch would come again, those too that are done.
LEAST_SECONDS = 25.0


def each_message(handle: Callable[[str], None]) -> Callable[[Mapping[str, Any], object], dict[str, Any]]:
    """The Lambda handler that gives each message's body to ``handle``.

    Those it raises on come again, and those for which there is no time.
    """

    def lambda_handler(event: Mapping[str, Any], context: object) -> dict[str, Any]:
        failed = []
        with invocation_deadline(context):
            for record in event["Records"]:
                try:
                    _require_time()
                    handle(record["body"])
                except Exception as error:  # noqa: BLE001 - whatever it is, the message is not lost
                    logger.error("message not processed", error=type(error).__name__, message_id=record["messageId"])
                    failed.append({"itemIdentifier": record["messageId"]})
        return {"batchItemFailures": failed}

    return lambda_handler


def _require_time() -> None:
    if seconds_left() < LEAST_SECONDS:
        raise UnavailableError
