"""What DynamoDB is asked for."""

from trunkline.table import keys
from trunkline.table.items import Delete


def test_a_removal_without_a_condition_asks_for_none() -> None:
    key = keys.Key("a", "b")
    request = {"TableName": "t", "Key": {"pk": {"S": "a"}, "sk": {"S": "b"}}}
    assert Delete(label="x", key=key).request("t") == request
    assert Delete(label="x", key=key).in_transaction("t") == {"Delete": request}
