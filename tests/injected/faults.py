"""What may go wrong with one call of AWS, and a client of the table with which it does."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError

from tests.fakes.executions import Killed

WRITES = ("put_item", "update_item", "delete_item", "transact_write_items")


class Fault(StrEnum):
    """What happens at a call, once."""

    NOT_REACHED = "the connection fails"
    LOST_ANSWER = "done, and the answer is lost"
    REPEATED = "done, and sent again by the SDK"
    CONFLICT = "in conflict with another write"
    THROTTLED = "throttled"
    DEATH_BEFORE = "the worker dies before"
    DEATH_AFTER = "the worker dies after"


# The client of the service's API notices nothing.
UNNOTICED = (Fault.REPEATED, Fault.CONFLICT, Fault.THROTTLED)


class FaultyClient:
    """Counts the calls, and has a fault happen at one of them."""

    def __init__(self, client: Any, at: int | None = None, fault: Fault | None = None) -> None:
        self._client = client
        self._at = at
        self._fault = fault
        self.calls: list[str] = []

    def __getattr__(self, operation: str) -> Any:
        method = getattr(self._client, operation)

        def call(**request: Any) -> Any:
            self.calls.append(operation)
            if len(self.calls) - 1 != self._at:
                return method(**request)
            return self._faulty(operation, request, lambda: method(**request))

        return call

    def _faulty(self, operation: str, request: dict[str, Any], do: Callable[[], Any]) -> Any:
        match self._fault:
            case Fault.NOT_REACHED:
                raise EndpointConnectionError(endpoint_url="https://dynamodb.test")
            case Fault.LOST_ANSWER:
                do()
                raise ReadTimeoutError(endpoint_url="https://dynamodb.test")
            case Fault.CONFLICT | Fault.THROTTLED:
                raise _busy(operation, request, is_conflict=self._fault is Fault.CONFLICT and operation in WRITES)
            case Fault.DEATH_BEFORE:
                raise Killed
            case Fault.DEATH_AFTER:
                do()
                raise Killed
        answer = do()
        # DynamoDB knows a transaction by its token, and answers as it did; moto does not.
        return answer if "ClientRequestToken" in request else do()


def _busy(operation: str, request: dict[str, Any], *, is_conflict: bool) -> ClientError:
    if operation != "transact_write_items":
        code = "TransactionConflictException" if is_conflict else "ThrottlingException"
        return ClientError({"Error": {"Code": code, "Message": "busy"}}, operation)
    reasons = [{"Code": "None"} for _ in request["TransactItems"]]
    reasons[-1]["Code"] = "TransactionConflict" if is_conflict else "ThrottlingError"
    response: Any = {
        "Error": {"Code": "TransactionCanceledException", "Message": "cancelled"},
        "CancellationReasons": reasons,
    }
    return ClientError(response, operation)
