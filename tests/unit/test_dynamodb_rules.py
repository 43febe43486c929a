from typing import Any

import pytest

from tests.support.dynamodb_rules import refusals


@pytest.mark.parametrize(
    ("condition", "placeholders", "reason"),
    [
        ("pk = pk", [], "with itself"),
        ("version = :v AND :v = :v", [":v"], "with itself"),
        ("status = :s", [":s"], "reserved keyword: STATUS"),
        ("a.#n = :a OR a.size = :a", ["#n", ":a"], "reserved keyword: SIZE"),
        ("((a = :a))", [":a"], "redundant parentheses"),
        ("a = :a AND ((b = :a OR c = :a))", [":a"], "redundant parentheses"),
        ("a = :a", [":a", ":b"], "unused in expressions: :b"),
        ("#a = :a", [":a"], "not defined: #a"),
    ],
)
def test_what_dynamodb_refuses_is_refused(condition: str, placeholders: list[str], reason: str) -> None:
    (found,) = refusals({"TransactItems": [{"Check": {}}, {"Put": _request(condition, placeholders)}]})

    assert reason in found


def test_what_is_asked_of_each_table_is_looked_at() -> None:
    assert refusals({"RequestItems": {"table": {"Keys": [], "ProjectionExpression": "e164, status"}}})


@pytest.mark.parametrize(
    ("condition", "placeholders"),
    [
        ("attribute_not_exists(pk) OR (a = :a AND (b <> :a OR NOT contains(#c, :a)))", [":a", "#c"]),
        ("(a = :a) AND (b = :b)", [":a", ":b"]),
        ("size(a) < :a AND a BETWEEN :a AND :aa AND ab = a", [":a", ":aa"]),
    ],
)
def test_what_dynamodb_takes_is_taken(condition: str, placeholders: list[str]) -> None:
    assert refusals(_request(condition, placeholders)) == []


def _request(condition: str, placeholders: list[str]) -> dict[str, Any]:
    named: dict[str, dict[str, Any]] = {"ExpressionAttributeNames": {}, "ExpressionAttributeValues": {}}
    for each in placeholders:
        named["ExpressionAttributeNames" if each[0] == "#" else "ExpressionAttributeValues"][each] = {}
    return {"ConditionExpression": condition, **{kind: used for kind, used in named.items() if used}}
