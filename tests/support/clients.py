"""DynamoDB clients that wrap another: metered, or broken."""

from collections import Counter
from dataclasses import dataclass, field
from math import ceil
from typing import Any


@dataclass
class Bill:
    """What a request used: calls by operation, items that were read, and capacity units as DynamoDB bills them.

    A strongly consistent read is a unit for each 4 KB, a write one for each KB, and both cost double in a transaction
    (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html, read 2026-11-21).
    Index entries come on top and are not counted here.
    """

    calls: Counter[str] = field(default_factory=Counter)
    items_read: int = 0
    read_units: int = 0
    write_units: int = 0


_READS = {"get_item", "batch_get_item", "query", "scan"}
_ALONE = {"put_item", "update_item", "delete_item"}


class MeteredClient:
    """Adds up what goes through it, in ``bill``; ``start`` begins a new one."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self.bill = Bill()

    def start(self) -> Bill:
        self.bill = Bill()
        return self.bill

    def __getattr__(self, operation: str) -> Any:
        method = getattr(self._client, operation)

        def call(**request: Any) -> Any:
            self.bill.calls[operation] += 1
            answer = method(**request)
            if operation in _READS:
                self._read(operation, answer)
            elif operation in _ALONE:
                self.bill.write_units += self._written(request)
            elif operation == "transact_write_items":
                writes = [write for item in request["TransactItems"] for write in item.values()]
                self.bill.write_units += sum(2 * self._written(write) for write in writes)
            return answer

        return call

    def _read(self, operation: str, answer: dict[str, Any]) -> None:
        match operation:
            case "get_item":
                items = [answer.get("Item", {})]
            case "batch_get_item":
                items = [item for found in answer["Responses"].values() for item in found]
            case _:
                items = answer["Items"]
        self.bill.items_read += len([item for item in items if item])
        if operation in ("query", "scan"):
            self.bill.read_units += max(1, ceil(sum(map(size_of, items)) / 4096))
        else:
            self.bill.read_units += sum(max(1, ceil(size_of(item) / 4096)) for item in items)

    def _written(self, request: dict[str, Any]) -> int:
        key = request.get("Key") or {name: request["Item"][name] for name in ("pk", "sk")}
        stored = self._client.get_item(TableName=request["TableName"], Key=key, ConsistentRead=True)
        return max(1, ceil(size_of(stored.get("Item", {})) / 1024))


def size_of(item: dict[str, Any]) -> int:
    """Return the size of an item as DynamoDB counts it."""
    return sum(len(name.encode()) + _value_size(value) for name, value in item.items())


def _value_size(attribute: dict[str, Any]) -> int:
    ((kind, value),) = attribute.items()
    match kind:
        case "S":
            return len(value.encode())
        case "N":
            return len(value) // 2 + 1
        case "M":
            return 3 + sum(1 + len(name.encode()) + _value_size(member) for name, member in value.items())
        case "L":
            return 3 + sum(1 + _value_size(member) for member in value)
    return 1


class BrokenClient:
    """Raises ``error`` for the operations that are named, and lets the others through."""

    def __init__(self, client: Any, error: Exception, *operations: str) -> None:
        self._client = client
        self._error = error
        self._operations = operations

    def __getattr__(self, operation: str) -> Any:
        if operation not in self._operations:
            return getattr(self._client, operation)

        def call(**request: Any) -> Any:
            raise self._error

        return call
