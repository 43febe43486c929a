"""Many who register one number at one moment."""

import time
from typing import Any

import pytest
from trunkline.domain.identifiers import OrganizationId, provider_phone_uuid
from trunkline.domain.provider_phones import Carrier, WebhookStatus
from trunkline.services.carrier_adapters import Budget
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.phone_numbers import PhoneNumberTable
from trunkline.wiring.carriers import number_webhooks, registrations

from tests.carriers.sandboxed import ACCOUNTS, NUMBERS, ORG, OTHER_USER, Carriers, phone_uuid
from tests.carriers.weya import WeyaApi
from tests.support.composition import compose_with
from tests.support.crowds import at_once
from tests.support.one_at_a_time import OneAtATime
from tests.support.tables import TABLE_NAME, everything
from tests.support.workspaces import Tenant

EVERY_CARRIER = pytest.mark.parametrize("carrier", list(Carrier))


@pytest.fixture
def racing(weya: WeyaApi, aws: Any, monkeypatch: pytest.MonkeyPatch) -> WeyaApi:
    """The API over a table whose transactions are atomic between threads, as moto's are not."""
    shared = Table(OneAtATime(aws), TABLE_NAME)  # type: ignore[arg-type]
    compose_with(monkeypatch, "table", lambda: shared)
    return weya


@EVERY_CARRIER
def test_of_two_organisations_one_gets_the_number(
    racing: WeyaApi, carriers: Carriers, tenants: dict[str, Tenant], store: Table, carrier: str
) -> None:
    apis = [racing, racing.as_(tenants["globex"])]
    responses = at_once([lambda api=api: api.add(carrier) for api in apis])  # type: ignore[misc]
    assert sorted(response.status for response in responses) == [201, 400], [each.text for each in responses]
    refused = next(response for response in responses if response.status == 400)
    assert "already exists" not in refused.text
    winner = OrganizationId(["org_acme", "org_globex"][[each.status for each in responses].index(201)])
    loser = OrganizationId("org_globex" if winner == "org_acme" else "org_acme")
    phone = number_webhooks().store.find(winner, provider_phone_uuid(winner, NUMBERS[carrier][0]))
    assert phone
    webhooks = phone.webhooks
    assert webhooks
    assert webhooks.status is WebhookStatus.ATTACHED
    claim = store.get(keys.number_claim(webhooks.carrier, webhooks.owner_id, phone.phone_number))
    assert claim
    assert claim["organization"] == winner
    # What stands at the carrier is the winner's, and nothing of the loser's.
    assert webhooks.base_url in str(carriers.picture())
    assert str(carriers.picture()).count(f"/webhooks/{carrier}/") == str(carriers.picture()).count(webhooks.base_url)
    record = number_webhooks().store.find(loser, provider_phone_uuid(loser, NUMBERS[carrier][0]))
    assert record is None or record.webhooks is None


@EVERY_CARRIER
def test_a_user_who_asks_twice_at_once_registers_once(racing: WeyaApi, aws: Any, carrier: str) -> None:
    responses = at_once([lambda: racing.add(carrier)] * 2)
    assert sorted(response.status for response in responses) == [201, 400], [each.text for each in responses]
    refused = next(response for response in responses if response.status == 400)
    assert refused.json()["errorMessage"] == "Phone number already exists for this user"
    assert len([item for item in everything() if item["entity"]["S"] == "user_phone"]) == 1


@EVERY_CARRIER
def test_two_users_at_once_share_one_inventory_record(
    racing: WeyaApi, carriers: Carriers, aws: Any, store: Table, carrier: str
) -> None:
    before = carriers.picture()
    users = (racing.tenant.user_id, OTHER_USER)
    responses = at_once([lambda user=user: racing.add(carrier, userId=user) for user in users])  # type: ignore[misc]
    assert [response.status for response in responses] == [201, 201], [each.text for each in responses]
    items = everything()
    assert len([item for item in items if item["entity"]["S"] == "user_phone"]) == 2
    assert len([item for item in items if item["sk"]["S"] == "CLAIM"]) == 1
    phone = PhoneNumberTable(store).find_provider_phone(ORG, phone_uuid(carrier))
    assert phone
    assert phone.account_id == ACCOUNTS[carrier][0]
    # What was there before the first of them is what comes back.
    number_webhooks().detach(phone)
    assert carriers.picture() == before


@pytest.fixture
def busy(weya: WeyaApi, carriers: Carriers) -> WeyaApi:
    """The API while another request seems to work on Plivo's number: one that died half-way."""
    carriers.fail("plivo", "reset", skip=3)
    carriers.fail("plivo", 503, skip=3, times=50)
    assert weya.add("plivo").status == 500
    carriers.sandbox.faults.clear()
    return weya


def test_who_waits_for_another_request_waits_a_few_seconds_and_is_told_to_ask_again(
    busy: WeyaApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    made = registrations()
    patient = type(made)(made.store, made.webhooks, sleep=waited.append)
    compose_with(monkeypatch, "registrations", lambda: patient)
    started = time.monotonic()
    assert busy.add("plivo", authToken="wrong").status == 400
    assert busy.add("plivo").status == 500
    assert time.monotonic() - started < sum(waited)
    assert 4 < sum(waited) / 2 < 60


def test_who_waits_for_another_request_stops_when_no_time_is_left_to_call_the_carrier(
    busy: WeyaApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    made = registrations()
    hurried = type(made)(made.store, made.webhooks, sleep=waited.append, deadline=lambda: Budget(0.0))
    compose_with(monkeypatch, "registrations", lambda: hurried)
    assert busy.add("plivo").status == 500
    assert waited == []
