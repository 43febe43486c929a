"""Registering, linking and archiving one number at one moment."""

# ruff: noqa: PLR0917 - fixtures

from dataclasses import replace
from typing import Any

import pytest
from trunkline.domain.provider_phones import Carrier, WebhookStatus
from trunkline.errors import UnavailableError
from trunkline.services.carrier_accounts import Accounts
from trunkline.services.carrier_adapters import Budget
from trunkline.services.webhook_attempts import owned_number, targets_of
from trunkline.table.carrier_accounts import AccountTable
from trunkline.table.client import Table
from trunkline.wiring.carrier_accounts import carrier_accounts
from trunkline.wiring.carriers import number_webhooks
from trunkline.wiring.phone_numbers import phone_numbers

from tests.carriers.interleaving import A_DAY, ADAPTERS, is_ours, linked, meanwhile
from tests.carriers.sandboxed import ACCOUNTS, ORG, OTHER_USER, Carriers, phone_uuid, webhooks_of
from tests.carriers.weya import WeyaApi
from tests.fakes.executions import Killed
from tests.support.archives import clean_up, let_time_pass, phone_item
from tests.support.workspaces import Tenant, WorkspaceApi


@pytest.mark.parametrize("carrier", ["twilio", "telnyx"])
def test_an_archive_waits_for_a_registration_that_is_setting_the_webhooks(
    weya: WeyaApi,
    api: WorkspaceApi,
    carriers: Carriers,
    store: Table,
    monkeypatch: pytest.MonkeyPatch,
    carrier: str,
) -> None:
    """Its owner has put something else in place of our webhooks, a second user registers, the first one archives."""
    before = carriers.picture()
    number = linked(weya, api, carrier)
    phone = phone_numbers().store.find_provider_phone(ORG, phone_uuid(carrier))
    assert phone
    assert phone.webhooks
    assert phone.webhooks.previous
    assert before != carriers.picture()
    adapters = number_webhooks()
    account = adapters.accounts.open(ORG, phone.provider, str(phone.account_id))
    assert account
    adapters.adapters(account, Budget(20)).detach(owned_number(phone), targets_of(phone), phone.webhooks.previous)
    assert carriers.picture() == before
    answers = []
    meanwhile(monkeypatch, carrier, "attach", before=lambda: answers.append(api.archive(number["id"]).status))
    added = weya.add(carrier, userId=OTHER_USER)
    status = api.get(number["id"]).json()["archiveStatus"]
    stored = webhooks_of(carrier)
    # Whoever came first: what the table says is so at the carrier.
    assert (stored.status is WebhookStatus.ATTACHED) == (carriers.picture() != before), (answers, added.text, status)
    assert status in ("archived", "failed")


@pytest.mark.parametrize("carrier", ["telnyx"])
def test_an_archived_number_stays_released_when_a_later_registration_dies(
    weya: WeyaApi,
    api: WorkspaceApi,
    tenants: dict[str, Tenant],
    carriers: Carriers,
    store: Table,
    monkeypatch: pytest.MonkeyPatch,
    carrier: str,
) -> None:
    before = carriers.picture()
    number = linked(weya, api, carrier)
    assert api.archive(number["id"]).status == 200

    def die() -> None:
        raise Killed

    meanwhile(monkeypatch, carrier, "attach", after=die)
    with pytest.raises(Killed):
        weya.add(carrier, userId=OTHER_USER)
    let_time_pass(store, A_DAY)
    clean_up()
    assert carriers.picture() == before
    assert weya.as_(tenants["globex"]).add(carrier).status == 201


@pytest.mark.parametrize("carrier", ["twilio", "telnyx"])
def test_a_number_that_is_being_given_back_stays_released_when_a_later_registration_dies(
    weya: WeyaApi, api: WorkspaceApi, carriers: Carriers, store: Table, monkeypatch: pytest.MonkeyPatch, carrier: str
) -> None:
    """Its archive was forced past the carrier, and the cleanup died that puts the webhooks back."""
    before = carriers.picture()
    number = linked(weya, api, carrier)
    assert api.archive(number["id"], "?force=true").status == 200

    def die() -> None:
        raise Killed

    let_time_pass(store, A_DAY)
    meanwhile(monkeypatch, carrier, "detach", before=die)
    with pytest.raises(Killed):
        clean_up()
    let_time_pass(store, A_DAY)
    meanwhile(monkeypatch, carrier, "attach", after=die)
    with pytest.raises(Killed):
        weya.add(carrier, userId=OTHER_USER)
    for _ in range(2):
        let_time_pass(store, A_DAY)
        clean_up()
    assert carriers.picture() == before
    item = phone_item(store, ORG, phone_uuid(carrier))
    assert item
    assert "webhook_status" not in item


@pytest.mark.parametrize("carrier", ["twilio"])
def test_a_link_does_not_take_what_a_registration_sets_for_the_owners_settings(
    weya: WeyaApi, api: WorkspaceApi, carriers: Carriers, monkeypatch: pytest.MonkeyPatch, carrier: str
) -> None:
    """What the registration has sent arrives at the carrier just after the link has looked there."""
    first = linked(weya, api, carrier)
    assert api.archive(first["id"]).status == 200
    before = carriers.picture()
    original = ADAPTERS[carrier].attach
    linked_meanwhile: list[dict[str, Any]] = []

    def attach(self: Any, number: Any, targets: Any, found: Any) -> None:
        monkeypatch.setattr(ADAPTERS[carrier], "attach", original)
        meanwhile(monkeypatch, carrier, "is_attached", after=lambda: original(self, number, targets, found))
        linked_meanwhile.append(api.create(providerPhoneUuid=phone_uuid(carrier)).json())
        original(self, number, targets, found)

    monkeypatch.setattr(ADAPTERS[carrier], "attach", attach)
    weya.add(carrier, userId=OTHER_USER)
    assert is_ours(carriers, carrier)
    assert api.archive(linked_meanwhile[0]["id"]).status == 200
    assert carriers.picture() == before


@pytest.mark.parametrize("fault", [UnavailableError(), RuntimeError("x")], ids=["busy", "bug"])
def test_a_create_that_is_kept_is_answered_so_whatever_becomes_of_its_webhooks(
    weya: WeyaApi,
    api: WorkspaceApi,
    carriers: Carriers,
    store: Table,
    monkeypatch: pytest.MonkeyPatch,
    fault: Exception,
) -> None:
    number = linked(weya, api, "twilio")
    assert api.archive(number["id"]).status == 200

    def fail(*_args: Any, **_options: Any) -> None:
        raise fault

    with monkeypatch.context() as patch:
        patch.setattr(AccountTable, "find", fail)
        answer = api.create(providerPhoneUuid=phone_uuid("twilio"))
    assert answer.status == 201
    let_time_pass(store, A_DAY)
    clean_up()
    assert is_ours(carriers, "twilio")


@pytest.mark.parametrize("carrier", ["plivo"])
def test_an_archive_that_the_carrier_rejects_says_so_and_that_force_helps(
    weya: WeyaApi, api: WorkspaceApi, carriers: Carriers, carrier: str
) -> None:
    number = linked(weya, api, carrier)
    carriers.fail(carrier, 422, times=100)
    answer = api.archive(number["id"])
    carriers.sandbox.faults.clear()
    assert answer.status == 409
    assert "force=true" in answer.json()["detail"]
    assert api.get(number["id"]).json()["archiveFailureReason"] == "carrier_refused"


@pytest.mark.parametrize("carrier", ["twilio"])
def test_an_archive_uses_the_secret_that_was_rotated_a_moment_ago(
    weya: WeyaApi, api: WorkspaceApi, carriers: Carriers, carrier: str
) -> None:
    """By another environment; this one has opened the account before."""
    number = linked(weya, api, carrier)
    here = carrier_accounts()
    account = here.open(ORG, Carrier(carrier), ACCOUNTS[carrier][0])
    assert account
    carriers.account(carrier).secret = "another-secret"
    Accounts(here.store, here.sealer).rotate(replace(account, secret="another-secret"))
    assert api.archive(number["id"]).status == 200
