"""Key conditions that are read once.

MiniStack reads the condition of a query anew for each item of the partition, which takes a list of 100,000 longer than
a function waits for its table. DynamoDB finds a page in a moment however long the list is.
"""

import operator
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from ministack.services import dynamodb

from tools.stack.emulator.patching import PatchPoint

POINTS = (
    PatchPoint("services.dynamodb", "_evaluate_condition", "expr item attr_values attr_names slot"),
    PatchPoint("services.dynamodb", "_check_reserved_keyword_usage", "tokens"),
    PatchPoint("services.dynamodb", "_tokenize", "expr"),
)

_AND = re.compile(r" AND ")
_COMPARISON = re.compile(r"(\w+) (=|<|<=|>|>=) (:\w+)")
_BEGINNING = re.compile(r"begins_with\((\w+), (:\w+)\)")
_COMPARE: Mapping[str, Callable[[str, str], bool]] = {
    "=": operator.eq,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}

# The names of a key and of a value, and what has to hold between them.
_Clause = tuple[str, str, Callable[[str, str], bool]]


def apply() -> None:
    """Look at items by conditions that were read before, where they are comparisons of texts."""
    dynamodb._evaluate_condition = read_once(dynamodb._evaluate_condition)


def read_once(read_anew: Callable[..., Any]) -> Callable[..., Any]:
    """Return MiniStack's function, asked only for what is no key condition of texts."""

    def evaluate(expr: str, item: Any, attr_values: Any, attr_names: Any, slot: str = "ConditionExpression") -> Any:
        clauses = _clauses(expr) if slot == "KeyConditionExpression" else ()
        try:
            if clauses:
                return all(holds(item[name]["S"], attr_values[value]["S"]) for name, value, holds in clauses)
        except KeyError:
            pass  # not there, or no text: MiniStack says what AWS would say
        return read_anew(expr, item, attr_values, attr_names, slot=slot)

    return evaluate


@lru_cache(maxsize=256)
def _clauses(expression: str) -> tuple[_Clause, ...]:
    """Read an expression; none where it is of another form than ours, or names what AWS reserves."""
    clauses = [_clause(part) for part in _AND.split(expression)]
    if None in clauses or dynamodb._check_reserved_keyword_usage(dynamodb._tokenize(expression)):
        return ()
    return tuple(clause for clause in clauses if clause)


def _clause(part: str) -> _Clause | None:
    if found := _COMPARISON.fullmatch(part):
        return found[1], found[3], _COMPARE[found[2]]
    if found := _BEGINNING.fullmatch(part):
        return found[1], found[2], str.startswith
    return None
