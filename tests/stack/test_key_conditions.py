"""A key condition that is read once finds what MiniStack finds by reading it anew for each item."""

import itertools
from typing import Any

import pytest
from ministack.services import dynamodb

from tools.stack.emulator.patches.key_conditions import read_once

TEXTS = ["", "A", "A#1", "A#2", "B", "\u00e9", "\U0001f4a9"]
CONDITIONS = [
    "pk = :a",
    "pk = :a AND begins_with(sk, :b)",
    *(f"pk = :a AND sk {sign} :b" for sign in ("=", "<", "<=", ">", ">=")),
    # Left to MiniStack: other forms, and a name that AWS reserves.
    "pk = :a AND sk BETWEEN :b AND :c",
    "#pk = :a",
    "(pk = :a)",
    "pk=:a",
    "name = :a",
    "pk = ",
    "",
]


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_condition_that_is_read_once_holds_for_the_same_items(condition: str) -> None:
    for pk, sk, value in itertools.product(TEXTS, TEXTS, TEXTS):
        item = {"pk": {"S": pk}, "sk": {"S": sk}, "name": {"S": pk}}
        values = {":a": {"S": "A"}, ":b": {"S": value}, ":c": {"S": "B"}}
        assert _found(read_once(dynamodb._evaluate_condition), condition, item, values) == _found(
            dynamodb._evaluate_condition, condition, item, values
        )


@pytest.mark.parametrize("item", [{"pk": {"N": "1"}}, {"sk": {"S": "A"}}, {}])
@pytest.mark.parametrize("values", [{":a": {"N": "1"}}, {":a": {"S": "A"}}, {}])
def test_what_is_no_text_is_left_to_ministack(item: Any, values: Any) -> None:
    assert _found(read_once(dynamodb._evaluate_condition), "pk = :a", item, values) == _found(
        dynamodb._evaluate_condition, "pk = :a", item, values
    )


def _found(evaluate: Any, condition: str, item: Any, values: Any) -> Any:
    try:
        return bool(evaluate(condition, item, values, {"#pk": "pk"}, slot="KeyConditionExpression"))
    except ValueError as error:
        return str(error)
