"""The scheduled cleanup when carriers hang, items cannot be read, and there is more to do than time."""

import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from trunkline.domain.provider_phones import ProviderPhone, WebhookStatus
from trunkline.errors import CarrierUnavailableError
from trunkline.services.carrier_adapters import CarrierAccount, OwnedNumber
from trunkline.services.cleanup import ACCOUNTS_OF_A_CARRIER_THAT_IS_DOWN
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.items import Update
from trunkline.table.number_items import webhook_attributes
from trunkline.wiring.cleanup import scheduled_cleanup

from tests.archive.conftest import ORGANIZATION
from tests.fakes.carriers import FakeAdapter, FakeCarriers
from tests.fakes.executions import InProcessExecutions
from tests.support.archives import LambdaContext, clean_up, connect, let_time_pass, phone_item
from tests.support.composition import compose_with
from tests.support.workspaces import Tenant, WorkspaceApi

AN_HOUR = timedelta(hours=1)
ASYNC = {"Prefer": "respond-async"}


@pytest.fixture
def invariants() -> None:
    """Some of these items nothing else makes."""


@pytest.fixture
def one_shard(monkeypatch: pytest.MonkeyPatch) -> None:
    """All provider phones are due in one partition, as thousands of them are in each of eight."""
    monkeypatch.setattr(keys, "DUE_SHARDS", 3)


def left_by_force(store: Table, carriers: FakeCarriers, acme: Tenant, index: int, account: str) -> ProviderPhone:
    """A number of an account whose webhooks the cleanup is to put back."""
    phone = connect(store, carriers, ORGANIZATION, acme.provider_phones[index]["uuid"])
    assert phone.webhooks
    webhooks = replace(phone.webhooks, status=WebhookStatus.DETACHING, account_id=account, owner_id="AC1")
    after = replace(phone, account_id=account, webhooks=webhooks)
    key = keys.provider_phone(phone.organization_id, phone.uuid)
    changes = {"account_id": account, **webhook_attributes(after, webhooks)}
    due = {"gsi2pk": keys.due_shard(key), "gsi2sk": f"2026-01-01T00:00:{index:02d}.000Z"}
    store.write(Update(label="x", key=key, set_=changes | due, condition="attribute_exists(provider)"))
    return after


def tries_of(store: Table, phone: ProviderPhone) -> int:
    item = phone_item(store, ORGANIZATION, phone.uuid)
    assert item
    tries: int = item.get("due_tries", 0)
    return tries


@pytest.fixture
def hanging(monkeypatch: pytest.MonkeyPatch, carriers: FakeCarriers) -> set[str]:
    """The accounts of which the carrier does not answer."""
    accounts: set[str] = set()
    adapter, detach = FakeCarriers.adapter, FakeAdapter.detach
    of: dict[int, str] = {}

    def remembered(self: FakeCarriers, account: CarrierAccount, budget: Any) -> FakeAdapter:
        made = adapter(self, account, budget)
        of[id(made)] = account.account_id
        return made

    def hangs(self: FakeAdapter, number: OwnedNumber, *given: Any) -> None:
        if of[id(self)] in accounts:
            self.carriers.calls.append((of[id(self)], number.e164))
            raise CarrierUnavailableError("The carrier did not answer")
        detach(self, number, *given)

    monkeypatch.setattr(FakeCarriers, "adapter", remembered)
    monkeypatch.setattr(FakeAdapter, "detach", hangs)
    return accounts


@pytest.mark.usefixtures("one_shard")
def test_a_carrier_that_hangs_costs_one_call_of_an_account_a_run_and_parks_nothing(
    store: Table, carriers: FakeCarriers, acme: Tenant, hanging: set[str]
) -> None:
    left = [left_by_force(store, carriers, acme, index, "AC-down") for index in range(5)]
    sound = left_by_force(store, carriers, acme, 5, "AC-up")
    hanging.add("AC-down")

    assert clean_up() == {"Failed": 1, "Postponed": 4, "Finished": 1}

    assert [name for name, _ in carriers.calls].count("AC-down") == 1
    assert sorted(tries_of(store, phone) for phone in left) == [0, 0, 0, 0, 1]
    item = phone_item(store, ORGANIZATION, sound.uuid)
    assert item
    assert item["webhook_status"] == "detached"

    hanging.clear()
    let_time_pass(store, AN_HOUR)
    assert clean_up() == {"Finished": 5}


@pytest.mark.usefixtures("one_shard")
def test_a_carrier_of_which_three_accounts_are_not_served_is_down(
    store: Table, carriers: FakeCarriers, acme: Tenant, hanging: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = scheduled_cleanup
    compose_with(monkeypatch, "scheduled_cleanup", lambda: replace(made(), workers=1))
    accounts = [f"AC{index}" for index in range(6)]
    for index, account in enumerate(accounts):
        phone = left_by_force(store, carriers, acme, index, account)
        key = keys.provider_phone(phone.organization_id, phone.uuid)
        store.write(Update(label="x", key=key, set_={"provider": "twilio"}, condition="attribute_exists(provider)"))
    hanging.update(accounts)

    assert clean_up() == {"Failed": ACCOUNTS_OF_A_CARRIER_THAT_IS_DOWN, "Postponed": 6 - 3}

    assert len(carriers.calls) == ACCOUNTS_OF_A_CARRIER_THAT_IS_DOWN


@pytest.mark.usefixtures("one_shard")
def test_carriers_are_called_at_once_for_several_accounts(
    store: Table, carriers: FakeCarriers, acme: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    together = threading.Barrier(3)
    detach = FakeAdapter.detach

    def waits_for_the_others(self: FakeAdapter, *given: Any) -> None:
        together.wait(timeout=60)
        detach(self, *given)

    monkeypatch.setattr(FakeAdapter, "detach", waits_for_the_others)
    for index in range(3):
        left_by_force(store, carriers, acme, index, f"AC{index}")

    assert clean_up() == {"Finished": 3}


def test_archives_are_seen_to_first(
    api: WorkspaceApi, acme: Tenant, carriers: FakeCarriers, executions: InProcessExecutions, store: Table
) -> None:
    for index in range(4):
        left_by_force(store, carriers, acme, index, "AC1")
    executions.is_down = True
    for _ in range(2):
        api.archive(api.created()["id"], headers=ASYNC)
    executions.is_down = False
    let_time_pass(store, AN_HOUR)

    class TimeForTwo(LambdaContext):
        def get_remaining_time_in_millis(self) -> int:
            return 300_000 if len(executions.steps) < 2 else 0

    assert clean_up(TimeForTwo()) == {"Postponed": 2}
    assert carriers.calls == []


@pytest.mark.parametrize("broken", [{"gsi2sk": "0 is no time"}, {"due_tries": "many"}], ids=str)
def test_an_entry_that_cannot_be_read_is_parked_and_the_rest_is_finished(
    store: Table, carriers: FakeCarriers, acme: Tenant, broken: dict[str, Any]
) -> None:
    poisoned, sound = (left_by_force(store, carriers, acme, index, "AC1") for index in (0, 1))
    key = keys.provider_phone(poisoned.organization_id, poisoned.uuid)
    store.write(Update(label="x", key=key, set_=broken, condition="attribute_exists(gsi2pk)"))

    assert clean_up() == {"Parked": 1, "Finished": 1}

    item = phone_item(store, ORGANIZATION, poisoned.uuid)
    assert item
    assert item["gsi2pk"] == keys.parked()
    rest = phone_item(store, ORGANIZATION, sound.uuid)
    assert rest
    assert rest["webhook_status"] == "detached"
