"""What DynamoDB's errors mean: it is busy, or conditions did not hold."""

from collections.abc import Mapping, Sequence
from typing import Any

from botocore.exceptions import ClientError

from trunkline.table.items import Item, Write, from_item

_BUSY = {
    "InternalServerError",
    "ProvisionedThroughputExceeded",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "ServiceUnavailable",
    "ThrottlingError",
    "ThrottlingException",
    "TransactionConflict",
    "TransactionConflictException",
    "TransactionInProgressException",
}


def cancellation_reasons(error: ClientError) -> list[Mapping[str, Any]]:
    """Why a transaction was cancelled, one reason a write and in their order; empty for other errors."""
    return list(error.response.get("CancellationReasons", []))


def is_busy(error: ClientError) -> bool:
    """Tell whether the same call may succeed in a moment."""
    reasons = cancellation_reasons(error)
    if not reasons:
        return error.response["Error"]["Code"] in _BUSY
    # A failed condition is a result, even when another write of the transaction met a conflict.
    codes = {reason.get("Code", "None") for reason in reasons} - {"None"}
    return codes <= _BUSY


def failed_conditions(error: ClientError, writes: Sequence[Write]) -> Mapping[str, Item]:
    """Return the items of conditions that failed, by the labels of their writes; none for other errors."""
    reasons = cancellation_reasons(error)
    if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
        reasons = [{"Code": "ConditionalCheckFailed", "Item": error.response.get("Item", {})}]
    return {
        write.label: from_item(reason.get("Item") or {})
        for write, reason in zip(writes, reasons, strict=False)
        if reason.get("Code") == "ConditionalCheckFailed"
    }
