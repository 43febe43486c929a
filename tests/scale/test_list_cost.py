"""What a list costs as a workspace grows. Runs on the local stack's table: moto takes seconds where this takes none."""

import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import boto3
import pytest
from trunkline.domain.identifiers import NumberId, WorkspaceUuid
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.items import to_item
from trunkline.table.number_items import number_attributes
from trunkline.table.phone_numbers import PhoneNumberTable

from tests.support.builders import a_phone_number
from tests.support.tables import CountingClient, create_table
from tools.stack.client import load_stack

PAGE = 100
FEW, MANY = 100, 100_000


@pytest.fixture(scope="module")
def dynamodb() -> Any:
    aws = load_stack()["aws"]
    return boto3.client(
        "dynamodb",
        endpoint_url=aws["endpoint_url"],
        region_name=aws["region"],
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )


@pytest.fixture(scope="module")
def table_name(dynamodb: Any) -> Iterator[str]:
    """A table like the stack's beside it: it can be thrown away with all that was put into it."""
    name = f"scale-{uuid.uuid4()}"
    create_table(dynamodb, name)
    yield name
    dynamodb.delete_table(TableName=name)


def fill(dynamodb: Any, table_name: str, workspace: WorkspaceUuid, count: int) -> None:
    """Put live numbers into a workspace, past the service: a bulk load is not what is measured."""

    def put(first: int) -> None:
        requests = []
        for number_id in range(first, min(first + 25, count + 1)):
            number = a_phone_number(workspace_uuid=workspace, id=NumberId(number_id))
            key = keys.number_in(keys.live_numbers(workspace), number.uuid)
            item = to_item({"pk": key.pk, "sk": key.sk, **number_attributes(number)})
            requests.append({"PutRequest": {"Item": item}})
        answer = dynamodb.batch_write_item(RequestItems={table_name: requests})
        assert not answer["UnprocessedItems"]

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(put, range(1, count + 1, 25)))


class MeasuringClient(CountingClient):
    """Adds up what DynamoDB says that it read."""

    items_read = 0

    def __getattr__(self, operation: str) -> Any:
        call = super().__getattr__(operation)

        def measured(**request: Any) -> Any:
            answer = call(**request)
            self.items_read += answer.get("ScannedCount", 0)
            return answer

        return measured


@pytest.fixture(params=[FEW, MANY], ids=lambda count: f"{count} numbers")
def full_workspace(request: pytest.FixtureRequest, dynamodb: Any, table_name: str) -> WorkspaceUuid:
    workspace = WorkspaceUuid(str(uuid.uuid4()))
    fill(dynamodb, table_name, workspace, request.param)
    return workspace


def test_a_page_of_100_numbers_costs_one_query_of_100_items(
    full_workspace: WorkspaceUuid, dynamodb: Any, table_name: str
) -> None:
    client = MeasuringClient(dynamodb)
    store = PhoneNumberTable(Table(client, table_name))  # type: ignore[arg-type]
    page = store.page(full_workspace, archived=False, limit=PAGE, after=None)
    assert len(page.entries) == PAGE
    assert dict(client.calls) == {"query": 1}
    assert client.items_read == PAGE


def test_a_page_far_into_the_list_costs_the_same(dynamodb: Any, table_name: str) -> None:
    workspace = WorkspaceUuid(str(uuid.uuid4()))
    fill(dynamodb, table_name, workspace, 1000)
    store = PhoneNumberTable(Table(dynamodb, table_name))
    seen, position = set[str](), None
    while True:
        client = MeasuringClient(dynamodb)
        page = PhoneNumberTable(Table(client, table_name)).page(  # type: ignore[arg-type]
            workspace, archived=False, limit=PAGE, after=position
        )
        assert client.items_read <= PAGE
        seen |= {number.uuid for number in page.entries}
        position = page.next_position
        if position is None:
            break
    assert len(seen) == 1000
    whole = store.page(workspace, archived=False, limit=None, after=None)
    assert {number.uuid for number in whole.entries} <= seen


def test_the_store_reads_what_the_loader_wrote(dynamodb: Any, table_name: str) -> None:
    workspace = WorkspaceUuid(str(uuid.uuid4()))
    fill(dynamodb, table_name, workspace, 1)
    number = a_phone_number(workspace_uuid=workspace, id=NumberId(1))
    assert PhoneNumberTable(Table(dynamodb, table_name)).find(workspace, number.uuid) == number
