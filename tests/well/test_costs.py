"""What each request asks of the table. The credential's own read is made before counting: it is warm."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.tables import TABLE_NAME, CountingClient
from tests.support.well import WellApi, a_company, a_document, a_person, item_bytes, write_units
from tests.well.test_published_example import PHONE_ID, REQUEST


@pytest.fixture
def counting(well: WellApi, through: Callable[[Any], None], aws: Any) -> CountingClient:
    client = CountingClient(aws)
    through(client)
    assert well.page().status == 200
    client.calls.clear()
    client.requests.clear()
    return client


def test_the_published_example_is_one_read_and_one_transaction_of_five_items(
    well: WellApi, counting: CountingClient, aws: Any
) -> None:
    well.send("POST", raw=REQUEST)
    assert counting.calls == {"batch_get_item": 1, "transact_write_items": 1}
    assert write_units(aws, counting.requests) == 2 * 5


def test_a_bare_phone_is_one_write(well: WellApi, counting: CountingClient, aws: Any) -> None:
    well.created(a_document())
    assert counting.calls == {"put_item": 1}
    assert write_units(aws, counting.requests) == 1


def test_records_that_stay_as_they_are_are_not_written_again(well: WellApi, counting: CountingClient, aws: Any) -> None:
    included = [a_person("p", first_name="A"), a_company("c", name="B")]
    document = a_document(persons=["p"], companies=["c"], included=included)
    well.created(document)
    counting.calls.clear()
    counting.requests.clear()
    well.created(document)
    assert counting.calls == {"batch_get_item": 1, "put_item": 1}
    assert write_units(aws, counting.requests) == 1


def test_the_largest_creation_fits_one_read_and_one_transaction(well: WellApi, counting: CountingClient) -> None:
    people = [a_person(f"p{number}") for number in range(25)]
    for person in people:
        well.created(a_document(persons=[person["id"]], included=[person], is_primary=True))
    counting.calls.clear()
    counting.requests.clear()
    companies = [a_company(f"c{number}", name="A") for number in range(25)]
    document = a_document(persons=[person["id"] for person in people], included=companies, is_primary=True)
    assert well.create(document, Idempotency_Key="k").status == 201
    assert counting.calls == {"put_item": 1, "batch_get_item": 1, "transact_write_items": 1}
    (transaction,) = (request for operation, request in counting.requests if operation == "transact_write_items")
    assert len(transaction["TransactItems"]) == 1 + 25 + 25 + 25 + 1


def test_reading_listing_and_deleting_cost_one_call_each_and_records_one_more(
    well: WellApi, counting: CountingClient, aws: Any
) -> None:
    well.send("POST", raw=REQUEST)
    bare = well.created(a_document())["id"]
    requests: list[tuple[Callable[[], object], dict[str, int]]] = [
        (lambda: well.get(PHONE_ID), {"get_item": 1, "batch_get_item": 1}),
        (lambda: well.get(bare), {"get_item": 1}),
        (lambda: well.page("?limit=1"), {"query": 1}),
        (lambda: well.delete(PHONE_ID), {"update_item": 1}),
    ]
    for request, calls in requests:
        counting.calls.clear()
        counting.requests.clear()
        request()
        assert counting.calls == calls
    assert write_units(aws, counting.requests) == 1


def test_items_that_many_requests_write_stay_below_4_kb(well: WellApi, aws: Any) -> None:
    company = a_company("c" * 128, name="n" * 255, description='"' * 760)
    well.created(a_document(companies=[company["id"]], included=[company], is_primary=True))
    items = aws.scan(TableName=TABLE_NAME)["Items"]
    records = [item for item in items if item["entity"]["S"] == "well_record"]
    assert 0 < max(item_bytes(item) for item in records) < 4096
    phones = [item for item in items if item["entity"]["S"] == "well_phone"]
    assert max(item_bytes(item) for item in phones) < 1024
