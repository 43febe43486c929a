"""What a carrier is sent for a number: its limits count each question, and a customer waits for each."""

# ruff: noqa: PLR0917 - fixtures

import re
from collections.abc import Callable

import pytest
from trunkline.domain.provider_phones import ProviderPhone
from trunkline.table.client import Table
from trunkline.table.phone_numbers import PhoneNumberTable
from trunkline.wiring.carriers import number_webhooks

from tests.carriers.interleaving import A_DAY, is_ours, meanwhile
from tests.carriers.sandboxed import ACCOUNTS, EVERY_CARRIER, NUMBERS, ORG, Carriers, phone_uuid
from tests.carriers.weya import WeyaApi
from tests.fakes.executions import Killed
from tests.support.archives import all_items, clean_up, let_time_pass

# Plivo and Telnyx are asked the same twice: to know whose the number is, and for what it has once it is claimed.
REGISTRATION = {
    "twilio": [
        "GET /Accounts/{}",
        "GET /Accounts/{}/IncomingPhoneNumbers",
        "GET /Accounts/{}/IncomingPhoneNumbers/{}",
        "POST /Accounts/{}/IncomingPhoneNumbers/{}",
    ],
    "plivo": [
        "GET /Account/{}",
        "GET /Account/{}/Number/{}",
        "GET /Account/{}/Number/{}",
        "GET /Account/{}/Application",
        "POST /Account/{}/Application",
        "POST /Account/{}/Number/{}",
    ],
    "telnyx": [
        "GET /balance",
        "GET /call_control_applications/{}",
        "POST /phone_numbers/actions/verify_ownership",
        "GET /phone_numbers/{}",
        "GET /phone_numbers/{}/messaging",
        "GET /phone_numbers/{}",
        "GET /call_control_applications",
        "GET /connections/{}",
        "POST /call_control_applications",
        "PATCH /phone_numbers/{}",
        "GET /messaging_profiles",
        "GET /messaging_profiles/{}",
        "POST /messaging_profiles",
        "PATCH /phone_numbers/{}/messaging",
    ],
}
NUMBER = {"twilio": "/IncomingPhoneNumbers/{}", "plivo": "/Number/{}", "telnyx": "/phone_numbers/{}"}


def sent(carriers: Carriers, carrier: str) -> list[str]:
    """Method and path of each request, without the API's version and ids."""
    told = []
    for method, path, _ in carriers.requests():
        _, _, *names = path.removesuffix(".json").rstrip("/").split("/")
        told.append(f"{method} /" + "/".join("{}" if _is_id(name, carrier) else name for name in names))
    return told


def _is_id(name: str, carrier: str) -> bool:
    return name == ACCOUNTS[carrier][0] or re.search(r"\d", name) is not None


def read_again(store: Table, carrier: str) -> ProviderPhone:
    phone = PhoneNumberTable(store).find_provider_phone(ORG, phone_uuid(carrier))
    assert phone
    return phone


def reads_of_the_number(carriers: Carriers, carrier: str) -> int:
    return sum(each.startswith("GET ") and each.endswith(NUMBER[carrier]) for each in sent(carriers, carrier))


@pytest.fixture
def phone_at(weya: WeyaApi, store: Table) -> Callable[[str], ProviderPhone]:
    """Registers a carrier's first number, and has it detached again."""

    def make(carrier: str) -> ProviderPhone:
        assert weya.add(carrier).status == 201
        phone = PhoneNumberTable(store).find_provider_phone(ORG, phone_uuid(carrier))
        assert phone
        number_webhooks().detach(phone)
        return read_again(store, carrier)

    return make


@EVERY_CARRIER
def test_a_registration_reads_what_it_replaces_once(weya: WeyaApi, carriers: Carriers, carrier: str) -> None:
    assert weya.add(carrier).status == 201
    assert sent(carriers, carrier) == REGISTRATION[carrier]


@pytest.mark.parametrize("carrier", ["twilio", "plivo"])
def test_attaching_reads_the_number_once_when_it_is_claimed(
    phone_at: Callable[[str], ProviderPhone], carriers: Carriers, carrier: str
) -> None:
    phone = phone_at(carrier)
    carriers.forget_requests()
    number_webhooks().attach(phone)
    assert reads_of_the_number(carriers, carrier) == 1
    assert is_ours(carriers, carrier)


@EVERY_CARRIER
@pytest.mark.parametrize("dies_at", ["read_configuration", "attach"])
def test_what_is_interrupted_is_completed_with_one_read_of_the_number(
    phone_at: Callable[[str], ProviderPhone],
    carriers: Carriers,
    store: Table,
    monkeypatch: pytest.MonkeyPatch,
    carrier: str,
    dies_at: str,
) -> None:
    """Whether it died before or after what stood there was kept: then that says nothing of what stands there now."""

    def die() -> None:
        raise Killed

    phone = phone_at(carrier)
    before = carriers.picture()
    meanwhile(monkeypatch, carrier, dies_at, die)
    with pytest.raises(Killed):
        number_webhooks().attach(phone)
    let_time_pass(store, A_DAY)
    carriers.forget_requests()
    subject = number_webhooks()
    assert subject.resume(read_again(store, carrier))
    assert reads_of_the_number(carriers, carrier) == 1
    assert is_ours(carriers, carrier)
    subject.detach(read_again(store, carrier))
    assert carriers.picture() == before


@EVERY_CARRIER
@pytest.mark.parametrize("dies_at", ["read_configuration", "attach"])
def test_a_registration_that_died_is_undone_by_one_run_of_the_cleanup_and_nothing_of_it_is_due(
    *,
    weya: WeyaApi,
    carriers: Carriers,
    store: Table,
    monkeypatch: pytest.MonkeyPatch,
    carrier: str,
    dies_at: str,
) -> None:
    def die() -> None:
        raise Killed

    before = carriers.picture()
    meanwhile(monkeypatch, carrier, dies_at, after=die)
    with pytest.raises(Killed):
        weya.add(carrier)
    let_time_pass(store, A_DAY)

    assert clean_up() == {"Finished": 1}

    assert carriers.picture() == before
    left = [item for item in all_items(store) if item["sk"] in ("CLAIM", "WEBHOOK") or "gsi2pk" in item]
    assert left == []


def test_an_application_that_its_owner_sets_while_the_number_is_registered_is_not_lost(
    weya: WeyaApi, carriers: Carriers, store: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between what is read and what is written. Twilio would pass our webhooks by; the next attempt keeps it."""
    stands = carriers.number("twilio", NUMBERS["twilio"][0])
    application = carriers.number("twilio", NUMBERS["twilio"][1])["voice_application_sid"]
    assert application
    owner_sets = {"voice_application_sid": application}
    meanwhile(monkeypatch, "twilio", "read_configuration", after=lambda: stands.update(owner_sets))
    assert weya.add("twilio").status == 500
    changed = carriers.picture()
    assert stands["voice_application_sid"] == application
    assert "hooks.example.test" not in str(changed)
    assert weya.add("twilio").status == 201
    phone = PhoneNumberTable(store).find_provider_phone(ORG, phone_uuid("twilio"))
    assert phone
    number_webhooks().detach(phone)
    assert carriers.picture() == changed
