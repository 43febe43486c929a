"""What each request costs: calls of DynamoDB, and write units (a whole kilobyte each, twice in a transaction)."""

import math
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from trunkline.domain.contacts import MAX_CONTACT_BYTES
from trunkline.domain.identifiers import OrganizationId
from trunkline.table import keys
from trunkline.table.client import Table

from tests.support.composition import compose_with
from tests.support.quo import QuoApi, a_contact
from tests.support.tables import CountingClient


@pytest.fixture
def warm(quo: QuoApi, aws: Any, store: Table, monkeypatch: pytest.MonkeyPatch) -> CountingClient:
    """A client that counts, once the key is known."""
    quo.custom_fields()
    client = CountingClient(aws)
    compose_with(monkeypatch, "table", lambda: Table(client, store.name))  # type: ignore[arg-type]
    return client


def _size(value: Mapping[str, Any]) -> int:
    """The size of attributes as DynamoDB bills them; items of contacts hold texts and numbers only."""
    return sum(len(name.encode()) + len(next(iter(attribute.values())).encode()) for name, attribute in value.items())


def _units(client: CountingClient) -> int:
    units = 0
    for operation, request in client.requests:
        if operation == "transact_write_items":
            writes = [next(iter(write.values())) for write in request["TransactItems"]]
            units += sum(2 * _kilobytes(write) for write in writes) + sum(_index_kilobytes(write) for write in writes)
        elif operation in ("put_item", "delete_item"):
            units += _kilobytes(request) + _index_kilobytes(request)
    return units


def _kilobytes(write: Mapping[str, Any]) -> int:
    return math.ceil(_size(write["Item"]) / 1024) if "Item" in write else 1


def _index_kilobytes(write: Mapping[str, Any]) -> int:
    return _kilobytes(write) if "gsi1pk" in write.get("Item", {}) else 0


def _cost(client: CountingClient, ask: Callable[[], Any]) -> tuple[dict[str, int], int]:
    client.calls.clear()
    client.requests.clear()
    ask()
    return dict(client.calls), _units(client)


def test_a_create_is_one_write(quo: QuoApi, warm: CountingClient) -> None:
    assert _cost(warm, quo.created) == ({"put_item": 1}, 2)


def test_a_create_with_an_external_id_is_one_transaction(quo: QuoApi, warm: CountingClient) -> None:
    assert _cost(warm, lambda: quo.created(externalId="1")) == ({"transact_write_items": 1}, 5)


def test_custom_fields_cost_one_query_more(quo: QuoApi, warm: CountingClient) -> None:
    lead = [{"key": "inbound-lead", "value": ["option1"]}]

    assert _cost(warm, lambda: quo.created(customFields=lead)) == ({"query": 1, "put_item": 1}, 2)


def test_an_idempotency_key_costs_its_claim_and_a_place_in_the_transaction(quo: QuoApi, warm: CountingClient) -> None:
    keyed = _cost(warm, lambda: quo.create(a_contact(externalId="1"), headers={"Idempotency-Key": "one"}))

    assert keyed == ({"put_item": 1, "transact_write_items": 1}, 8)


def test_a_get_is_one_read(quo: QuoApi, warm: CountingClient) -> None:
    contact = quo.created()

    assert _cost(warm, lambda: quo.get(contact["id"])) == ({"get_item": 1}, 0)


def test_a_get_with_a_key_that_is_not_known_yet_is_two_reads(
    quo: QuoApi, aws: Any, store: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = CountingClient(aws)
    compose_with(monkeypatch, "table", lambda: Table(client, store.name))  # type: ignore[arg-type]

    assert _cost(client, lambda: quo.get("0" * 24)) == ({"get_item": 2}, 0)


def test_an_update_is_one_read_and_one_write(quo: QuoApi, warm: CountingClient) -> None:
    contact = quo.created(externalId="1")

    changed = _cost(warm, lambda: quo.update(contact["id"], defaultFields={"role": "x"}))
    unchanged = _cost(warm, lambda: quo.update(contact["id"], defaultFields={"role": "x"}))

    assert changed == ({"get_item": 1, "put_item": 1}, 2)
    assert unchanged == ({"get_item": 1}, 0)


def test_a_move_is_one_read_and_one_transaction(quo: QuoApi, warm: CountingClient) -> None:
    contact = quo.created(externalId="1")

    moved = _cost(warm, lambda: quo.update(contact["id"], externalId="2"))

    assert moved == ({"get_item": 1, "transact_write_items": 1}, 7)


def test_a_delete_is_one_read_and_one_transaction(quo: QuoApi, warm: CountingClient) -> None:
    plain, guarded = quo.created(), quo.created(externalId="1")

    assert _cost(warm, lambda: quo.delete(plain["id"]))[0] == {"get_item": 1, "transact_write_items": 1}
    assert _cost(warm, lambda: quo.delete(guarded["id"]))[0] == {"get_item": 1, "transact_write_items": 1}


def test_a_page_costs_one_query_and_one_more_where_it_reaches_into_the_second_shard(
    quo: QuoApi, warm: CountingClient
) -> None:
    while sum(quo.created()["id"][0] in "01234567" for _ in range(5)) < 2:
        pass

    assert _cost(warm, lambda: quo.page(maxResults=1))[0] == {"query": 1}
    assert _cost(warm, lambda: quo.page(maxResults=50))[0] == {"query": 2}
    assert _cost(warm, lambda: quo.page(maxResults=50, sources="public-api"))[0] == {"query": 2}


def test_a_page_by_external_ids_is_one_query_each_or_one_batch_of_pairs(quo: QuoApi, warm: CountingClient) -> None:
    external_ids = [f"e{number}" for number in range(50)]
    quo.created(externalId="e7")

    by_ids = _cost(warm, lambda: quo.page(externalIds=external_ids))
    by_pairs = _cost(warm, lambda: quo.page(externalIds=external_ids, sources=["public-api", "crm"]))
    nothing = _cost(warm, lambda: quo.page(externalIds="none", sources="public-api"))

    assert by_ids[0] == {"query": 50, "batch_get_item": 1}
    assert by_pairs[0] == {"batch_get_item": 2}
    assert nothing[0] == {"batch_get_item": 1}


def test_a_page_of_the_largest_contacts_is_within_one_query(
    quo: QuoApi, aws: Any, store: Table, organization: OrganizationId
) -> None:
    largest = quo.created(
        defaultFields={"firstName": "x" * (MAX_CONTACT_BYTES - 200)},
        externalId="\N{PILE OF POO}" * 75,
        source="#" * 72,
        sourceUrl="x:" + "\N{PILE OF POO}" * 198,
        createdByUserId="US" + "\N{PILE OF POO}" * 62,
    )
    shard = keys.contact(organization, largest["id"]).pk
    item = aws.query(
        TableName=store.name, KeyConditionExpression="pk = :pk", ExpressionAttributeValues={":pk": {"S": shard}}
    )["Items"][0]

    assert 51 * _size(item) < 1024 * 1024


def test_contacts_spread_over_all_shards(quo: QuoApi, organization: OrganizationId) -> None:
    contacts = [quo.created() for _ in range(40)]

    partitions = {keys.contact(organization, contact["id"]).pk for contact in contacts}

    assert len(partitions) == keys.CONTACT_SHARDS
