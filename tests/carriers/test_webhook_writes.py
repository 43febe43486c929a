"""What setting and removing a number's webhooks asks of the table."""

from collections.abc import Iterator
from typing import Any

import pytest
from trunkline.settings import settings
from trunkline.table import keys
from trunkline.table.client import Table

from tests.carriers.interleaving import is_ours, linked
from tests.carriers.sandboxed import EVERY_CARRIER, ORG, Carriers, phone_uuid
from tests.carriers.weya import WeyaApi
from tests.support.clients import Bill, MeteredClient, size_of
from tests.support.composition import compose_with
from tests.support.tables import TABLE_NAME
from tests.support.workspaces import WorkspaceApi

# As long as API Gateway's own are.
ORIGIN = "https://a1b2c3d4e5.execute-api.ap-southeast-2.amazonaws.com"
WRITES = ("put_item", "update_item", "delete_item", "transact_write_items")


@pytest.fixture
def meter(aws: Any, weya: WeyaApi, monkeypatch: pytest.MonkeyPatch) -> Iterator[MeteredClient]:
    monkeypatch.setenv("WEBHOOK_BASE_URL", ORIGIN)
    settings.cache_clear()
    client = MeteredClient(aws)
    table = Table(client, TABLE_NAME)  # type: ignore[arg-type]
    compose_with(monkeypatch, "table", lambda: table)
    yield client
    settings.cache_clear()


def writes(bill: Bill) -> int:
    return sum(bill.calls[operation] for operation in WRITES)


@EVERY_CARRIER
def test_a_link_that_attaches_is_four_writes_and_an_archive_five(
    weya: WeyaApi, api: WorkspaceApi, carriers: Carriers, meter: MeteredClient, carrier: str
) -> None:
    number = linked(weya, api, carrier)
    bill = meter.start()
    assert api.archive(number["id"]).status == 200
    # Requested; claimed; begun; removed, with the claim; finished: number, archived number, guard, provider phone.
    assert (writes(bill), bill.write_units) == (5, 1 + 2 * 2 + 1 + 2 * 2 + 2 * 4)

    bill = meter.start()
    assert api.create(providerPhoneUuid=phone_uuid(carrier)).status == 201
    # Number, guard, provider phone and claim; begun; what stood there; attached.
    assert (writes(bill), bill.write_units) == (4, 2 * 4 + 1 + 1 + 1)
    assert is_ours(carriers, carrier)


@EVERY_CARRIER
def test_a_registration_is_three_writes(weya: WeyaApi, meter: MeteredClient, carrier: str) -> None:
    bill = meter.start()
    assert weya.add(carrier).status == 201
    # Provider phone, claim and token; what stood there; registration, provider phone and account.
    assert (writes(bill), bill.write_units) == (3, 2 * 3 + 1 + 2 * 3)


@EVERY_CARRIER
def test_a_linked_number_with_its_webhooks_is_one_write_unit(
    weya: WeyaApi, api: WorkspaceApi, aws: Any, meter: MeteredClient, carrier: str
) -> None:
    del meter
    linked(weya, api, carrier)
    key = keys.provider_phone(ORG, phone_uuid(carrier))
    item = aws.get_item(TableName=TABLE_NAME, Key={"pk": {"S": key.pk}, "sk": {"S": key.sk}})["Item"]
    # An organisation's id may be longer than acme's, twice; so may the URLs that its numbers had before.
    assert size_of(item) < 1024 - 60
