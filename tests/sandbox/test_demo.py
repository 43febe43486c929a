"""The demo's number that rings, over the starts of a local stack."""

from collections.abc import Mapping

from trunkline.domain.identifiers import provider_phone_uuid
from trunkline.table import keys
from trunkline.table.client import Table

from tests.support.archives import phone_item
from tools.sandbox.tenants import RINGING
from tools.stack.demo import ACME, connect

_PHONE = provider_phone_uuid(ACME.organization_id, RINGING)


class _Sealer:
    def seal(self, text: str, context: Mapping[str, str]) -> str:
        del context
        return text

    def unseal(self, sealed: str, context: Mapping[str, str]) -> str:
        del context
        return sealed


def test_the_number_that_rings_has_its_account(store: Table) -> None:
    connect(store, _Sealer())

    item = phone_item(store, ACME.organization_id, _PHONE)
    assert item is not None
    assert item["e164"] == RINGING
    assert store.get(keys.carrier_account(ACME.organization_id, item["provider"], item["account_id"]))


def test_a_number_that_was_given_up_does_not_come_back_with_the_next_start(store: Table) -> None:
    connect(store, _Sealer())
    key = keys.provider_phone(ACME.organization_id, _PHONE)
    store.client.delete_item(TableName=store.name, Key={"pk": {"S": key.pk}, "sk": {"S": key.sk}})

    connect(store, _Sealer())

    assert phone_item(store, ACME.organization_id, _PHONE) is None
