"""Moto's DynamoDB without the work that is most of its time and shows nothing.

Each shortcut gives what moto gives without it; ``tests/unit/test_moto_shortcuts.py`` compares them.
"""

import base64
import copy
import json
import re
import string
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from operator import eq, lt, ne
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.endpoint import Endpoint, convert_to_response_dict
from moto.core import responses, serialize
from moto.core.base_backend import BackendDict
from moto.core.botocore_stubber import MockRawResponse
from moto.core.model_instances import reset_model_data
from moto.core.models import DEFAULT_ACCOUNT_ID, MockAWS, botocore_stubber
from moto.core.parse import PROTOCOL_PARSERS
from moto.core.utils import get_service_model, method_names_from_class
from moto.dynamodb.comparisons import ConditionExpressionParser
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType, Item, LimitedSizeDict
from moto.dynamodb.models.table import Table
from moto.dynamodb.models.utilities import bytesize
from moto.dynamodb.parsing import ast_nodes, expressions
from moto.dynamodb.parsing import validators as dynamodb_validators
from moto.dynamodb.responses import DynamoHandler
from moto.kms import models as kms_models
from moto.kms.utils import KeySpec
from moto.moto_api._internal.moto_random import MotoRandom

from tests.support.dynamodb_rules import refusals

# They have no types.
_ast: Any = ast_nodes
_UpdateExpressionParser: Any = vars(expressions)["UpdateExpressionParser"]
_validators: Any = dynamodb_validators
_make_update = _UpdateExpressionParser.make
_make_private_key: Any = vars(kms_models)["generate_private_key"]
_make_request = Endpoint.make_request
_update_item = DynamoDBBackend.update_item
_serialize_structure = serialize.BaseJSONSerializer._serialize_type_structure
_copy_value = DynamoType.__deepcopy__
_cast_value: Any = DynamoType.cast_value
_set_attribute_weighed = LimitedSizeDict.__setitem__
_weigh_item = Item.size
_lex: Any = ConditionExpressionParser._lex_condition_expression
# DynamoDB takes 400 KB.
_LIGHT = 100_000
_AS_IT_IS = frozenset({"S", "B", "BOOL"})
_NEVER_CHANGED = _AS_IT_IS | {"N", "NULL"}


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


class _Kinds(dict[type, bool]):
    """Whether a node of a class is one of some kinds, asked once for each class: they are abstract, and ask around."""

    def __init__(self, kinds: Any) -> None:
        super().__init__()
        self._kinds = kinds

    def __missing__(self, node_type: type) -> bool:
        self[node_type] = issubclass(node_type, self._kinds)
        return self[node_type]


_kinds = cache(_Kinds)
_is_node = _kinds(_ast.Node)
_holds_clauses = _kinds((_ast.Expression, _ast.UpdateExpressionFunction))


def _traverse_once(self: Any, root: Any) -> Any:
    """Visit an expression's nodes, having asked once and not at each of them which kinds are to be processed."""
    is_processed = _kinds(tuple(self.nodes_to_be_processed()))
    looks_ahead = type(self).pre_processing_of_child is not _ast.DepthFirstTraverser.pre_processing_of_child

    def visit(node: Any, place: int) -> Any:
        if not _is_node[type(node)]:
            return node
        parent = node.parent
        for index, child in enumerate(node.children or ()):
            if looks_ahead:
                self.pre_processing_of_child(node, index)
            visit(child, index)
        if is_processed[type(node)]:
            node = self.process(node)
            node.parent = parent
            if parent:
                parent.children[place] = node
        return node

    return visit(root, -1)


def _find_clauses(self: Any, clause_types: Any) -> list[Any]:
    """Find the clauses of some types, with one question for each class and not for each node."""
    found = []
    for child in self.children or ():
        if type(child) in clause_types:
            found.append(child)
        elif _holds_clauses[type(child)]:
            found.extend(_find_clauses(child, clause_types))
    return found


def _copy_node(self: Any, memo: dict[int, Any]) -> Any:
    """Copy a node with those below it: their values are never changed, and a node knows its parent and its children."""
    copied = object.__new__(type(self))
    copied.__dict__ |= self.__dict__
    if self.children is not None:
        copied.children = [_copied_child(child, copied, memo) for child in self.children]
    return copied


def _copied_child(child: Any, parent: Any, memo: dict[int, Any]) -> Any:
    if not _is_node[type(child)]:
        return child
    copied = _copy_node(child, memo)
    copied.parent = parent
    return copied


def _copy_what_may_change(self: DynamoType, memo: dict[int, Any]) -> DynamoType:
    """Share a value that is none of others: moto puts another one in its place."""
    return self if self.type in _NEVER_CHANGED else _copy_value(self, memo)


def _cast(self: DynamoType) -> Any:
    return self.value if self.type in _AS_IT_IS else _cast_value.fget(self)


def _compared(compare: Callable[[Any, Any], bool]) -> Callable[[DynamoType, DynamoType], bool]:
    """Compare two texts without casting them first: keys are texts, and a query compares those of the whole table."""
    own = getattr(DynamoType, f"__{compare.__name__}__")

    def compared(self: DynamoType, other: DynamoType) -> bool:
        if self.type == other.type == "S":
            return compare(self.value, other.value)
        return bool(own(self, other))

    return compared


def _set_attribute(self: LimitedSizeDict, name: str, value: Any) -> None:
    """Weigh a light item as it grows, and not all of it whenever an attribute is set."""
    weighed: dict[str, int] = vars(self)
    if "weight" not in weighed:
        weighed["weight"] = sum(_size(each) for each in (*self.keys(), *self.values()))
    weighed["weight"] += _size(name) + _size(value)
    if weighed["weight"] > _LIGHT:
        _set_attribute_weighed(self, name, value)
    else:
        dict.__setitem__(self, name, value)


def _size(value: Any) -> int:
    return int(value.size()) if isinstance(value, DynamoType) else bytesize(str(value))


def _size_of_item(self: Item) -> int:
    """Weigh an item once: one that is stored never changes, and only one that is stored is weighed."""
    if "size" not in vars(self.attrs):
        vars(self.attrs)["size"] = _weigh_item(self)
    return int(vars(self.attrs)["size"])


def _all_items(self: Table) -> list[Item]:
    """Sort items by their two keys, which are texts in every table here, and not by comparing what holds these."""
    items = [item for partition in self.items.values() for item in partition.values()]
    return sorted(items, key=lambda item: (item.hash_key.value, item.range_key.value))


@cache
def _lexed(expression: str) -> tuple[Any, ...]:
    return tuple(_lex(ConditionExpressionParser(expression, None, None)))


def _lex_once(self: ConditionExpressionParser) -> deque[Any]:
    """Take a condition apart once; what its names and values mean is looked up each time."""
    return deque(_lexed(self.condition_expression))


def _random_string(self: MotoRandom, length: int = 20, include_digits: bool = True, lower_case: bool = False) -> str:
    """Choose all characters with one call: each answer has an id of 52."""
    chosen = "".join(self.choices(string.ascii_letters + string.digits * include_digits, k=length))
    return chosen.lower() if lower_case else chosen


_methods_of = cache(method_names_from_class)


@cache
def _parse_update(expression: str) -> Any:
    """Parse an expression once: what is made of it is copied by whoever changes it."""
    parsed = _make_update(expression)
    parsed.expression = expression
    return parsed


# These look at an expression and its names, change nothing, and take longer than all the rest.
_CHECKS = (
    _validators.ActionCountValidator,
    _validators.OverlappingPathsValidator,
    _validators.UpdateHashRangeKeyValidator,
)
_checked: set[Any] = set()


def _validate(self: Any) -> Any:
    """Check an expression once with its names."""
    node = self.node_to_validate
    names = tuple(sorted((self.expression_attribute_names or {}).items()))
    checked = node.expression, names, tuple(self.table.table_key_attrs)
    for processor in self.processors:
        if checked not in _checked or not isinstance(processor, _CHECKS):
            node = processor.traverse(node)
    _checked.add(checked)
    return node


def _generate_private_key(key_spec: str) -> Any:
    """Make no pair of RSA keys for a symmetric key: nothing asks for it, and it takes 60 ms."""
    return None if key_spec == KeySpec.SYMMETRIC_DEFAULT else _make_private_key(key_spec)


_DYNAMODB = re.compile(r"https://(?:dynamodb|\d+\.ddb)\.(?P<region>[a-z0-9-]+)\.amazonaws\.com/$")


def _ask_the_table(self: Any, operation_model: Any, request_dict: dict[str, Any]) -> tuple[AWSResponse, Any]:
    """Hand a request to moto's table as it is: nothing is signed, sent, looked up by its URL and read as a form."""
    asked = _DYNAMODB.match(request_dict["url"])
    if not (asked and botocore_stubber.enabled):
        answered: tuple[AWSResponse, Any] = _make_request(self, operation_model, request_dict)
        return answered
    assert refusals(json.loads(request_dict["body"])) == []
    handler = DynamoHandler()
    handler.current_account, handler.region, handler.partition = DEFAULT_ACCOUNT_ID, asked["region"], "aws"
    handler.querystring, handler.uri_match, handler.response_headers = {}, {}, {}
    handler.headers, handler.uri = request_dict["headers"], request_dict["url"]
    handler.params = _parser_of(operation_model.name).parse({"body": request_dict["body"]})
    status, headers, body = handler.call_action()
    response = AWSResponse(handler.uri, status, headers, MockRawResponse(body))
    answer = convert_to_response_dict(response, operation_model)
    parser = self._response_parser_factory.create_parser(operation_model.service_model.resolved_protocol)
    parsed = parser.parse(answer, operation_model.output_shape)
    if status >= 300:
        self._add_modeled_error_fields(answer, parsed, operation_model, parser)
    return response, parsed


@cache
def _parser_of(operation: str) -> Any:
    return PROTOCOL_PARSERS["json"](get_service_model("dynamodb").operation_model(operation), map_type=dict)


def _answer_botocore_only(self: MockAWS, reset: bool = True) -> None:
    """Answer what botocore asks. For the package requests moto makes a thousand answers; nothing here asks by it."""
    botocore_stubber.enabled = True
    if reset:
        BackendDict.reset()


def _answer_no_more(self: MockAWS, remove_data: bool) -> None:
    botocore_stubber.enabled = False
    if remove_data:
        BackendDict.reset()
        reset_model_data()


# What moto has, by its owner and name, and what stands in its place.
_SHORTCUTS: dict[tuple[Any, str], Any] = {
    (serialize.BaseJSONSerializer, "_serialize_type_structure"): _serialize_attribute_value,
    (DynamoDBBackend, "update_item"): _update_copy,
    (LimitedSizeDict, "__setitem__"): _set_attribute,
    (Item, "size"): _size_of_item,
    (Table, "all_items"): _all_items,
    (ConditionExpressionParser, "_lex_condition_expression"): _lex_once,
    (MotoRandom, "get_random_string"): _random_string,
    (Table, "__deepcopy__"): _snapshot,
    (_ast.DepthFirstTraverser, "traverse"): _traverse_once,
    (_ast.Node, "find_clauses"): _find_clauses,
    (_ast.Node, "__deepcopy__"): _copy_node,
    (DynamoType, "__deepcopy__"): _copy_what_may_change,
    (DynamoType, "cast_value"): property(_cast),
    (DynamoType, "__eq__"): _compared(eq),
    (DynamoType, "__ne__"): _compared(ne),
    (DynamoType, "__lt__"): _compared(lt),
    (responses, "method_names_from_class"): _methods_of,
    (Endpoint, "make_request"): _ask_the_table,
    (_UpdateExpressionParser, "make"): staticmethod(_parse_update),
    (_validators.Validator, "validate"): _validate,
    (kms_models, "generate_private_key"): _generate_private_key,
    (MockAWS, "_enable_patching"): _answer_botocore_only,
    (MockAWS, "_disable_patching"): _answer_no_more,
}
_ITS_OWN = {(owner, name): vars(owner).get(name) for owner, name in _SHORTCUTS}


def take_shortcuts() -> None:
    """Have moto of this process take them."""
    for (owner, name), shortcut in _SHORTCUTS.items():
        setattr(owner, name, shortcut)


@contextmanager
def the_long_way() -> Iterator[None]:
    """Have moto do all its work meanwhile."""
    for (owner, name), own in _ITS_OWN.items():
        if own is None:
            delattr(owner, name)
        else:
            setattr(owner, name, own)
    try:
        yield
    finally:
        take_shortcuts()
