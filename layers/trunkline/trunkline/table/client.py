"""Calls to the table that either succeed, name the condition that failed, or say "busy"."""

import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as BotoConnectionError

from trunkline.aws.clients import client
from trunkline.errors import UnavailableError
from trunkline.invocation import LAST_WAIT_SECONDS, jittered, seconds_left
from trunkline.settings import settings
from trunkline.table.items import (
    Delete,
    Item,
    Put,
    Update,
    Write,
    cancellation_reasons,
    failure_of,
    from_item,
    is_busy,
    key_attributes,
    to_item,
)
from trunkline.table.keys import Key

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

# About two seconds in all. botocore's own, before it asks a
# throttled table again, are up to a second for each attempt; who asks in an invocation stops in time to say so.
MAX_ATTEMPTS = 12

# DynamoDB answers within some milliseconds, and now and then a connection is lost on the way: the second try is on
# another. AWS advises not to give up a transaction's answer within less than a second.
CONNECT_SECONDS = 1.0
READ_SECONDS = 1.5
TRIES_OF_CALL = 2
# What a call may take at the worst, when nothing answers: both tries, botocore's pause (0.025 s), and what the
# function then needs to say so. With less time left none begins.
SLOWEST_CALL_SECONDS = TRIES_OF_CALL * (CONNECT_SECONDS + READ_SECONDS) + 0.5


class QueryResult(NamedTuple):
    """Items in the order of their sort keys; ``ended`` when none follows them."""

    items: Sequence[Item]
    ended: bool


class Table:
    """One DynamoDB table.

    Every call raises UnavailableError when the table stays throttled or contended, or is out of reach, and when the
    invocation would end before an answer: who waits for it is then told so by us and not by API Gateway.
    """

    def __init__(
        self,
        client: "DynamoDBClient",
        name: str,
        sleep: Callable[[float], None] = time.sleep,
        *,
        max_attempts: int = MAX_ATTEMPTS,
        max_seconds: float = float("inf"),
        last_wait_seconds: float = LAST_WAIT_SECONDS,
    ) -> None:
        self.client = client
        self.name = name
        self.sleep = sleep
        self.max_attempts = max_attempts
        # No attempt begins later.
        self.max_seconds = max_seconds
        self.last_wait_seconds = last_wait_seconds

    def get(self, key: Key) -> Item | None:
        """Read an item, as of all writes that were answered before."""
        answer = self._patiently(
            lambda: self.client.get_item(TableName=self.name, Key=key_attributes(key), ConsistentRead=True)
        )
        return from_item(answer["Item"]) if "Item" in answer else None

    def get_all(self, keys: Sequence[Key]) -> list[Item | None]:
        """Read the items of up to 100 keys in one round trip, each as of all earlier writes; not one snapshot."""
        found: dict[Key, Item] = {}
        wanted: Any = {self.name: {"Keys": [key_attributes(key) for key in keys], "ConsistentRead": True}}
        ends_at = time.monotonic() + self.max_seconds
        for attempt in range(self.max_attempts):
            if attempt:
                self._wait(attempt - 1)
                if time.monotonic() > ends_at:
                    break
            answer = self._patiently(partial(self.client.batch_get_item, RequestItems=wanted), ends_at)
            for attributes in answer["Responses"].get(self.name, []):
                item = from_item(attributes)
                found[Key(item["pk"], item["sk"])] = item
            wanted = answer.get("UnprocessedKeys")
            if not wanted:
                return [found.get(key) for key in keys]
        raise UnavailableError

    def query(self, *, pk: str, sk_prefix: str = "", limit: int | None = None, after: Key | None = None) -> QueryResult:
        """Items of one partition, strongly consistent: ``limit`` of them, or as many as 1 MB holds."""
        condition, values = "pk = :pk", {":pk": pk}
        if sk_prefix:
            condition, values = (
                condition + " AND begins_with(sk, :prefix)",
                {**values, ":prefix": sk_prefix},
            )
        return self._query(
            {"ConsistentRead": True, "KeyConditionExpression": condition},
            values,
            limit,
            key_attributes(after) if after else None,
        )

    def query_back(self, *, upto: Key, limit: int) -> QueryResult:
        """Read the item of the key and the items before it in its partition, the last first.

        Strongly consistent.
        """
        return self._query(
            {
                "ConsistentRead": True,
                "KeyConditionExpression": "pk = :pk AND sk <= :sk",
                "ScanIndexForward": False,
            },
            {":pk": upto.pk, ":sk": upto.sk},
            limit,
            None,
        )

    def query_gsi1(
        self,
        *,
        gsi1pk: str,
        limit: int | None = None,
        after: Mapping[str, str] | None = None,
        is_newest_first: bool = False,
        between: tuple[str, str] | None = None,
        index: str = "gsi1",
    ) -> QueryResult:
        """Items of one partition of the index, or of another of lists; it follows the table within moments.

        ``between`` are the lowest sort key and the highest, which is not below it.
        """
        condition, values = f"{index}pk = :pk", {":pk": gsi1pk}
        if between is not None:
            condition += f" AND {index}sk BETWEEN :lowest AND :highest"
            values |= dict(zip((":lowest", ":highest"), between, strict=True))
        return self._query(
            {"IndexName": index, "KeyConditionExpression": condition, "ScanIndexForward": not is_newest_first},
            values,
            limit,
            to_item(after) if after else None,
        )

    def query_gsi2(
        self,
        *,
        gsi2pk: str,
        since: str = "",
        until: str = "",
        limit: int | None = None,
        after: Mapping[str, str] | None = None,
    ) -> QueryResult:
        """Keys in one partition of the index of times, from ``since`` on or up to ``until``, the earliest first."""
        is_within, end = (">=", since) if since else ("<=", until)
        return self._query(
            {"IndexName": "gsi2", "KeyConditionExpression": f"gsi2pk = :pk AND gsi2sk {is_within} :end"},
            {":pk": gsi2pk, ":end": end},
            limit,
            to_item(after) if after else None,
        )

    def _query(self, request: dict[str, Any], values: Mapping[str, str], limit: int | None, start: Any) -> QueryResult:
        request |= {"TableName": self.name, "ExpressionAttributeValues": to_item(values)}
        if limit is not None:
            request["Limit"] = limit
        if start is not None:
            request["ExclusiveStartKey"] = start
        answer = self._patiently(lambda: self.client.query(**request))
        return QueryResult([from_item(item) for item in answer["Items"]], "LastEvaluatedKey" not in answer)

    def write(self, *writes: Write) -> None:
        """Do all of the writes or none: a single one as it is, several as one transaction.

        Raises:
            ConditionFailedError: One or more conditions did not hold.
        """
        self._write(self._call_for(writes), writes)

    def write_once(self, *writes: Write) -> None:
        """Do all of the writes or none, as one transaction even of a single one, which then costs twice as much.

        The SDK sends a write again whose response was lost. A transaction is recognised then, and succeeds; the
        condition of a single write fails as if another had come first.

        Raises:
            ConditionFailedError: One or more conditions did not hold.
        """
        self._write(self._transaction([write.in_transaction(self.name) for write in writes]), writes)

    def _write(self, call: Callable[[], object], writes: Sequence[Write]) -> None:
        try:
            self._patiently(call)
        except ClientError as error:
            raise failure_of(error, writes) from error

    def _call_for(self, writes: Sequence[Write]) -> Callable[[], object]:
        match writes:
            case [Put() as put]:
                return lambda: self.client.put_item(**put.request(self.name))
            case [Update() as update]:
                return lambda: self.client.update_item(**update.request(self.name))
            case [Delete() as delete]:
                return lambda: self.client.delete_item(**delete.request(self.name))
        return self._transaction([write.in_transaction(self.name) for write in writes])

    def _transaction(self, items: "Sequence[TransactWriteItemTypeDef]") -> Callable[[], object]:
        token = secrets.token_hex(16)

        def call() -> object:
            nonlocal token
            try:
                return self.client.transact_write_items(TransactItems=items, ClientRequestToken=token)
            except ClientError as error:
                # Repeated after an answer that leaves open what happened, the token keeps it from happening twice.
                # A transaction that was cancelled certainly did not happen; the next attempt is another one.
                if cancellation_reasons(error):
                    token = secrets.token_hex(16)
                raise

        return call

    def _patiently(self, call: Callable[[], Any], ends_at: float | None = None) -> Any:
        ends_at, busy = ends_at or time.monotonic() + self.max_seconds, None
        for attempt in range(self.max_attempts):
            if attempt:
                self._wait(attempt - 1)
                if time.monotonic() > ends_at:
                    break
            if seconds_left() < SLOWEST_CALL_SECONDS:
                break
            try:
                return call()
            except (BotoConnectionError, HTTPClientError) as error:
                raise UnavailableError from error
            except ClientError as error:
                if not is_busy(busy := error):
                    raise
        raise UnavailableError from busy

    def _wait(self, attempt: int) -> None:
        self.sleep(jittered(attempt, last_seconds=self.last_wait_seconds))


@lru_cache(maxsize=1)
def table() -> Table:
    """Return the stack's table, with one client for each warm environment.

    Raises:
        MissingSettingError: The environment does not name the table.
    """
    name = settings().table_name
    patient = client("dynamodb", connect_seconds=CONNECT_SECONDS, read_seconds=READ_SECONDS, attempts=TRIES_OF_CALL)
    return Table(patient, name)


@lru_cache(maxsize=1)
def enduring_table() -> Table:
    """Return the stack's table for background work: it retries until the invocation ends."""
    shared = table()
    return Table(shared.client, shared.name, max_attempts=60, last_wait_seconds=5.0)


@lru_cache(maxsize=1)
def fail_fast_table() -> Table:
    """Return the stack's table for callers that have an alternative: one second for each call in all.

    That is 0.2 s until the last attempt begins, and 0.4 s each for its connection and its response.
    """
    quick = client("dynamodb", connect_seconds=0.4, read_seconds=0.4, attempts=1)
    return Table(quick, settings().table_name, max_attempts=3, max_seconds=0.2)
