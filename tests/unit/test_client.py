from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError, ReadTimeoutError
from trunkline.errors import UnavailableError
from trunkline.table.client import MAX_ATTEMPTS, Table
from trunkline.table.items import ConditionFailedError, Delete, Put, Update
from trunkline.table.keys import Key

KEY = Key("pk", "sk")
PUT = Put(label="first", key=KEY, attributes={}, condition="attribute_not_exists(pk)")
UPDATE = Update(label="second", key=KEY, set_={"a": 1}, condition="attribute_exists(pk)")


class ScriptedClient:
    """Raises the errors it is given, one a call, then answers."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.calls = 0
        self.tokens: list[str] = []

    def __getattr__(self, operation: str) -> Any:
        def call(**request: Any) -> Any:
            self.calls += 1
            self.tokens.append(request.get("ClientRequestToken", ""))
            if self.errors:
                raise self.errors.pop(0)
            return {}

        return call


def cancelled(*codes: str, item: dict[str, Any] | None = None) -> ClientError:
    reasons: list[dict[str, Any]] = [{"Code": code} for code in codes]
    if item:
        reasons[codes.index("ConditionalCheckFailed")]["Item"] = item
    response: Any = {"Error": {"Code": "TransactionCanceledException"}, "CancellationReasons": reasons}
    return ClientError(response, "TransactWriteItems")


def failed(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": ""}}, "PutItem")


def scripted(*errors: Exception) -> tuple[Table, ScriptedClient, list[float]]:
    client, waits = ScriptedClient(*errors), list[float]()
    return Table(client, "table", sleep=waits.append), client, waits  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "error",
    [
        cancelled("TransactionConflict", "None"),
        cancelled("None", "ThrottlingError"),
        cancelled("TransactionConflict", "ProvisionedThroughputExceeded"),
        failed("TransactionInProgressException"),
    ],
)
def test_a_contended_transaction_is_tried_again_after_a_wait(error: ClientError) -> None:
    table, client, waits = scripted(error, error)
    table.write(PUT, UPDATE)
    assert client.calls == 3
    assert len(waits) == 2
    assert all(0 <= wait <= 0.5 for wait in waits)


@pytest.mark.parametrize("code", ["TransactionConflictException", "ThrottlingException", "InternalServerError"])
def test_a_contended_single_write_is_tried_again(code: str) -> None:
    table, client, _ = scripted(failed(code))
    table.write(PUT)
    assert client.calls == 2


def test_contention_that_does_not_end_is_unavailable() -> None:
    table, client, _ = scripted(*[cancelled("TransactionConflict")] * 100)
    with pytest.raises(UnavailableError):
        table.write(PUT, UPDATE)
    assert client.calls == MAX_ATTEMPTS


@pytest.mark.parametrize("code", ["InternalServerError", "ServiceUnavailable", "TransactionInProgressException"])
def test_a_transaction_of_unknown_outcome_is_repeated_as_the_same_one(code: str) -> None:
    table, client, _ = scripted(failed(code), failed(code))
    table.write(PUT, UPDATE)
    assert len(client.tokens) == 3
    assert len(set(client.tokens)) == 1
    assert 16 <= len(client.tokens[0]) <= 36


def test_a_cancelled_transaction_is_repeated_as_a_new_one() -> None:
    table, client, _ = scripted(cancelled("TransactionConflict", "None"))
    table.write(PUT, UPDATE)
    table.write(PUT, UPDATE)
    assert len(set(client.tokens)) == 3


@pytest.mark.parametrize("error", [ConnectTimeoutError(endpoint_url="x"), ReadTimeoutError(endpoint_url="x")])
def test_a_database_out_of_reach_is_unavailable_and_not_asked_twice(error: Exception) -> None:
    table, client, _ = scripted(error)
    with pytest.raises(UnavailableError):
        table.get(KEY)
    assert client.calls == 1


def test_a_failed_condition_is_named_and_brings_the_item_that_is_there() -> None:
    table, client, _ = scripted(cancelled("None", "ConditionalCheckFailed", item={"a": {"N": "7"}}))
    with pytest.raises(ConditionFailedError) as error:
        table.write(PUT, UPDATE)
    assert error.value.found == {"second": {"a": 7}}
    assert client.calls == 1


def test_a_failed_condition_is_an_answer_even_beside_a_conflict() -> None:
    table, client, _ = scripted(cancelled("TransactionConflict", "ConditionalCheckFailed"))
    with pytest.raises(ConditionFailedError):
        table.write(PUT, UPDATE)
    assert client.calls == 1


def test_what_is_our_own_fault_is_not_hidden() -> None:
    table, client, _ = scripted(failed("ValidationException"))
    with pytest.raises(ClientError):
        table.write(Delete(label="x", key=KEY, condition="attribute_exists(pk)"))
    assert client.calls == 1


def test_a_batch_that_comes_back_in_parts_is_put_together(store: Table) -> None:
    for number in range(3):
        store.write(
            Put(label="x", key=Key(f"p{number}", "s"), attributes={"n": number}, condition="attribute_not_exists(pk)")
        )

    class PartialClient:
        calls = 0

        def batch_get_item(self, *, RequestItems: Any) -> Any:  # noqa: N803
            self.calls += 1
            (name, wanted), *_ = RequestItems.items()
            first, rest = wanted["Keys"][:1], wanted["Keys"][1:]
            client: Any = store.client
            answer = client.batch_get_item(RequestItems={name: {**wanted, "Keys": first}})
            answer["UnprocessedKeys"] = {name: {**wanted, "Keys": rest}} if rest else {}
            return answer

    client = PartialClient()
    table = Table(client, store.name, sleep=lambda _: None)  # type: ignore[arg-type]
    found = table.get_all([Key("p2", "s"), Key("absent", "s"), Key("p0", "s")])
    assert [item and item["n"] for item in found] == [2, None, 0]
    assert client.calls == 3
