"""Ten thousand items are due at once."""

import json
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import chain
from typing import Any

from trunkline.domain.identifiers import E164, OrganizationId, ProviderPhoneUuid, WorkspaceUuid, provider_phone_uuid
from trunkline.domain.provider_phones import Carrier, ProviderPhone
from trunkline.domain.timestamps import to_iso, utc_now
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.items import Item, Put, to_item
from trunkline.table.number_items import provider_phone_attributes

from tests.e2e.archive.conftest import Stack, at_once

ITEMS = 10_000
PAST = timedelta(hours=1)


def put_due_items(stack: Stack, workspace: WorkspaceUuid, count: int) -> None:
    """Provider phones of which a quarantine is over: each is one write for the cleanup, and none starts a workflow."""
    organization = OrganizationId(f"org_scale_{workspace[:8]}")
    now = utc_now()
    puts = []
    for index in range(count):
        e164 = E164(f"+1917{2000000 + index}")
        phone = ProviderPhone(
            uuid=provider_phone_uuid(organization, e164),
            organization_id=organization,
            phone_number=e164,
            provider=Carrier.TWILIO,
            capabilities=frozenset({"voice"}),
            created_at=now,
            quarantined_until=now - PAST,
        )
        key = keys.provider_phone(organization, phone.uuid)
        attributes = {**provider_phone_attributes(phone), **keys.due_attributes(key, now - PAST), "gsi1pk": None}
        puts.append({"PutRequest": {"Item": to_item({"pk": key.pk, "sk": key.sk, **attributes})}})
    client, table = stack.client("dynamodb"), stack.described["aws"]["table_name"]

    def write(start: int) -> None:
        client.batch_write_item(RequestItems={table: puts[start : start + 25]})

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(0, count, 25)))


def put_poisoned_item(store: Table) -> keys.Key:
    """An item that no reconciler knows, beside a provider phone: the cleanup may change no others."""
    phone = ProviderPhoneUuid(str(uuid.uuid4()))
    key = keys.Key(keys.provider_phone(OrganizationId("org_acme"), phone).pk, "NONSENSE")
    attributes = {"entity": "nonsense", **keys.due_attributes(key, utc_now() - PAST), "due_tries": 10}
    store.write(Put(label="x", key=key, attributes=attributes, condition="attribute_not_exists(pk)"))
    return key


def _due(store: Table, until: str = "9999") -> list[Item]:
    """Some of what is due before a time."""
    return [
        entry
        for partition in chain(*keys.due_partitions())
        for entry in store.query_gsi2(gsi2pk=partition, until=until, limit=10).items
        if "org_scale" in entry["pk"]
    ]


def test_ten_thousand_due_items_are_finished_by_two_runs_at_once_and_a_poisoned_one_is_parked(
    stack: Stack, store: Table
) -> None:
    workspace = WorkspaceUuid(str(uuid.uuid4()))
    put_due_items(stack, workspace, ITEMS)
    poisoned = put_poisoned_item(store)
    finished, runs = 0, 0
    # The schedule's own run may come between and finish some: what counts is that none is left.
    while _due(store, to_iso(utc_now())) and runs < 20:
        counts: Any = at_once(*[lambda: stack.invoke("scheduled_cleanup", {})] * 2)
        runs += 2
        finished += sum(count["CleanupFinished"] for count in counts)
        assert all(count["CleanupFailed"] == 0 for count in counts), json.dumps(counts)
    assert 0 < finished <= ITEMS
    assert _due(store, to_iso(utc_now())) == []
    # A run that took an item and never heard so leaves it for five minutes; on a busy machine that happens.
    assert len(_due(store)) < ITEMS / 100
    item = store.get(poisoned)
    assert item is not None
    assert item["gsi2pk"] == keys.parked()
