"""The end of a first registration that is undone: each condition of its transaction, on its own."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from trunkline.domain.identifiers import NumberUuid
from trunkline.domain.provider_phones import (
    Carrier,
    LostAttemptError,
    NumberClaimedError,
    ProviderPhone,
    Webhooks,
    WebhookStatus,
)
from trunkline.domain.timestamps import utc_now
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.items import Delete, Update
from trunkline.table.keys import Key
from trunkline.table.number_webhooks import NumberWebhookTable

from tests.support.builders import a_provider_phone
from tests.support.tables import everything

SOON = utc_now() + timedelta(minutes=1)
HOLDER = NumberUuid("0f6d2c1e-8f5b-4c3a-9a51-0c7d5f1b2aff")
UNLISTED = a_provider_phone(provider=Carrier.TWILIO, account_id="AC1", is_listed=False)
PHONE = keys.provider_phone(UNLISTED.organization_id, UNLISTED.uuid)
CLAIM = keys.number_claim(Carrier.TWILIO, "AC1", UNLISTED.phone_number)
WEBHOOKS = Webhooks(
    status=WebhookStatus.DETACHING,
    carrier=Carrier.TWILIO,
    account_id="AC1",
    carrier_number_id="PN1",
    owner_id="AC1",
    token="t" * 32,
    origin="https://hooks.example.test",
    attempt="the undoing",
    leased_until=SOON,
    is_tentative=True,
)


@pytest.fixture
def webhooks(store: Table) -> NumberWebhookTable:
    return NumberWebhookTable(store)


@pytest.fixture
def undone(webhooks: NumberWebhookTable) -> ProviderPhone:
    """A first registration whose webhooks have just been removed."""
    return webhooks.begin(UNLISTED, WEBHOOKS, due_at=SOON)


def _change(store: Table, key: Key, **attributes: Any) -> None:
    store.write(Update(label="x", key=key, set_=attributes, condition="attribute_exists(pk)"))


@pytest.mark.parametrize(
    "change",
    [
        {"webhook_attempt": "another"},
        {"webhook_status": "pending"},
        {"releasing": HOLDER},
        {"provider": "twilio"},
        {"agents": {"inbound": "agent_1"}, "agent_references": 1},
    ],
    ids=str,
)
def test_a_record_of_which_something_else_is_said_by_now_is_not_removed_with_its_webhooks(
    store: Table, webhooks: NumberWebhookTable, undone: ProviderPhone, change: dict[str, Any]
) -> None:
    _change(store, PHONE, **change)
    before = everything()
    with pytest.raises(LostAttemptError):
        webhooks.end(undone, None, due_at=None)
    assert everything() == before


def test_a_record_that_an_archive_holds_is_not_removed_by_the_holder_either(
    store: Table, webhooks: NumberWebhookTable, undone: ProviderPhone
) -> None:
    _change(store, PHONE, releasing=HOLDER)
    before = everything()
    with pytest.raises(LostAttemptError):
        webhooks.end(replace(undone, releasing=HOLDER), None, due_at=None)
    assert everything() == before


@pytest.mark.parametrize("gone", [(), (CLAIM, keys.webhook(WEBHOOKS.token))], ids=["all there", "some gone"])
def test_an_undoing_leaves_nothing_also_where_something_is_gone_already(
    store: Table, webhooks: NumberWebhookTable, undone: ProviderPhone, gone: tuple[Key, ...]
) -> None:
    assert len(everything()) == 3
    for key in gone:
        store.write(Delete(label="x", key=key))
    webhooks.end(undone, None, due_at=None)
    assert everything() == []


@pytest.mark.parametrize(
    ("key", "change", "error"),
    [
        (CLAIM, {"organization": "org_other"}, NumberClaimedError),
        (keys.webhook(WEBHOOKS.token), {"provider_phone_uuid": "another"}, LostAttemptError),
    ],
    ids=["claim", "token"],
)
def test_an_undoing_removes_no_claim_and_no_token_of_another(
    *,
    store: Table,
    webhooks: NumberWebhookTable,
    undone: ProviderPhone,
    key: Key,
    change: dict[str, Any],
    error: type[Exception],
) -> None:
    _change(store, key, **change)
    before = everything()
    with pytest.raises(error):
        webhooks.end(undone, None, due_at=None)
    assert everything() == before
