"""Items as DynamoDB takes and gives them, conditional writes of them, and what its errors say of such writes.

boto3 has typed attributes in ``boto3.dynamodb.types``, but importing it costs a cold start 40 ms of packages that
nothing else here needs. A test holds the two against each other.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from botocore.exceptions import ClientError

from trunkline.table.keys import Key

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef, TransactWriteItemTypeDef

# What an item's attributes may be: text, whole numbers, flags, None, and lists and maps of these.
Value: TypeAlias = Any
Item: TypeAlias = dict[str, Value]

# What passes by itself.
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


def to_attribute(value: Value) -> "AttributeValueTypeDef":
    """Convert a value to what the API takes.

    Raises:
        TypeError: The value is of a kind that the table does not hold (a float would lose digits).
    """
    match value:
        case None:
            return {"NULL": True}
        case bool():
            return {"BOOL": value}
        case str():
            return {"S": str(value)}
        case int():
            return {"N": str(value)}
        case dict():
            return {"M": {key: to_attribute(member) for key, member in value.items()}}
        case list() | tuple():
            return {"L": [to_attribute(member) for member in value]}
    raise TypeError(f"cannot store a {type(value).__name__}")


def from_attribute(attribute: Mapping[str, Any]) -> Value:
    """Convert back what ``to_attribute`` made."""
    ((kind, value),) = attribute.items()
    match kind:
        case "NULL":
            return None
        case "N":
            return int(value)
        case "M":
            return from_item(value)
        case "L":
            return [from_attribute(member) for member in value]
    return value


def to_item(item: Mapping[str, Value]) -> "dict[str, AttributeValueTypeDef]":
    """Convert an item, without the attributes that are None: the table stores None as absent."""
    return {name: to_attribute(value) for name, value in item.items() if value is not None}


def from_item(attributes: Mapping[str, Mapping[str, Any]]) -> Item:
    """Convert an item back to Python values."""
    return {name: from_attribute(attribute) for name, attribute in attributes.items()}


def key_attributes(key: Key) -> Any:
    """Convert a key."""
    return to_item({"pk": key.pk, "sk": key.sk})


class Put(NamedTuple):
    """Store a whole item.

    ``label`` names the write in the error when its condition fails. Names in ``condition`` are written as they are:
    no attribute of the table is a reserved word.
    """

    label: str
    key: Key
    attributes: Mapping[str, Value]
    condition: str
    values: Mapping[str, Value] = MappingProxyType({})

    def request(self, table: str) -> dict[str, Any]:
        """Return the parameters of PutItem, which are those of a Put in a transaction too."""
        item = to_item({"pk": self.key.pk, "sk": self.key.sk, **self.attributes})
        return {"Item": item, **_conditioned(table, self.condition, self.values)}

    def in_transaction(self, table: str) -> "TransactWriteItemTypeDef":
        """Return the write as a part of a transaction."""
        return {"Put": self.request(table)}  # type: ignore[typeddict-item]


class Update(NamedTuple):
    """Change some attributes: those of ``set_`` that are None are removed, the others set.

    Those of ``first`` are set where they are absent, those of ``add`` are counted up.
    """

    label: str
    key: Key
    set_: Mapping[str, Value]
    condition: str
    values: Mapping[str, Value] = MappingProxyType({})
    first: Mapping[str, Value] = MappingProxyType({})
    add: Mapping[str, int] = MappingProxyType({})

    def request(self, table: str) -> dict[str, Any]:
        """Return the parameters of UpdateItem, which are those of an Update in a transaction too."""
        kept = {name: value for name, value in self.set_.items() if value is not None}
        removed = [name for name in self.set_ if name not in kept]
        first = {name: value for name, value in self.first.items() if value is not None}
        assignments = [f"{name} = :new_{name}" for name in kept]
        assignments += [f"{name} = if_not_exists({name}, :new_{name})" for name in first]
        clauses = []
        if assignments:
            clauses.append("SET " + ", ".join(assignments))
        if removed:
            clauses.append("REMOVE " + ", ".join(removed))
        if self.add:
            clauses.append("ADD " + ", ".join(f"{name} :add_{name}" for name in self.add))
        return {
            "Key": key_attributes(self.key),
            "UpdateExpression": " ".join(clauses),
            **_conditioned(
                table,
                self.condition,
                {
                    **self.values,
                    **{f":new_{name}": value for name, value in {**kept, **first}.items()},
                    **{f":add_{name}": number for name, number in self.add.items()},
                },
            ),
        }

    def in_transaction(self, table: str) -> "TransactWriteItemTypeDef":
        """Return the write as a part of a transaction."""
        return {"Update": self.request(table)}  # type: ignore[typeddict-item]


class Delete(NamedTuple):
    """Remove an item; without a condition whatever it says, and one that is gone stays so."""

    label: str
    key: Key
    condition: str = ""
    values: Mapping[str, Value] = MappingProxyType({})

    def request(self, table: str) -> dict[str, Any]:
        """Return the parameters of DeleteItem, which are those of a Delete in a transaction too."""
        return {
            "Key": key_attributes(self.key),
            **_conditioned(table, self.condition, self.values),
        }

    def in_transaction(self, table: str) -> "TransactWriteItemTypeDef":
        """Return the write as a part of a transaction."""
        return {"Delete": self.request(table)}  # type: ignore[typeddict-item]


class Check(NamedTuple):
    """Require something of an item that the transaction leaves as it is; it has no meaning outside of one."""

    label: str
    key: Key
    condition: str
    values: Mapping[str, Value] = MappingProxyType({})

    def in_transaction(self, table: str) -> "TransactWriteItemTypeDef":
        """Return the check as a part of a transaction."""
        request = {
            "Key": key_attributes(self.key),
            **_conditioned(table, self.condition, self.values),
        }
        return {"ConditionCheck": request}  # type: ignore[typeddict-item]


Write = Put | Update | Delete | Check


def _conditioned(table: str, condition: str, values: Mapping[str, Value]) -> dict[str, Any]:
    if not condition:
        return {"TableName": table}
    request: dict[str, Any] = {
        "TableName": table,
        "ConditionExpression": condition,
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    }
    if values:
        request["ExpressionAttributeValues"] = to_item(values)
    return request


class ConditionFailedError(Exception):
    """Conditions did not hold and nothing was written; ``found`` has each one's item by the label of its write."""

    def __init__(self, found: Mapping[str, Item]) -> None:
        super().__init__(f"condition failed on {', '.join(found)}")
        self.found = found


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


def failure_of(error: ClientError, writes: Sequence[Write]) -> Exception:
    """Return the error that says which conditions failed, or the same one when it was not for them."""
    reasons = cancellation_reasons(error)
    if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
        reasons = [{"Code": "ConditionalCheckFailed", "Item": error.response.get("Item", {})}]
    found = {
        write.label: from_item(reason.get("Item") or {})
        for write, reason in zip(writes, reasons, strict=False)
        if reason.get("Code") == "ConditionalCheckFailed"
    }
    return ConditionFailedError(found) if found else error
