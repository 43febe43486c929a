"""How often Telnyx is asked about a number: its limits count each question, and a customer waits for each."""

import re

from trunkline.carriers.telnyx.adapter import TelnyxAdapter
from trunkline.domain.identifiers import E164
from trunkline.domain.provider_phones import Carrier
from trunkline.services.carrier_adapters import Budget, CarrierAccount, WebhookTargets
from trunkline.table.client import Table
from trunkline.table.phone_numbers import PhoneNumberTable
from trunkline.wiring.carriers import number_webhooks

from tests.carriers.lines import ORG
from tests.carriers.sandboxed import ACCOUNTS, NUMBERS, OTHER_USER, Carriers, phone_uuid, webhooks_of
from tests.carriers.weya import WeyaApi

NUMBER = E164(NUMBERS["telnyx"][0])


def asked(carriers: Carriers) -> list[str]:
    """What was asked about single numbers, and ``changed`` where something was changed."""
    told = []
    for method, path, _ in carriers.requests():
        if re.fullmatch(r"/v2/phone_numbers/\d+", path) and method == "GET":
            told.append("number")
        elif method != "GET" and "/actions/" not in path:
            told.append("changed")
    return told


def adapter() -> TelnyxAdapter:
    account_id, secret = ACCOUNTS["telnyx"]
    account = CarrierAccount(organization_id=ORG, carrier=Carrier.TELNYX, account_id=account_id, secret=secret)
    return TelnyxAdapter(account, Budget(24))


def test_a_registration_reads_the_number_once_to_know_whose_it_is_and_once_when_it_is_claimed(
    weya: WeyaApi, carriers: Carriers
) -> None:
    carriers.forget_requests()
    assert weya.add("telnyx").status == 201
    first, second, *rest = asked(carriers)
    assert (first, second) == ("number", "number")
    assert set(rest) == {"changed"}


def test_another_users_registration_reads_it_once_and_changes_nothing(weya: WeyaApi, carriers: Carriers) -> None:
    weya.add("telnyx")
    carriers.forget_requests()
    assert weya.add("telnyx", userId=OTHER_USER).status == 201
    assert asked(carriers) == ["number"]


def test_attaching_again_reads_it_once_when_it_is_claimed(weya: WeyaApi, carriers: Carriers, store: Table) -> None:
    weya.add("telnyx")
    phone = PhoneNumberTable(store).find_provider_phone(ORG, phone_uuid("telnyx"))
    assert phone
    number_webhooks().detach(phone)
    detached = PhoneNumberTable(store).find_provider_phone(ORG, phone_uuid("telnyx"))
    assert detached
    carriers.forget_requests()
    number_webhooks().attach(detached)
    assert asked(carriers).count("number") == 1


def targets() -> WebhookTargets:
    return WebhookTargets(name=f"trunkline-{phone_uuid('telnyx')}", base_url=webhooks_of("telnyx").base_url)


def test_what_was_read_is_forgotten_with_the_first_change(weya: WeyaApi, carriers: Carriers) -> None:
    """What an adapter has set it sees: it does not compare with what was there before."""
    weya.add("telnyx")
    telnyx, ours = adapter(), targets()
    number = telnyx.find_owned(NUMBER)
    assert telnyx.is_attached(number, ours)
    telnyx.detach(number, ours, {})
    assert not telnyx.is_attached(number, ours)
    assert set(telnyx.read_configuration(number).values()) == {""}


def test_detaching_sees_what_the_customer_has_changed_since_it_was_read(weya: WeyaApi, carriers: Carriers) -> None:
    weya.add("telnyx")
    telnyx = adapter()
    number = telnyx.find_owned(NUMBER)
    carriers.number("telnyx", NUMBER)["connection_id"] = "new"
    telnyx.detach(number, targets(), {})
    assert carriers.number("telnyx", NUMBER)["connection_id"] == "new"


def test_whose_a_number_is_is_asked_anew_each_time(carriers: Carriers) -> None:
    telnyx = adapter()
    telnyx.find_owned(NUMBER)
    carriers.forget_requests()
    telnyx.find_owned(NUMBER)
    assert asked(carriers) == ["number"]
