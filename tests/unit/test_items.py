"""What DynamoDB is asked for, and what it gives."""

from typing import Any

import pytest
from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from hypothesis import given
from hypothesis import strategies as st
from trunkline.table import keys
from trunkline.table.items import Delete, from_attribute, from_item, to_attribute, to_item

# DynamoDB keeps 38 digits.
values: Any = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**37), 10**37) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(min_size=1), inner, max_size=4),
    max_leaves=12,
)


@given(values)
def test_values_survive_the_way_there_and_back(value: Any) -> None:
    assert from_attribute(to_attribute(value)) == value


@given(values)
def test_attributes_are_those_of_the_sdk(value: Any) -> None:
    assert to_attribute(value) == TypeSerializer().serialize(value)
    assert TypeDeserializer().deserialize(to_attribute(value)) == value


@pytest.mark.parametrize("value", [1.5, b"bytes", {1, 2}, object()])
def test_what_the_table_does_not_hold_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        to_attribute(value)


def test_an_attribute_that_is_none_is_absent_from_an_item() -> None:
    assert from_item(to_item({"there": 1, "absent": None})) == {"there": 1}


def test_a_removal_without_a_condition_asks_for_none() -> None:
    key = keys.Key("a", "b")
    request = {"TableName": "t", "Key": {"pk": {"S": "a"}, "sk": {"S": "b"}}}
    assert Delete(label="x", key=key).request("t") == request
    assert Delete(label="x", key=key).in_transaction("t") == {"Delete": request}
