"""The check of conditions reads them rightly: it must not leave out a clause, nor take two for one."""

import pytest

from tests.support.conditions import Site, clauses, mutants

SITE = Site("store.py", 1, 2)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("attribute_not_exists(pk)", [("attribute_not_exists(pk)", False)]),
        ("a = :a AND b <> :b", [("a = :a", False), ("b <> :b", False)]),
        ("a = :a OR b = :b", [("a = :a", True), ("b = :b", True)]),
        ("a = :a AND (b = :b OR c = :c)", [("a = :a", False), ("b = :b", True), ("c = :c", True)]),
        ("a = :a OR (b = :b AND c = :c)", [("a = :a", True), ("b = :b", False), ("c = :c", False)]),
        ("a = :a OR b = :b AND c = :c", [("a = :a", True), ("b = :b", False), ("c = :c", False)]),
        ("a BETWEEN :x AND :y AND size(b) < :z", [("a BETWEEN :x AND :y", False), ("size(b) < :z", False)]),
        ("c IN (:x, :y) OR NOT contains(a, :b)", [("c IN (:x, :y)", True), ("NOT contains(a, :b)", True)]),
        ("((a = :a))", [("a = :a", False)]),
    ],
)
def test_a_condition_is_taken_apart_into_its_clauses(condition: str, expected: list[tuple[str, bool]]) -> None:
    assert [(condition[start:end], alternative) for start, end, alternative in clauses(condition)] == expected


def test_a_clause_is_made_to_hold_always_and_an_alternative_never() -> None:
    first, second, third, whole = mutants(SITE, "a = :a AND (b = :b OR c = :c)")

    assert first.replacement == "(a = :a OR NOT (a = :a)) AND (b = :b OR c = :c)"
    assert second.replacement == "a = :a AND ((b = :b AND NOT (b = :b)) OR c = :c)"
    assert third.replacement == "a = :a AND (b = :b OR (c = :c AND NOT (c = :c)))"
    assert whole.replacement == "(a = :a AND (b = :b OR c = :c)) OR NOT (a = :a AND (b = :b OR c = :c))"


def test_brackets_are_not_put_around_brackets() -> None:
    whole = list(mutants(SITE, "(a = :a OR b = :b)"))[-1]
    parts = list(mutants(SITE, "(a = :a) AND (b = :b)"))[-1]

    assert whole.replacement == "(a = :a OR b = :b) OR NOT (a = :a OR b = :b)"
    assert parts.replacement == "((a = :a) AND (b = :b)) OR NOT ((a = :a) AND (b = :b))"


def test_a_single_clause_is_the_whole_condition() -> None:
    assert len(list(mutants(SITE, "attribute_not_exists(pk)"))) == 1
