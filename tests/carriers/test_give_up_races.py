"""Giving a number up at its carrier while others register, read or buy it."""

# ruff: noqa: PLR0917 - fixtures

from contextlib import suppress
from typing import Any

import pytest
from trunkline.domain.provider_phones import LEASE, ProviderPhone, WebhookStatus
from trunkline.domain.timestamps import from_iso, to_iso, utc_now
from trunkline.settings import release_settings
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.items import Delete, Update
from trunkline.table.provider_phones import ProviderPhoneTable
from trunkline.wiring.carriers import number_webhooks

from tests.carriers.interleaving import A_DAY, buy_again, idle_for, is_at_carrier, is_ours, linked, meanwhile
from tests.carriers.sandboxed import ACCOUNTS, EVERY_CARRIER, ORG, OTHER_USER, Carriers, phone_uuid, webhooks_of
from tests.carriers.weya import WeyaApi
from tests.fakes.executions import Killed
from tests.support.archives import all_items, clean_up, let_time_pass, phone_item
from tests.support.workspaces import Tenant, WorkspaceApi


@pytest.fixture
def idle_numbers_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POOL_IDLE_DAYS", "30")
    release_settings.cache_clear()


def in_the_pool(weya: WeyaApi, api: WorkspaceApi, store: Table, carrier: str) -> dict[str, Any]:
    """A number that was archived 40 days ago and nobody has linked since."""
    number = linked(weya, api, carrier)
    assert api.archive(number["id"]).status == 200
    idle_for(store, 40, carrier)
    return number


@pytest.mark.parametrize("carrier", ["plivo"])
@pytest.mark.usefixtures("idle_numbers_go")
def test_a_number_that_another_organisation_has_registered_since_is_not_given_up(
    weya: WeyaApi,
    api: WorkspaceApi,
    tenants: dict[str, Tenant],
    carriers: Carriers,
    store: Table,
    carrier: str,
) -> None:
    """Both use one account at the carrier, as an agency and its customer do."""
    in_the_pool(weya, api, store, carrier)
    assert weya.as_(tenants["globex"]).add(carrier).status == 201
    clean_up()
    assert is_at_carrier(carriers, carrier)


@pytest.mark.parametrize("carrier", ["twilio"])
@pytest.mark.usefixtures("idle_numbers_go")
def test_a_number_that_was_registered_anew_is_not_idle(
    weya: WeyaApi, api: WorkspaceApi, carriers: Carriers, store: Table, carrier: str
) -> None:
    in_the_pool(weya, api, store, carrier)
    assert weya.add(carrier, userId=OTHER_USER).status == 201
    clean_up()
    assert is_at_carrier(carriers, carrier)
    assert is_ours(carriers, carrier)


@pytest.mark.parametrize("carrier", ["twilio"])
@pytest.mark.usefixtures("idle_numbers_go")
@pytest.mark.parametrize("call", ["check_credentials", "attach"])
def test_a_number_that_is_being_registered_is_not_given_up_under_its_user(
    weya: WeyaApi,
    api: WorkspaceApi,
    carriers: Carriers,
    store: Table,
    monkeypatch: pytest.MonkeyPatch,
    carrier: str,
    call: str,
) -> None:
    in_the_pool(weya, api, store, carrier)
    meanwhile(monkeypatch, carrier, call, after=clean_up)
    added = weya.add(carrier, userId=OTHER_USER)
    assert (added.status == 201) == is_at_carrier(carriers, carrier), added.text


@pytest.mark.parametrize("carrier", ["twilio"])
@pytest.mark.usefixtures("idle_numbers_go")
def test_a_number_that_was_given_up_and_bought_anew_is_not_given_up_again(
    weya: WeyaApi,
    api: WorkspaceApi,
    carriers: Carriers,
    store: Table,
    monkeypatch: pytest.MonkeyPatch,
    carrier: str,
) -> None:
    """The first run dies when the carrier has done it; it is a number that was connected by an import."""
    in_the_pool(weya, api, store, carrier)
    store.write(
        Update(
            label="x",
            key=keys.provider_phone(ORG, phone_uuid(carrier)),
            set_=dict.fromkeys(("webhook_status", "webhook_attempt", "webhooks")),
            condition="webhook_status = :status",
            values={":status": WebhookStatus.DETACHED},
        ),
    )
    kept = carriers.account(carrier).shelf("numbers").copy()

    def die() -> None:
        raise Killed

    meanwhile(monkeypatch, carrier, "release_to_carrier", after=die)
    with suppress(Killed):
        clean_up()
    assert not is_at_carrier(carriers, carrier)
    carriers.account(carrier).shelf("numbers").update(kept)
    buy_again(carriers, carrier)
    let_time_pass(store, A_DAY)
    clean_up()
    assert is_at_carrier(carriers, carrier)
    assert phone_item(store, ORG, phone_uuid(carrier)) is None


@pytest.mark.parametrize("carrier", ["twilio"])
@pytest.mark.usefixtures("idle_numbers_go")
def test_a_registration_that_begins_while_a_number_is_looked_at_keeps_it(
    weya: WeyaApi,
    api: WorkspaceApi,
    carriers: Carriers,
    store: Table,
    monkeypatch: pytest.MonkeyPatch,
    carrier: str,
) -> None:
    """It had looked at the number before that was withdrawn."""
    in_the_pool(weya, api, store, carrier)
    withdraw = ProviderPhoneTable.withdraw

    def register_and_then(self: ProviderPhoneTable, phone: ProviderPhone, **options: Any) -> bool:
        assert phone.webhooks
        intent = phone.webhooks.begun(WebhookStatus.PENDING, "the user's", utc_now() + LEASE)
        number_webhooks().store.begin(phone, intent, due_at=utc_now() + LEASE)
        return withdraw(self, phone, **options)

    monkeypatch.setattr(ProviderPhoneTable, "withdraw", register_and_then)
    clean_up()
    assert is_at_carrier(carriers, carrier)
    item = phone_item(store, ORG, phone_uuid(carrier))
    assert item
    assert "releasing" not in item


@pytest.mark.parametrize("carrier", ["twilio"])
@pytest.mark.usefixtures("idle_numbers_go")
def test_a_number_that_was_given_up_is_offered_to_nobody_though_another_run_took_the_attempt(
    weya: WeyaApi,
    api: WorkspaceApi,
    carriers: Carriers,
    store: Table,
    monkeypatch: pytest.MonkeyPatch,
    carrier: str,
) -> None:
    """The run was held up for longer than its attempt counts."""
    in_the_pool(weya, api, store, carrier)
    webhooks = number_webhooks().store

    def take_over() -> None:
        let_time_pass(store, LEASE)
        phone = webhooks.find(ORG, phone_uuid(carrier))
        assert phone
        assert phone.webhooks
        intent = phone.webhooks.begun(WebhookStatus.DETACHING, "another run's", utc_now() + LEASE)
        webhooks.begin(phone, intent, due_at=utc_now() + LEASE)

    meanwhile(monkeypatch, carrier, "release_to_carrier", after=take_over)
    clean_up()
    assert not is_at_carrier(carriers, carrier)
    assert phone_item(store, ORG, phone_uuid(carrier)) is None
    # And it ends, though the inventory has no such number any more: whoever buys it next may register it.
    let_time_pass(store, A_DAY)
    clean_up()
    due = [item for item in all_items(store) if item["sk"] == "CLAIM" or "gsi2pk" in item]
    # The account's audit is another function's.
    assert [item for item in due if item["sk"] != "ACCOUNT"] == []


@EVERY_CARRIER
@pytest.mark.usefixtures("idle_numbers_go")
def test_a_number_that_another_run_is_giving_up_is_not_offered_again_by_a_slower_one(
    *,
    weya: WeyaApi,
    api: WorkspaceApi,
    carriers: Carriers,
    store: Table,
    monkeypatch: pytest.MonkeyPatch,
    carrier: str,
) -> None:
    """The slower one is held up when it has taken the number out of the pool; the other dies at the carrier."""
    in_the_pool(weya, api, store, carrier)
    withdraw = ProviderPhoneTable.withdraw

    def die() -> None:
        raise Killed

    def withdrawn(self: ProviderPhoneTable, phone: ProviderPhone, **options: Any) -> bool:
        monkeypatch.setattr(ProviderPhoneTable, "withdraw", withdraw)
        done = withdraw(self, phone, **options)
        let_time_pass(store, A_DAY)
        meanwhile(monkeypatch, carrier, "release_to_carrier", after=die)
        with suppress(Killed):
            clean_up()
        return done

    monkeypatch.setattr(ProviderPhoneTable, "withdraw", withdrawn)
    assert clean_up() == {"Postponed": 1}

    assert not is_at_carrier(carriers, carrier)
    assert phone_uuid(carrier) not in [each["uuid"] for each in api.linkable().json()]
    let_time_pass(store, A_DAY)
    assert clean_up() == {"Finished": 1}
    assert phone_item(store, ORG, phone_uuid(carrier)) is None


@pytest.mark.parametrize("carrier", ["twilio"])
@pytest.mark.usefixtures("idle_numbers_go")
def test_a_number_whose_account_is_gone_stays_as_it_is(
    weya: WeyaApi, api: WorkspaceApi, carriers: Carriers, store: Table, carrier: str
) -> None:
    in_the_pool(weya, api, store, carrier)
    key = keys.carrier_account(ORG, carrier, ACCOUNTS[carrier][0])
    store.write(Delete(label="x", key=key, condition="attribute_exists(pk)"))
    clean_up()
    assert is_at_carrier(carriers, carrier)
    assert webhooks_of(carrier).status is WebhookStatus.DETACHED


@pytest.mark.parametrize("carrier", ["twilio"])
def test_a_number_stays_in_the_pool_for_as_long_as_the_limit_says_now(
    *,
    weya: WeyaApi,
    api: WorkspaceApi,
    carriers: Carriers,
    store: Table,
    monkeypatch: pytest.MonkeyPatch,
    carrier: str,
) -> None:
    """It was 30 days when the number came into the pool, and is 60 by the time that they are over."""
    monkeypatch.setenv("POOL_IDLE_DAYS", "60")
    release_settings.cache_clear()
    in_the_pool(weya, api, store, carrier)
    item = phone_item(store, ORG, phone_uuid(carrier))
    assert item

    assert clean_up() == {"NothingDue": 1}

    assert is_at_carrier(carriers, carrier)
    kept = phone_item(store, ORG, phone_uuid(carrier))
    assert kept
    assert kept["gsi2sk"] == to_iso(from_iso(item["idle_since"]) + 60 * A_DAY)
    assert clean_up() == {}
    let_time_pass(store, 20 * A_DAY)
    assert clean_up() == {"Finished": 1}
    assert not is_at_carrier(carriers, carrier)
