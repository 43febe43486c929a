"""Python values to DynamoDB's typed attributes and back.

boto3 has the same in ``boto3.dynamodb.types``, but importing it costs a cold start 40 ms of packages that nothing
else here needs. A test holds the two against each other.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

# What an item's attributes may be: text, whole numbers, flags, None, and lists and maps of these.
Value: TypeAlias = Any
Item: TypeAlias = dict[str, Value]


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
