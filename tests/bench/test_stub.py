"""AWS on loopback: it finds what a function looks for, and nothing that is written changes it."""

from typing import Any

from bench.aws_stub import StandIn


def an_item(pk: str, sk: str, **more: str) -> dict[str, Any]:
    return {name: {"S": value} for name, value in {"pk": pk, "sk": sk, **more}.items()}


ITEMS = [
    an_item("P", "NUMBER#2", gsi1pk="G", gsi1sk="b"),
    an_item("P", "NUMBER#1", gsi1pk="G", gsi1sk="a"),
    an_item("P", "OTHER#1"),
    an_item("Q", "NUMBER#1"),
]


def query(condition: str, values: dict[str, str], **more: Any) -> Any:
    names = {name: {"S": value} for name, value in values.items()}
    request = {"KeyConditionExpression": condition, "ExpressionAttributeValues": names, **more}
    return StandIn(ITEMS).answer("Query", request)


def test_a_get_finds_its_item_alone() -> None:
    services = StandIn(ITEMS)
    assert services.answer("GetItem", {"Key": an_item("Q", "NUMBER#1")}) == {"Item": ITEMS[3]}
    assert services.answer("GetItem", {"Key": an_item("Q", "NUMBER#2")}) == {}


def test_a_query_reads_one_partition_in_order_and_says_where_a_page_ends() -> None:
    condition, values = "pk = :pk AND begins_with(sk, :prefix)", {":pk": "P", ":prefix": "NUMBER#"}
    assert query(condition, values)["Items"] == [ITEMS[1], ITEMS[0]]
    page = query(condition, values, Limit=1)
    assert page["LastEvaluatedKey"] == an_item("P", "NUMBER#1")


def test_an_index_has_the_items_that_carry_its_keys() -> None:
    found = query(
        "gsi1pk = :pk AND gsi1sk >= :since", {":pk": "G", ":since": "b"}, IndexName="gsi1", ScanIndexForward=False
    )
    assert found["Items"] == [ITEMS[0]]


def test_a_query_whose_names_are_aliases_finds_the_same() -> None:
    """boto3's conditions are written so."""
    aliases = {"#n0": "pk", "#n1": "sk"}
    condition, values = "(#n0 = :v0 AND begins_with(#n1, :v1))", {":v0": "P", ":v1": "NUMBER#"}
    assert query(condition, values, ExpressionAttributeNames=aliases)["Items"] == [ITEMS[1], ITEMS[0]]


def test_calls_are_counted_and_the_bench_asking_for_them_is_none() -> None:
    services = StandIn(ITEMS)
    services.answer("GetItem", {"Key": an_item("Q", "NUMBER#1")})
    services.answer("PutItem", {})
    assert services.answer("Calls", {}) == services.answer("Calls", {}) == {"calls": 2}


def test_writes_succeed_and_change_nothing() -> None:
    services = StandIn(ITEMS)
    for operation in ("PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems"):
        assert services.answer(operation, {"Key": an_item("Q", "NUMBER#1")}) == {}
    assert services.answer("GetItem", {"Key": an_item("Q", "NUMBER#1")}) == {"Item": ITEMS[3]}


def test_kms_opens_what_it_has_sealed() -> None:
    services = StandIn([])
    sealed = services.answer("Encrypt", {"KeyId": "k", "Plaintext": "c2VjcmV0"})["CiphertextBlob"]
    assert services.answer("Decrypt", {"CiphertextBlob": sealed})["Plaintext"] == "c2VjcmV0"
