import copy
from collections.abc import Iterator
from typing import Any

from botocore.exceptions import ClientError
from trunkline.aws import clients

from tests.support.moto_shortcuts import the_long_way
from tests.support.tables import TABLE_NAME, everything


def _key(name: str) -> dict[str, Any]:
    return {"pk": {"S": "p"}, "sk": {"S": name}}


def _item(name: str) -> dict[str, Any]:
    """An item with a value of every type."""
    return _key(name) | {
        "b": {"B": b"\x00raw"},
        "bs": {"BS": [b"1", b"2"]},
        "n": {"N": "1.50"},
        "ss": {"SS": ["x", "y"]},
        "z": {"NULL": True},
        "t": {"BOOL": False},
        "m": {"M": {"l": {"L": [{"S": "a"}, {"M": {"b": {"B": b"deep"}}}]}, "e": {"M": {}}}},
    }


def _put(name: str, **more: Any) -> dict[str, Any]:
    return {"TableName": TABLE_NAME, "Item": _item(name), **more}


def _update(name: str, expression: str, **values: Any) -> dict[str, Any]:
    named = {f":{name}": value for name, value in values.items()}
    keyed = {"TableName": TABLE_NAME, "Key": _key(name)}
    return {**keyed, "UpdateExpression": expression, "ExpressionAttributeValues": named}


def _life(client: Any) -> Iterator[Any]:
    """What each request is answered, and what the table has afterwards."""
    delete = {"TableName": TABLE_NAME, "Key": _key("b")}
    check = {
        "TableName": TABLE_NAME,
        "Key": _key("b"),
        "ConditionExpression": "attribute_not_exists(pk)",
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    }
    nested = _update("a", "SET m.l[0] = :v, n = n + :one REMOVE z", v={"S": "new"}, one={"N": "1"})
    put, refused = _put("d"), _put("d", ConditionExpression="attribute_exists(pk)")
    added = {"three": {"N": "3"}, "more": {"SS": ["z"]}}
    indexed = {
        "KeyConditionExpression": "gsi1pk = :p AND gsi1sk > :s",
        "ExpressionAttributeValues": {":p": {"S": "i"}, ":s": {"S": "1"}},
    }
    everybody = {"KeyConditionExpression": "pk = :p", "ExpressionAttributeValues": {":p": {"S": "p"}}}
    for operation, request in (
        ("put_item", _put("a")),
        ("put_item", _put("b", ReturnValues="ALL_OLD")),
        ("put_item", _put("c")),
        ("put_item", _put("a") | {key: check[key] for key in check if key not in ("TableName", "Key")}),
        ("update_item", {**nested, "ReturnValues": "ALL_NEW"}),
        ("update_item", _update("new", "SET v = :v", v={"B": b"v"})),
        ("update_item", _update("new", "ADD n :two, ss :more", two={"N": "2"}, more={"SS": ["z"]})),
        ("update_item", _update("new", "SET n = if_not_exists(x, :three) REMOVE v DELETE ss :more", **added)),
        ("update_item", _update("new", "SET n = :three, n = :three", three={"N": "3"})),
        # A fault is found again, and names count: one of them makes of a good expression one that changes a key.
        ("update_item", _update("new", "SET n = :three, n = :three", three={"N": "3"})),
        ("update_item", {**_update("new", "SET #n = :x", x={"S": "x"}), "ExpressionAttributeNames": {"#n": "x"}}),
        ("update_item", {**_update("new", "SET #n = :x", x={"S": "x"}), "ExpressionAttributeNames": {"#n": "sk"}}),
        ("update_item", {**_update("new", "SET n = :three", three={"N": "3.0"}), "ConditionExpression": "n = :three"}),
        ("update_item", {**_update("new", "SET n = :four", four={"N": "4"}), "ConditionExpression": "n < :four"}),
        # 400 KB are an item's limit: of what is put at once, of what an attribute makes of it, and of a copy of it.
        ("put_item", _put("big") | {"Item": _key("big") | {"s": {"S": "x" * 410_000}}}),
        ("put_item", _put("big") | {"Item": _key("big") | {"s": {"S": "x" * 390_000}}}),
        ("update_item", _update("big", "SET t = :t", t={"S": "x" * 30_000})),
        ("update_item", _update("big", "SET s = :s", s={"S": "x"})),
        ("update_item", _update("big", "SET t = :t", t={"S": "x" * 30_000})),
        # What was done before a refusal is undone.
        (
            "transact_write_items",
            {"TransactItems": [{"Update": nested}, {"Put": _put("d")}, {"ConditionCheck": check}]},
        ),
        ("transact_write_items", {"TransactItems": [{"Delete": delete}, {"Put": refused}]}),
        ("scan", {"TableName": TABLE_NAME}),
        ("transact_write_items", {"TransactItems": [{"Update": nested}, {"Put": put}, {"Delete": delete}]}),
        ("get_item", {"TableName": TABLE_NAME, "Key": _key("a")}),
        ("get_item", {"TableName": TABLE_NAME, "Key": _key("nobody")}),
        ("get_item", {"TableName": TABLE_NAME, "Key": _key("a"), "ProjectionExpression": "m.l, b"}),
        ("batch_get_item", {"RequestItems": {TABLE_NAME: {"Keys": [_key(name) for name in ("a", "d", "nobody")]}}}),
        ("query", {"TableName": TABLE_NAME, "Limit": 2, **everybody}),
        *(
            ("put_item", {"TableName": TABLE_NAME, "Item": _key(f"i{n}") | {"gsi1pk": {"S": "i"}, "gsi1sk": {"S": n}}})
            for n in ("10", "2", "1", "11")
        ),
        ("query", {"TableName": TABLE_NAME, "IndexName": "gsi1", "ScanIndexForward": False, **indexed}),
        ("delete_item", {"TableName": TABLE_NAME, "Key": _key("a"), "ReturnValues": "ALL_OLD"}),
        ("scan", {"TableName": TABLE_NAME, "FilterExpression": "attribute_exists(m.e)"}),
    ):
        try:
            answer = getattr(client, operation)(**request)
        except ClientError as error:
            answer = error.response
        answer.pop("ResponseMetadata")
        # As it is now: moto changes sets where they are.
        yield operation, copy.deepcopy(answer), copy.deepcopy(everything())


def _clear(client: Any) -> None:
    for item in client.scan(TableName=TABLE_NAME)["Items"]:
        client.delete_item(TableName=TABLE_NAME, Key={name: item[name] for name in ("pk", "sk")})


def test_what_moto_answers_and_has_is_the_same_with_shortcuts(aws: Any) -> None:
    short = list(_life(aws))
    _clear(aws)
    with the_long_way():
        long = list(_life(aws))

    assert any("CancellationReasons" in answer for _, answer, _ in long)
    assert short == long


def test_everything_is_what_a_scan_gives(aws: Any) -> None:
    for name in ("c", "a", "b"):
        item = _key(name) | {"n": {"N": "1"}, "m": {"M": {"l": {"L": [{"S": "x"}, {"M": {"t": {"BOOL": True}}}]}}}}
        aws.put_item(TableName=TABLE_NAME, Item=item)

    assert [item["sk"]["S"] for item in everything()] == ["a", "b", "c"]
    assert everything() == aws.scan(TableName=TABLE_NAME)["Items"]


def test_a_symmetric_key_keeps_secrets_and_an_asymmetric_one_has_its_pair(aws: Any) -> None:
    kms = clients.client("kms")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    sealed = kms.encrypt(KeyId=key, Plaintext=b"secret")["CiphertextBlob"]

    assert b"secret" not in sealed
    assert kms.decrypt(CiphertextBlob=sealed)["Plaintext"] == b"secret"
    signing = kms.create_key(KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
    assert kms.get_public_key(KeyId=signing)["PublicKey"]
