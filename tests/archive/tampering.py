"""The archive's records, read and changed behind the service's back."""

from typing import Any

from trunkline.domain.identifiers import NumberUuid, WorkspaceUuid
from trunkline.domain.phone_numbers import PhoneNumber
from trunkline.domain.provider_phones import ProviderPhone
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.items import Update
from trunkline.table.keys import Key
from trunkline.table.number_items import number_from, provider_phone_from

from tests.support.workspaces import Tenant


def tamper(store: Table, key: Key, **attributes: Any) -> None:
    store.write(Update(label="x", key=key, set_=attributes, condition="attribute_exists(pk)"))


def live(number: PhoneNumber) -> Key:
    return keys.number_in(keys.live_numbers(number.workspace_uuid), number.uuid)


def of(phone: ProviderPhone) -> Key:
    return keys.provider_phone(phone.organization_id, phone.uuid)


def read(store: Table, acme: Tenant, uuid: str) -> PhoneNumber:
    item = store.get(keys.number_in(keys.live_numbers(WorkspaceUuid(acme.workspace)), NumberUuid(uuid)))
    assert item is not None
    return number_from(item)


def read_phone(store: Table, phone: ProviderPhone) -> ProviderPhone:
    found = provider_phone_from(store.get(of(phone)))
    assert found is not None
    return found
