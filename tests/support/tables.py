"""The template's table in moto, and clients that count, record or fail."""

import copy
import random
from collections import Counter, defaultdict
from typing import Any

from botocore.exceptions import ClientError
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends
from moto.dynamodb.models.table import Table

from tests.support.moto_shortcuts import attributes
from tests.support.template import resources

TABLE_NAME = "trunkline-test"


_empty: dict[str, Table] = {}


def create_table_in_moto(client: Any) -> None:
    """Make the table that the template declares: by a call once in a process, then as it was after that."""
    backend = dynamodb_backends[DEFAULT_ACCOUNT_ID]["us-east-1"]
    if not _empty:
        create_table(client)
        _empty[TABLE_NAME] = backend.tables[TABLE_NAME]
    made = _empty[TABLE_NAME]
    backend.tables[TABLE_NAME] = table = copy.copy(made)
    # Its time to live, its backups and the like are a test's own too.
    vars(table).update({name: copy.deepcopy(value) for name, value in vars(made).items() if isinstance(value, dict)})
    table.items = defaultdict(dict)


def create_table(client: Any, name: str = TABLE_NAME) -> None:
    """Make the table that the template declares."""
    declared = resources("AWS::DynamoDB::Table")["Table"]["Properties"]
    client.create_table(
        TableName=name,
        BillingMode=declared["BillingMode"],
        AttributeDefinitions=declared["AttributeDefinitions"],
        KeySchema=declared["KeySchema"],
        GlobalSecondaryIndexes=declared["GlobalSecondaryIndexes"],
    )


def in_moto() -> Table:
    """Return the table as moto has it: a scan takes longer than most of what tests look at."""
    table: Table = dynamodb_backends[DEFAULT_ACCOUNT_ID]["us-east-1"].get_table(TABLE_NAME)
    return table


def everything() -> list[Any]:
    """Return all items as the API writes them, in the order of their keys."""
    items = [attributes(item) for item in in_moto().all_items()]
    return sorted(items, key=lambda item: (item["pk"]["S"], item["sk"]["S"]))


class CountingClient:
    """Counts the calls that go through it, by operation."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self.calls: Counter[str] = Counter()
        self.requests: list[tuple[str, dict[str, Any]]] = []

    def __getattr__(self, operation: str) -> Any:
        method = getattr(self._client, operation)

        def call(**request: Any) -> Any:
            self.calls[operation] += 1
            self.requests.append((operation, request))
            return method(**request)

        return call


class ContendedClient:
    """Answers a part of the writes and reads as a busy DynamoDB does: conflicts and throttles, nothing done."""

    def __init__(self, client: Any, *, seed: int, rate: float = 0.5) -> None:
        self._client = client
        self._random = random.Random(seed)
        self._rate = rate
        self.refused = 0

    def __getattr__(self, operation: str) -> Any:
        method = getattr(self._client, operation)

        def call(**request: Any) -> Any:
            if self._random.random() < self._rate:
                self.refused += 1
                raise self._busy(operation, request)
            return method(**request)

        return call

    def _busy(self, operation: str, request: dict[str, Any]) -> ClientError:
        if operation != "transact_write_items":
            code = self._random.choice(["ThrottlingException", "ProvisionedThroughputExceededException"])
            if operation in ("put_item", "update_item", "delete_item"):
                code = self._random.choice([code, "TransactionConflictException"])
            return ClientError({"Error": {"Code": code, "Message": "busy"}}, operation)
        reasons = [{"Code": "None"} for _ in request["TransactItems"]]
        self._random.choice(reasons)["Code"] = self._random.choice(["TransactionConflict", "ThrottlingError"])
        response: Any = {
            "Error": {"Code": "TransactionCanceledException", "Message": "cancelled"},
            "CancellationReasons": reasons,
        }
        return ClientError(response, operation)
