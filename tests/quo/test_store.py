"""What the store's conditions are for: each test fails without the one that it is about."""

from dataclasses import replace
from typing import Any

import pytest
from trunkline.domain.contacts import Contact, new_contact_id
from trunkline.domain.identifiers import OrganizationId
from trunkline.domain.timestamps import utc_now
from trunkline.errors import DuplicateContactError
from trunkline.services.contacts import StaleContactError
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.contacts import ContactTable
from trunkline.table.items import ConditionFailedError

from tests.support.composition import compose_with
from tests.support.quo import QuoApi


@pytest.fixture
def contacts(store: Table) -> ContactTable:
    return ContactTable(store)


@pytest.fixture
def contact(organization: OrganizationId) -> Contact:
    now = utc_now().replace(microsecond=0)
    return Contact(
        id=new_contact_id(),
        organization_id=organization,
        created_by_user_id="US1",
        created_at=now,
        updated_at=now,
        first_name="Ada",
        external_id="1",
    )


def _everything(aws: Any, store: Table) -> list[Any]:
    return sorted(aws.scan(TableName=store.name)["Items"], key=str)


def test_a_contact_is_never_written_over_another_of_its_id(contacts: ContactTable, contact: Contact) -> None:
    contacts.add(contact, None)

    for other in (replace(contact, external_id="2"), replace(contact, external_id=None, first_name="Bob")):
        with pytest.raises(ConditionFailedError):
            contacts.add(other, None)

    assert contacts.find(contact.organization_id, contact.id) == contact


def test_a_second_contact_of_a_source_and_external_id_leaves_nothing(
    contacts: ContactTable, contact: Contact, aws: Any, store: Table
) -> None:
    contacts.add(contact, None)
    before = _everything(aws, store)

    with pytest.raises(DuplicateContactError) as refused:
        contacts.add(replace(contact, id=new_contact_id()), None)

    assert refused.value.existing_id == contact.id
    assert _everything(aws, store) == before


def test_a_change_of_what_was_changed_meanwhile_is_stale(contacts: ContactTable, contact: Contact) -> None:
    contacts.add(contact, None)
    changed = replace(contact, first_name="Bob", version=2)
    contacts.save(contact, changed)

    with pytest.raises(StaleContactError):
        contacts.save(contact, replace(contact, first_name="Eve", version=2))
    with pytest.raises(StaleContactError):
        contacts.remove(contact)

    assert contacts.find(contact.organization_id, contact.id) == changed


def test_a_change_of_what_was_deleted_meanwhile_does_not_bring_it_back(
    contacts: ContactTable, contact: Contact, aws: Any, store: Table
) -> None:
    contacts.add(contact, None)
    contacts.remove(contact)

    with pytest.raises(StaleContactError):
        contacts.save(contact, replace(contact, external_id="2", version=2))
    with pytest.raises(StaleContactError):
        contacts.remove(contact)

    assert _everything(aws, store) == []


def test_the_guard_of_another_contact_is_not_given_up(contacts: ContactTable, contact: Contact, store: Table) -> None:
    other = replace(contact, id=new_contact_id())
    contacts.add(other, None)
    contacts.add(replace(contact, external_id=None), None)

    for write in (contacts.remove, lambda lost: contacts.save(lost, replace(lost, external_id=None, version=2))):
        with pytest.raises(ConditionFailedError):
            write(contact)  # as if it had been read with an external id that is the other's

    guard = store.get(keys.contact_guard(contact.organization_id, contact.source, "1"))
    assert guard is not None
    assert guard["contact_id"] == other.id
    assert contacts.find(contact.organization_id, contact.id) == replace(contact, external_id=None)


class TwiceSent:
    """Does every single write twice and answers with the second, as an SDK does whose first answer was lost."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def __getattr__(self, operation: str) -> Any:
        method = getattr(self._client, operation)

        def call(**request: Any) -> Any:
            # Not transactions: DynamoDB recognises the token of one that it is sent again.
            if operation in ("put_item", "delete_item"):
                method(**request)
            return method(**request)

        return call


def test_a_write_that_the_sdk_sends_again_is_still_a_success(
    quo: QuoApi, aws: Any, store: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    client: Any = TwiceSent(aws)
    compose_with(monkeypatch, "table", lambda: Table(client, store.name))

    contact = quo.created()
    assert quo.update(contact["id"], defaultFields={"role": "x"}).json()["data"]["defaultFields"]["role"] == "x"
    assert quo.delete(contact["id"]).status == 204
    assert quo.listed() == []
