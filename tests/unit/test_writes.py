"""What DynamoDB is asked for: also what it refuses and moto takes."""

import ast
import re
from pathlib import Path

import trunkline
from trunkline.table import keys
from trunkline.table.writes import Delete

LAYER = Path(trunkline.__file__).parent
_WITH_ITSELF = re.compile(r"(?<![\w:])(\w+) (?:=|<>|<=?|>=?) \1(?!\w)")


def test_no_condition_compares_an_attribute_with_itself_which_dynamodb_refuses() -> None:
    """It says that the first operand must be distinct from the remaining ones."""
    assert _WITH_ITSELF.search("pk = pk")
    refused = [
        f"{path.name}:{node.lineno}: {node.value}"
        for path in sorted(LAYER.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _WITH_ITSELF.search(node.value)
    ]
    assert refused == []


def test_a_removal_without_a_condition_asks_for_none() -> None:
    key = keys.Key("a", "b")
    request = {"TableName": "t", "Key": {"pk": {"S": "a"}, "sk": {"S": "b"}}}
    assert Delete(label="x", key=key).request("t") == request
    assert Delete(label="x", key=key).in_transaction("t") == {"Delete": request}
