"""SQS batches: every message on its own, so that one that fails does not hold up the rest."""

from collections.abc import Callable, Mapping
from typing import Any

from trunkline.observability import logger


def each_message(handle: Callable[[str], None]) -> Callable[[Mapping[str, Any], object], dict[str, Any]]:
    """The Lambda handler that gives each message's body to ``handle``; those it raises on come again."""

    def lambda_handler(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
        failed = []
        for record in event["Records"]:
            try:
                handle(record["body"])
            except Exception as error:  # noqa: BLE001 - whatever it is, the message is not lost
                logger.error("message not processed", error=type(error).__name__, message_id=record["messageId"])
                failed.append({"itemIdentifier": record["messageId"]})
        return {"batchItemFailures": failed}

    return lambda_handler
