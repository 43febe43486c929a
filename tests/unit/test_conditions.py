"""The check of conditions reads them rightly: it must not leave out a clause, nor take two for one."""

from pathlib import Path

import pytest
from trunkline.table.client import Table
from trunkline.table.items import Check, ConditionFailedError, Delete, Put, Update
from trunkline.table.keys import Key

from tests.support.conditions import ConditionCheck, Seen, Site, clauses, mutants

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
    condition = "a = :a AND (b = :b OR c = :c)"
    first, second, third = (mutant.changed(condition) for mutant in mutants(SITE, [condition]))

    assert first == "(a = :a OR NOT (a = :a)) AND (b = :b OR c = :c)"
    assert second == "a = :a AND ((b = :b AND NOT (b = :b)) OR c = :c)"
    assert third == "a = :a AND (b = :b OR (c = :c AND NOT (c = :c)))"


def test_a_clause_of_several_compositions_is_one_and_is_switched_off_in_each() -> None:
    compositions = ["a = :a AND b = :b", "a = :a AND c = :c", "c = :c"]
    first, *others = mutants(SITE, compositions)

    assert [other.clause for other in others] == ["b = :b", "c = :c"]
    assert [first.changed(condition) for condition in compositions] == [
        "(a = :a OR NOT (a = :a)) AND b = :b",
        "(a = :a OR NOT (a = :a)) AND c = :c",
        "c = :c",
    ]


def test_an_attribute_named_after_an_id_is_the_same_clause_for_each_id() -> None:
    named = [f"attribute_not_exists(recording_{digits * 16})" for digits in ("0", "f")]
    (mutant,) = mutants(SITE, named)

    assert [mutant.changed(condition) for condition in named] == [f"({each} OR NOT ({each}))" for each in named]


def test_a_condition_that_did_not_hold_is_seen_whichever_way_the_write_went(
    store: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    for write_class in (Put, Update, Delete, Check):
        monkeypatch.setattr(write_class, "__new__", write_class.__new__)
    monkeypatch.setattr(Table, "_write", Table._write)
    here = Site(__file__, 1, 1_000)
    check = ConditionCheck([here], Path(__file__).parent)
    check._watch_writes()
    delete = Delete(label="item", key=Key("a", "b"), condition="attribute_exists(pk)")
    for write in (store.write, store.write_once):
        check._seen = Seen()
        with pytest.raises(ConditionFailedError):
            write(delete)
        assert check._seen.failed == {(here, "attribute_exists(pk)")}
