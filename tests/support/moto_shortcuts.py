"""Moto's DynamoDB without the work that is most of its time and shows nothing.

Each shortcut gives what moto gives without it; ``tests/unit/test_moto_shortcuts.py`` compares them.
"""

import base64
import copy
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from moto.core import serialize
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType, Item
from moto.dynamodb.models.table import Table
from moto.dynamodb.parsing import ast_nodes

# It has no types.
_ast: Any = ast_nodes
_serialize_structure = serialize.BaseJSONSerializer._serialize_type_structure
_update_item = DynamoDBBackend.update_item
_traverse = _ast.DepthFirstTraverser.traverse


def plain(value: DynamoType | dict[str, Any]) -> dict[str, Any]:
    """Return an attribute's value as the API's JSON has it."""
    if isinstance(value, DynamoType):
        kind, content = value.type, value.value
    else:
        ((kind, content),) = value.items()
    match kind:
        case "M":
            return {kind: {name: plain(member) for name, member in content.items()}}
        case "L":
            return {kind: [plain(member) for member in content]}
        case "B":
            return {kind: _base64(content)}
        case "BS":
            return {kind: [_base64(member) for member in content]}
    return {kind: content}


def attributes(item: Item) -> dict[str, Any]:
    """Return an item's attributes as the API's JSON has them."""
    return {name: plain(value) for name, value in item.attrs.items()}


def _base64(content: str | bytes) -> str:
    return base64.b64encode(content.encode() if isinstance(content, str) else content).decode()


def _serialize_attribute_value(self: Any, serialized: Any, value: Any, shape: Any, key: str) -> None:
    """Write an attribute's value as it is, instead of looking for each of its ten possible members by six names."""
    if shape.name == "AttributeValue" and isinstance(value, dict):
        serialized[key] = plain(value)
    else:
        _serialize_structure(self, serialized, value, shape, key)


def _update_copy(self: Any, table_name: str, key: dict[str, Any], *arguments: Any, **options: Any) -> Any:
    """Update a copy of the item, so that an item which was stored once never changes and copies may share it."""
    table = self.get_table(table_name)
    hash_key, range_key = (DynamoType(key[name]) for name in table.table_key_attrs)
    if item := table.get_item(hash_key, range_key):
        table.items[hash_key][range_key] = copy.deepcopy(item)
    return _update_item(self, table_name, key, *arguments, **options)


def _snapshot(self: Table, memo: dict[int, Any]) -> Table:
    """Copy a table as far as a transaction changes it. Moto copies it before each one, to return to it."""
    copied = copy.copy(self)
    copied.items = defaultdict(dict, {key: dict(items) for key, items in self.items.items()})
    return copied


def _traverse_once(self: Any, root: Any) -> Any:
    """Visit an expression's nodes, having asked once and not at each of them which kinds are to be processed."""
    kinds = self.nodes_to_be_processed()

    def visit(node: Any, place: int) -> Any:
        if not isinstance(node, _ast.Node):
            return node
        parent = node.parent
        for index, child in enumerate(node.children or ()):
            self.pre_processing_of_child(node, index)
            visit(child, index)
        if isinstance(node, kinds):
            node = self.process(node)
            node.parent = parent
            if parent:
                parent.children[place] = node
        return node

    return visit(root, -1)


def take_shortcuts() -> None:
    """Have moto of this process take them."""
    setattr(serialize.BaseJSONSerializer, "_serialize_type_structure", _serialize_attribute_value)  # noqa: B010
    setattr(DynamoDBBackend, "update_item", _update_copy)  # noqa: B010
    setattr(Table, "__deepcopy__", _snapshot)  # noqa: B010
    setattr(_ast.DepthFirstTraverser, "traverse", _traverse_once)  # noqa: B010


@contextmanager
def the_long_way() -> Iterator[None]:
    """Have moto do all its work meanwhile."""
    setattr(serialize.BaseJSONSerializer, "_serialize_type_structure", _serialize_structure)  # noqa: B010
    setattr(DynamoDBBackend, "update_item", _update_item)  # noqa: B010
    setattr(_ast.DepthFirstTraverser, "traverse", _traverse)  # noqa: B010
    delattr(Table, "__deepcopy__")
    try:
        yield
    finally:
        take_shortcuts()
