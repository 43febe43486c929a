"""What may go wrong with one call of AWS, a client of the table with which it does, and all clients with which it does.

All are where botocore has tried as often as it would: what is thrown here, it has given up.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from botocore import xform_name
from botocore.client import BaseClient
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
            return _with(self._fault, operation, request, lambda: method(**request))

        return call


@dataclass
class AwsCalls:
    """The calls of all services, in their order; a fault happens at one of them."""

    at: int | None = None
    fault: Fault | None = None
    # Calls that are throttled each time.
    down: frozenset[str] = frozenset()
    made: list[str] = field(default_factory=list)
    # What was done, also where the answer was lost: service and operation, and what was asked for.
    done: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def _call(self, original: Callable[..., Any], client: Any, operation: str, request: dict[str, Any]) -> Any:
        name = f"{client.meta.service_model.service_name} {xform_name(operation)}"
        if name in self.down:
            raise _busy(name.partition(" ")[2], request, is_conflict=False)
        self.made.append(name)

        def do() -> Any:
            answer = original(client, operation, request)
            self.done.append((name, request))
            return answer

        if len(self.made) - 1 != self.at:
            return do()
        return _with(self.fault, name.partition(" ")[2], request, do)

    @contextmanager
    def watched(self) -> Iterator["AwsCalls"]:
        """Within, calls are counted, and the fault happens."""
        every: Any = BaseClient
        original = every._make_api_call
        every._make_api_call = lambda client, operation, request: self._call(original, client, operation, request)
        try:
            yield self
        finally:
            every._make_api_call = original


def _with(fault: Fault | None, operation: str, request: dict[str, Any], do: Callable[[], Any]) -> Any:
    match fault:
        case Fault.NOT_REACHED:
            raise EndpointConnectionError(endpoint_url="https://aws.test")
        case Fault.LOST_ANSWER:
            do()
            raise ReadTimeoutError(endpoint_url="https://aws.test")
        case Fault.CONFLICT | Fault.THROTTLED:
            raise _busy(operation, request, is_conflict=fault is Fault.CONFLICT and operation in WRITES)
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
