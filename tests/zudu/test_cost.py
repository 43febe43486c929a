"""What each request costs: calls, and write units (a started kilobyte each, twice that in a transaction)."""

from collections.abc import Callable
from typing import Any

import pytest
from trunkline.domain.identifiers import E164, OrganizationId
from trunkline.domain.timestamps import utc_now
from trunkline.domain.zudu_numbers import new_zudu_number
from trunkline.table.client import Table
from trunkline.table.zudu_numbers import ZuduNumberTable

from tests.support.composition import compose_with
from tests.support.tables import TABLE_NAME, CountingClient
from tests.support.workspaces import Tenant
from tests.support.zudu import ZuduApi

NUMBER = "+14157774444"
AGENTS = {"inbound_agent_id": "agent_1", "outbound_agent_id": "agent_2"}
Costs = Callable[[], tuple[dict[str, int], int]]


@pytest.fixture
def costs(zudu: ZuduApi, aws: Any, monkeypatch: pytest.MonkeyPatch) -> Costs:
    """Calls by operation and write units since it was asked last; the credential is warm."""
    client = CountingClient(aws)
    table = Table(client, TABLE_NAME)  # type: ignore[arg-type]
    compose_with(monkeypatch, "table", lambda: table)
    assert zudu.get("+14157770000").status == 404

    def since_last() -> tuple[dict[str, int], int]:
        counted = dict(client.calls), sum(_write_units(*request) for request in client.requests)
        client.calls.clear()
        client.requests.clear()
        return counted

    since_last()
    return since_last


def _write_units(operation: str, request: dict[str, Any]) -> int:
    if operation == "transact_write_items":
        writes = [write for part in request["TransactItems"] for write in part.values()]
        return sum(2 * _kilobytes(write) for write in writes)
    return _kilobytes(request) if operation in ("put_item", "update_item", "delete_item") else 0


def _kilobytes(write: dict[str, Any]) -> int:
    """Of a whole item that is put; the items that are changed or deleted here are all below one."""
    item = write.get("Item", {})
    return sum(len(name) + len(str(next(iter(value.values())))) for name, value in item.items()) // 1024 + 1


def test_a_create_without_agents_is_one_conditional_write(zudu: ZuduApi, costs: Costs) -> None:
    zudu.created(phone_number=NUMBER, nickname="n", inbound_webhook_url="https://example.com/webhook")
    assert costs() == ({"put_item": 1}, 1)


def test_a_create_with_agents_is_one_transaction_of_two(zudu: ZuduApi, costs: Costs) -> None:
    zudu.created(phone_number=NUMBER, **AGENTS)
    assert costs() == ({"transact_write_items": 1}, 4)


def test_a_key_adds_a_claim_and_one_part_of_the_transaction(zudu: ZuduApi, costs: Costs) -> None:
    zudu.create(phone_number=NUMBER, headers={"Idempotency-Key": "k"})
    assert costs() == ({"put_item": 1, "transact_write_items": 1}, 5)


def test_a_duplicate_costs_the_write_that_was_refused(zudu: ZuduApi, costs: Costs) -> None:
    zudu.created(phone_number=NUMBER)
    costs()
    assert zudu.create(phone_number=NUMBER).status == 409
    assert costs() == ({"put_item": 1}, 1)


def test_a_get_is_one_read(zudu: ZuduApi, costs: Costs) -> None:
    zudu.created(phone_number=NUMBER)
    costs()
    zudu.get(NUMBER)
    assert costs() == ({"get_item": 1}, 0)


@pytest.mark.parametrize(
    ("change", "calls", "units"),
    [
        ({"nickname": "other"}, {"batch_get_item": 1, "put_item": 1}, 1),
        ({"nickname": "same"}, {"batch_get_item": 1}, 0),
        ({"inbound_agent_version": 2}, {"batch_get_item": 1, "put_item": 1}, 1),
        ({"inbound_agent_id": "agent_3"}, {"batch_get_item": 1, "transact_write_items": 1}, 4),
        (
            {"inbound_agent_id": None, "outbound_agent_id": None},
            {"batch_get_item": 1, "transact_write_items": 1},
            4,
        ),
    ],
)
def test_a_change_is_one_read_and_at_most_one_transaction(
    zudu: ZuduApi, costs: Costs, change: dict[str, Any], calls: dict[str, int], units: int
) -> None:
    zudu.created(phone_number=NUMBER, nickname="same", **AGENTS)
    costs()
    assert zudu.update(NUMBER, **change).status == 200
    assert costs() == (calls, units)


@pytest.mark.parametrize(
    ("agents", "calls", "units"),
    [
        ({}, {"batch_get_item": 1, "delete_item": 1}, 1),
        (AGENTS, {"batch_get_item": 1, "transact_write_items": 1}, 4),
    ],
)
def test_a_delete_is_one_read_and_one_write(
    zudu: ZuduApi, costs: Costs, agents: dict[str, str], calls: dict[str, int], units: int
) -> None:
    zudu.created(phone_number=NUMBER, **agents)
    costs()
    assert zudu.delete(NUMBER).status == 200
    assert costs() == (calls, units)


@pytest.mark.parametrize("query", ["", "?area_code=415", "?sort_by=nickname&page=3"])
def test_a_list_is_one_query_a_megabyte(zudu: ZuduApi, costs: Costs, query: str) -> None:
    zudu.created(phone_number=NUMBER)
    costs()
    assert zudu.list(query).status == 200
    assert zudu.available().status == 200
    assert costs() == ({"query": 2}, 0)


def test_an_area_reads_its_own_numbers_only(store: Table, acme: Tenant) -> None:
    numbers, organization = ZuduNumberTable(store), OrganizationId(acme.organization_id)
    for e164 in ("+14147770000", "+14157770001", "+14157770002", "+14167770000", "+442079460100"):
        numbers.add(new_zudu_number(organization, E164(e164), {}, utc_now()), None)
    client = CountingClient(store.client)
    counted = ZuduNumberTable(Table(client, TABLE_NAME))  # type: ignore[arg-type]
    listed = counted.listed(organization, area_code=415, at_most=10)
    assert [number.phone_number for number in listed] == ["+14157770001", "+14157770002"]
    ((_, request),) = client.requests
    assert request["ExpressionAttributeValues"][":prefix"] == {"S": "NUMBER#+1415"}


def test_a_collection_of_several_megabytes_is_read_to_its_end_or_the_cap(store: Table, acme: Tenant) -> None:
    numbers, organization = ZuduNumberTable(store), OrganizationId(acme.organization_id)
    url = "https://example.com/" + "p" * 2000
    for end in range(600):
        new = new_zudu_number(organization, E164(f"+1415777{end:04d}"), {"inbound_webhook_url": url}, utc_now())
        numbers.add(new, None)
    client = CountingClient(store.client)
    counted = ZuduNumberTable(Table(client, TABLE_NAME))  # type: ignore[arg-type]
    assert len(counted.listed(organization, area_code=None, at_most=10_000)) == 600
    assert client.calls == {"query": 2}
    assert len(counted.listed(organization, area_code=None, at_most=100)) > 100
    assert client.calls == {"query": 3}
