"""What DynamoDB refuses of an expression and moto takes, so that no test passes with what would fail on AWS.

From the DynamoDB Developer Guide ("Reserved words", "Using expressions") and its errors, as of 2026-11-30.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from moto.dynamodb.parsing.reserved_keywords import ReservedKeywords

_EXPRESSIONS = (
    "ConditionExpression",
    "FilterExpression",
    "KeyConditionExpression",
    "ProjectionExpression",
    "UpdateExpression",
)
_OF_THE_LANGUAGE = frozenset({"ADD", "AND", "BETWEEN", "DELETE", "IN", "NOT", "OR", "REMOVE", "SET"})
_WORD = re.compile(r"(?<![:#\w])[A-Za-z_]\w*(?!\w*\()")
_PLACEHOLDER = re.compile(r"[:#]\w+")
_WITH_ITSELF = re.compile(r"(?<![\w:#])([\w:#]+) *(?:=|<>|<=?|>=?) *\1(?![\w(])")


def refusals(request: dict[str, Any]) -> list[str]:
    """Return why DynamoDB would refuse a request's expressions."""
    return [reason for part in _parts(request) for reason in _refusals(*part)]


_Expressions = tuple[tuple[str, str], ...]


def _parts(request: Any) -> Iterator[tuple[_Expressions, frozenset[str]]]:
    """Yield each request's expressions with its placeholders: of a transaction, those of each item."""
    if isinstance(request, dict):
        if expressions := tuple((name, request[name]) for name in _EXPRESSIONS if name in request):
            names, values = (request.get(f"ExpressionAttribute{kind}", {}) for kind in ("Names", "Values"))
            yield expressions, frozenset([*names, *values])
        for name in ("TransactItems", "Put", "Update", "Delete", "ConditionCheck", "Get"):
            yield from _parts(request.get(name))
        # By the names of tables.
        yield from _parts(list(request.get("RequestItems", {}).values()))
    elif isinstance(request, list):
        for each in request:
            yield from _parts(each)


@cache
def _refusals(expressions: _Expressions, placeholders: frozenset[str]) -> list[str]:
    used = {placeholder for _, expression in expressions for placeholder in _PLACEHOLDER.findall(expression)}
    found = [f"unused in expressions: {each}" for each in sorted(placeholders - used)]
    found += [f"not defined: {each}" for each in sorted(used - placeholders)]
    for kind, expression in expressions:
        words = {word.upper() for word in _WORD.findall(expression)} - _OF_THE_LANGUAGE
        found += [f"reserved keyword: {word} in {expression}" for word in sorted(words & _reserved())]
        if kind != "UpdateExpression":  # where = is no comparison
            found += [f"an operand compared with itself: {each[0]}" for each in _WITH_ITSELF.finditer(expression)]
        if _has_brackets_around_brackets(expression):
            found.append(f"redundant parentheses: {expression}")
    return found


def _has_brackets_around_brackets(expression: str) -> bool:
    opened: list[int] = []
    closed: dict[int, int] = {}
    for at, character in enumerate(expression):
        if character == "(":
            opened.append(at)
        elif character == ")":
            closed[opened.pop()] = at
    return any(closed.get(at + 1) == end - 1 for at, end in closed.items())


@cache
def _reserved() -> frozenset[str]:
    return frozenset(word.strip().upper() for word in ReservedKeywords.get_reserved_keywords())
