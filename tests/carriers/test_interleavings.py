"""Registering, archiving and giving up one number at one moment, and what is the same number only by its digits."""

# ruff: noqa: PLR0917 - fixtures

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from trunkline import wiring
from trunkline.carriers.plivo import PlivoAdapter
from trunkline.carriers.telnyx import TelnyxAdapter
from trunkline.carriers.twilio import TwilioAdapter
from trunkline.domain.identifiers import OrganizationId, provider_phone_uuid
from trunkline.domain.moments import to_iso, utc_now
from trunkline.domain.phone_numbers import AttachmentStatus, Carrier, ProviderPhone
from trunkline.errors import UnavailableError
from trunkline.services.attachment_attempts import hooks_of, owned_number
from trunkline.services.carrier_accounts import Accounts
from trunkline.services.carrier_adapters import Budget
from trunkline.services.carrier_attachments import CarrierAttachments
from trunkline.settings import release_settings
from trunkline.table import keys
from trunkline.table.carrier_accounts import AccountTable
from trunkline.table.client import Table
from trunkline.table.writes import Delete, Update

from tests.carriers.sandboxed import ACCOUNTS, NUMBERS, Carriers
from tests.carriers.test_add_phone import ORG, OTHER_USER, phone_uuid
from tests.carriers.weya import WeyaApi
from tests.fakes.executions import Killed
from tests.support.archives import clean_up, let_time_pass, phone_item
from tests.support.workspaces import Tenant, WorkspaceApi

# Plivo names a number by its digits, however often it is bought.
NEW_ID = pytest.mark.parametrize("carrier", ["twilio", "telnyx"])
ADAPTERS: dict[str, Any] = {"twilio": TwilioAdapter, "plivo": PlivoAdapter, "telnyx": TelnyxAdapter}
A_DAY = timedelta(days=1)


@pytest.fixture
def idle_numbers_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POOL_IDLE_DAYS", "30")
    release_settings.cache_clear()


def meanwhile(
    monkeypatch: pytest.MonkeyPatch,
    carrier: str,
    call: str,
    before: Callable[[], object] = lambda: None,
    after: Callable[[], object] = lambda: None,
) -> Callable[[], None]:
    """Have something done just before or just after the next call of this kind to the carrier; or not, after all."""
    original = getattr(ADAPTERS[carrier], call)

    def called(self: Any, *args: Any) -> Any:
        monkeypatch.setattr(ADAPTERS[carrier], call, original)
        before()
        answer = original(self, *args)
        after()
        return answer

    monkeypatch.setattr(ADAPTERS[carrier], call, called)
    return lambda: monkeypatch.setattr(ADAPTERS[carrier], call, original)


def buy_again(carriers: Carriers, carrier: str) -> str:
    """The number was given back at its carrier and bought anew: the same digits, another resource."""
    shelf = carriers.account(carrier).shelf("numbers")
    digits = NUMBERS[carrier][0].removeprefix("+")
    before = next(name for name, number in shelf.items() if digits in json.dumps(number.get("phone_number")))
    after = before[:-4] + ("0000" if before[-4:] != "0000" else "1111")
    shelf[after] = json.loads(json.dumps(shelf.pop(before)).replace(before, after))
    return after


def is_ours(carriers: Carriers, carrier: str) -> bool:
    attachment = wiring.carrier_attachments().store.find(ORG, phone_uuid(carrier))
    assert attachment
    return attachment.base_url in json.dumps(carriers.picture())


def is_at_carrier(carriers: Carriers, carrier: str) -> bool:
    digits = NUMBERS[carrier][0].removeprefix("+")
    return digits in json.dumps(list(carriers.account(carrier).shelf("numbers").values()))


def linked(weya: WeyaApi, api: WorkspaceApi, carrier: str) -> dict[str, Any]:
    assert weya.add(carrier).status == 201
    made: dict[str, Any] = api.create(providerPhoneUuid=phone_uuid(carrier)).json()
    return made


def idle_for(store: Table, days: int, carrier: str) -> None:
    """The number has not been linked for so long."""
    since = utc_now() - days * A_DAY
    key = keys.provider_phone(ORG, phone_uuid(carrier))
    store.write(
        Update(
            label="x",
            key=key,
            set_={"idle_since": to_iso(since), "gsi2pk": keys.due_shard(key), "gsi2sk": to_iso(since + 30 * A_DAY)},
            condition="attribute_exists(idle_since)",
        )
    )


# --- a number that was bought anew -------------------------------------------------------------------------------


@pytest.mark.parametrize("carrier", ["twilio"])
def test_a_number_that_was_bought_anew_is_released_as_what_it_is_now(
    weya: WeyaApi, api: WorkspaceApi, carriers: Carriers, carrier: str
) -> None:
    first = linked(weya, api, carrier)
    assert api.archive(first["id"]).status == 200
    buy_again(carriers, carrier)
    before = carriers.picture()
    assert weya.add(carrier, userId=OTHER_USER).status == 201
    second = api.create(providerPhoneUuid=phone_uuid(carrier)).json()
    assert is_ours(carriers, carrier)
    assert api.archive(second["id"]).status == 200
    assert carriers.picture() == before


@NEW_ID
def test_a_number_that_was_bought_anew_rings_when_it_is_linked(
    weya: WeyaApi, api: WorkspaceApi, carriers: Carriers, store: Table, carrier: str
) -> None:
    first = linked(weya, api, carrier)
    assert api.archive(first["id"]).status == 200
    buy_again(carriers, carrier)
    before = carriers.picture()
    second = api.create(providerPhoneUuid=phone_uuid(carrier)).json()
    assert is_ours(carriers, carrier)
    item = phone_item(store, ORG, phone_uuid(carrier))
    assert item
    assert item["attachment"] == "attached"
    assert api.archive(second["id"]).status == 200
    assert carriers.picture() == before


# --- what the state machine knows by name ------------------------------------------------------------------------


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


# --- archive and registration ------------------------------------------------------------------------------------


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
    attachment = wiring.carrier_attachments().store.find(ORG, phone_uuid(carrier))
    phone = wiring.phone_numbers().store.find_provider_phone(ORG, phone_uuid(carrier))
    assert attachment
    assert phone
    assert before != carriers.picture()
    adapters = wiring.carrier_attachments()
    account = adapters.accounts.open(ORG, phone.provider, str(phone.account_id))
    assert account
    adapters.adapters(account, Budget(20)).detach(owned_number(attachment), hooks_of(attachment), attachment.previous)
    assert carriers.picture() == before
    answers = []
    meanwhile(monkeypatch, carrier, "attach", before=lambda: answers.append(api.archive(number["id"]).status))
    added = weya.add(carrier, userId=OTHER_USER)
    status = api.get(number["id"]).json()["archiveStatus"]
    stored = wiring.carrier_attachments().store.find(ORG, phone_uuid(carrier))
    assert stored
    # Whoever came first: what the table says is so at the carrier.
    assert (stored.status is AttachmentStatus.ATTACHED) == (carriers.picture() != before), (answers, added.text, status)
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
    assert item["attachment"] == "detached"


# --- giving up ---------------------------------------------------------------------------------------------------


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
        Delete(label="x", key=keys.attachment(ORG, phone_uuid(carrier)), condition="attribute_exists(pk)"),
    )
    kept = carriers.account(carrier).shelf("numbers").copy()

    def die() -> None:
        raise Killed

    meanwhile(monkeypatch, carrier, "give_up", after=die)
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
    detach = CarrierAttachments._detach

    def detach_and_then(self: CarrierAttachments, phone: ProviderPhone, budget: Budget) -> None:
        detach(self, phone, budget)
        before = self.store.find(ORG, phone.uuid)
        assert before
        self.store.begin(before, before.begun(AttachmentStatus.PENDING, "the user's", utc_now()))

    monkeypatch.setattr(CarrierAttachments, "_detach", detach_and_then)
    clean_up()
    assert is_at_carrier(carriers, carrier)
    item = phone_item(store, ORG, phone_uuid(carrier))
    assert item
    assert "releasing" not in item


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
    attachment = wiring.carrier_attachments().store.find(ORG, phone_uuid(carrier))
    assert attachment
    assert attachment.status is AttachmentStatus.DETACHED


# --- secrets that change -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("carrier", ["twilio"])
def test_an_archive_uses_the_secret_that_was_rotated_a_moment_ago(
    weya: WeyaApi, api: WorkspaceApi, carriers: Carriers, carrier: str
) -> None:
    """By another environment; this one has opened the account before."""
    number = linked(weya, api, carrier)
    here = wiring.carrier_accounts()
    account = here.open(ORG, Carrier(carrier), ACCOUNTS[carrier][0])
    assert account
    carriers.account(carrier).secret = "another-secret"
    Accounts(here.store, here.sealer).rotate(replace(account, secret="another-secret"))
    assert api.archive(number["id"]).status == 200


# --- two organisations -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("carrier", ["twilio"])
def test_what_a_registration_of_another_organisation_left_is_not_taken_for_the_owners_settings(
    weya: WeyaApi,
    tenants: dict[str, Tenant],
    carriers: Carriers,
    store: Table,
    monkeypatch: pytest.MonkeyPatch,
    carrier: str,
) -> None:
    """Acme's died half-way. Globex reads the number's settings just before the cleanup puts them back."""
    before = carriers.picture()

    def die() -> None:
        raise Killed

    meanwhile(monkeypatch, carrier, "attach", after=die)
    with pytest.raises(Killed):
        weya.add(carrier)
    let_time_pass(store, A_DAY)
    never_mind = meanwhile(monkeypatch, carrier, "read_configuration", after=clean_up)
    globex = weya.as_(tenants["globex"])
    if globex.add(carrier).status == 400:  # the number is acme's for as long as its settings are not its owner's
        never_mind()
        clean_up()
        assert globex.add(carrier).status == 201
    organization = OrganizationId("org_globex")
    uuid = provider_phone_uuid(organization, NUMBERS[carrier][0])
    phone = wiring.phone_numbers().store.find_provider_phone(organization, uuid)
    assert phone
    wiring.carrier_attachments().detach(phone)
    assert carriers.picture() == before


@pytest.mark.parametrize("carrier", ["twilio", "telnyx"])
def test_the_owners_settings_are_read_once_the_number_is_claimed(
    weya: WeyaApi,
    tenants: dict[str, Tenant],
    carriers: Carriers,
    store: Table,
    monkeypatch: pytest.MonkeyPatch,
    carrier: str,
) -> None:
    """Acme's registration died half-way. Globex finds the number just before the cleanup puts its settings back."""
    before = carriers.picture()

    def die() -> None:
        raise Killed

    meanwhile(monkeypatch, carrier, "attach", after=die)
    with pytest.raises(Killed):
        weya.add(carrier)
    let_time_pass(store, A_DAY)
    meanwhile(monkeypatch, carrier, "find_owned", after=clean_up)
    assert weya.as_(tenants["globex"]).add(carrier).status == 201
    organization = OrganizationId("org_globex")
    uuid = provider_phone_uuid(organization, NUMBERS[carrier][0])
    phone = wiring.phone_numbers().store.find_provider_phone(organization, uuid)
    assert phone
    wiring.carrier_attachments().detach(phone)
    assert carriers.picture() == before


# --- a link and a registration -----------------------------------------------------------------------------------


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

    def attach(self: Any, number: Any, hooks: Any) -> None:
        monkeypatch.setattr(ADAPTERS[carrier], "attach", original)
        meanwhile(monkeypatch, carrier, "is_attached", after=lambda: original(self, number, hooks))
        linked_meanwhile.append(api.create(providerPhoneUuid=phone_uuid(carrier)).json())
        original(self, number, hooks)

    monkeypatch.setattr(ADAPTERS[carrier], "attach", attach)
    weya.add(carrier, userId=OTHER_USER)
    assert is_ours(carriers, carrier)
    assert api.archive(linked_meanwhile[0]["id"]).status == 200
    assert carriers.picture() == before


# --- a create that is done ---------------------------------------------------------------------------------------


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
