"""Fifty writers of one record at once: each has its way, in a time that a client waits."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from trunkline.domain.contacts import ContactChanges
from trunkline.domain.identifiers import E164
from trunkline.services.contacts import Contacts, NewContact
from trunkline.services.phone_numbers import PhoneNumbers
from trunkline.services.zudu_numbers import ZuduNumbers
from trunkline.table.client import Table
from trunkline.table.contacts import ContactTable
from trunkline.table.custom_fields import CustomFieldTable
from trunkline.table.phone_numbers import PhoneNumberTable
from trunkline.table.zudu_numbers import ZuduNumberTable

from tests.support.builders import ORGANIZATION, a_phone_number
from tests.support.tables import TABLE_NAME
from tests.support.virtual_time import TimedClient, VirtualTime

WRITERS = 50
# API Gateway ends a request after 30 s; nobody likes to wait for half of that.
PATIENCE_SECONDS = 15

Change = Callable[[str], object]


def numbers(table: Table, sleep: Callable[[float], None]) -> Change:
    number = a_phone_number()
    store = PhoneNumberTable(table)
    store.add(number, None)
    service = PhoneNumbers(store, attach=lambda phone: False, sleep=sleep)
    return lambda text: service.change(number.workspace_uuid, number.uuid, ORGANIZATION, settings={"name": text})


def contacts(table: Table, sleep: Callable[[float], None]) -> Change:
    service = Contacts(ContactTable(table), CustomFieldTable(table), sleep=sleep)
    names: Any = dict.fromkeys(("external_id", "source_url", "company", "first_name", "last_name", "role"))
    lists: Any = dict.fromkeys(("emails", "phone_numbers", "custom_fields"), ())
    contact = service.create(
        NewContact(organization_id=ORGANIZATION, created_by_user_id="US1", source="public-api", **names, **lists)
    )
    return lambda text: service.change(ORGANIZATION, contact.id, ContactChanges(texts={"company": text}))


def zudu(table: Table, sleep: Callable[[float], None]) -> Change:
    service = ZuduNumbers(ZuduNumberTable(table), sleep=sleep)
    number = E164("+14155550001")
    service.create(ORGANIZATION, number, {"inbound_agent_id": "agent_0"})
    return lambda text: service.change(ORGANIZATION, number, {"inbound_agent_id": f"agent_{text}"})


@pytest.mark.usefixtures("after_a_wait")
@pytest.mark.parametrize("record", [numbers, contacts, zudu])
def test_fifty_changes_of_one_record_at_once_are_all_made(
    aws: Any, store: Table, monkeypatch: pytest.MonkeyPatch, record: Callable[..., Change]
) -> None:
    monkeypatch.setattr("trunkline.invocation.random", random.Random(5))
    time = VirtualTime()
    client = TimedClient(aws, time)
    # The record itself is there before.
    made: list[Change] = []
    time.race([lambda: made.append(record(Table(client, TABLE_NAME, sleep=time.sleep), time.sleep))])  # type: ignore[arg-type]
    began, calls = time.now, client.calls

    done = time.race([lambda text=str(writer): made[0](text) for writer in range(WRITERS)])  # type: ignore[misc]

    assert len(done) == WRITERS
    assert 0 < time.now - began < PATIENCE_SECONDS
    # They did meet.
    assert client.calls - calls > 4 * WRITERS
