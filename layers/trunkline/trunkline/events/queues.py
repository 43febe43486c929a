"""SQS batches: every message on its own, so that one that fails does not hold up the rest."""

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

from trunkline.errors import UnavailableError
from trunkline.invocation import invocation_deadline, seconds_left
from trunkline.observability import causes_of, logger

UseCase = TypeVar("UseCase")

# With less than this left no message is begun. One takes a call to a queue and two to the table, 22 s when nothing
# answers; were it cut off, all of its batch would come again, those too that are done.
LEAST_SECONDS = 25.0


def each_message(
    use_case: Callable[[], UseCase],
) -> "Callable[[Callable[[UseCase, str], None]], MessageBatch[UseCase]]":
    """Make the Lambda handler of a queue from a function of the use case and a message's body."""
    return lambda handle: MessageBatch(use_case, handle)


class MessageBatch(Generic[UseCase]):
    """The Lambda handler of a queue. Messages that fail come again, and those for which there is no time."""

    def __init__(self, use_case: Callable[[], UseCase], handle: Callable[[UseCase, str], None]) -> None:
        self.use_case = use_case
        self.handle = handle

    def __call__(self, event: Mapping[str, Any], context: object) -> dict[str, Any]:
        """Handle a batch, and say which of its messages are to come again."""
        failed = []
        with invocation_deadline(context):
            for record in event["Records"]:
                try:
                    _require_time()
                    self.handle(self.use_case(), record["body"])
                except Exception as error:  # noqa: BLE001 - whatever it is, the message is not lost
                    logger.error("message not processed", causes=causes_of(error), message_id=record["messageId"])
                    failed.append({"itemIdentifier": record["messageId"]})
        return {"batchItemFailures": failed}


def _require_time() -> None:
    if seconds_left() < LEAST_SECONDS:
        raise UnavailableError
