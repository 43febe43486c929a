"""Telnyx' list of numbers does not tell which take no messages: an imported number is corrected when it is attached."""

import pytest
from trunkline.carriers.registry import adapter_for
from trunkline.domain.identifiers import E164, provider_phone_uuid
from trunkline.domain.provider_phones import Carrier, ProviderPhone, WebhookStatus
from trunkline.services.carrier_adapters import CarrierAccount
from trunkline.services.inventory import InventoryImport
from trunkline.table.client import Table
from trunkline.table.inventory import InventoryTable
from trunkline.table.phone_numbers import PhoneNumberTable
from trunkline.wiring.carrier_accounts import carrier_accounts

from tests.carriers.sandboxed import ACCOUNTS, NUMBERS, ORG, Carriers
from tests.support.workspaces import WorkspaceApi

VOICE, BOTH = frozenset({"voice"}), frozenset({"voice", "sms"})


@pytest.fixture
def silent(carriers: Carriers, service: dict[str, str], store: Table) -> E164:
    """A number of Telnyx that takes calls only; the whole account was imported."""
    account_id, secret = ACCOUNTS["telnyx"]
    account = CarrierAccount(organization_id=ORG, carrier=Carrier.TELNYX, account_id=account_id, secret=secret)
    carrier_accounts().rotate(account)
    list(InventoryImport(store=InventoryTable(store), adapters=adapter_for).run(account, is_dry=False))
    shelves = carriers.account("telnyx").shelf
    features = shelves("messaging_features").items()
    return E164(next(shelves("numbers")[key]["phone_number"] for key, each in features if each["sms"] is None))


def stored(store: Table, e164: str) -> ProviderPhone:
    found = PhoneNumberTable(store).find_provider_phone(ORG, provider_phone_uuid(ORG, E164(e164)))
    assert found
    return found


def test_what_takes_calls_only_is_attached_and_says_so(api: WorkspaceApi, store: Table, silent: E164) -> None:
    assert stored(store, silent).capabilities == BOTH
    number = api.create(providerPhoneUuid=provider_phone_uuid(ORG, silent)).json()

    phone = stored(store, silent)
    assert (phone.webhook_status, phone.capabilities) == (WebhookStatus.ATTACHED, VOICE)

    assert api.archive(number["uuid"]).json()["archiveStatus"] == "archived"
    again = api.create(phoneNumber=silent).json()
    assert api.link(again["uuid"], provider_phone_uuid(ORG, silent)).status == 200
    assert stored(store, silent).webhook_status is WebhookStatus.ATTACHED


def test_what_takes_messages_keeps_them(api: WorkspaceApi, store: Table, silent: E164) -> None:
    api.create(providerPhoneUuid=provider_phone_uuid(ORG, NUMBERS["telnyx"][0]))

    phone = stored(store, NUMBERS["telnyx"][0])
    assert (phone.webhook_status, phone.capabilities) == (WebhookStatus.ATTACHED, BOTH)


def test_a_number_that_was_bought_again_is_what_it_is_now(
    api: WorkspaceApi, carriers: Carriers, store: Table, silent: E164
) -> None:
    e164 = NUMBERS["telnyx"][0]
    number = api.create(providerPhoneUuid=provider_phone_uuid(ORG, e164)).json()
    assert api.archive(number["uuid"]).json()["archiveStatus"] == "archived"
    numbers, features = (
        carriers.account("telnyx").shelf("numbers"),
        carriers.account("telnyx").shelf("messaging_features"),
    )
    old = next(key for key, each in numbers.items() if each["phone_number"] == e164)
    new = str(int(old) + 10**6)
    numbers[new] = {**numbers.pop(old), "id": new}
    features[new] = {**features.pop(old), "sms": None}
    again = api.create(phoneNumber=e164).json()

    api.link(again["uuid"], provider_phone_uuid(ORG, E164(e164)))

    phone = stored(store, e164)
    assert (phone.webhook_status, phone.capabilities) == (WebhookStatus.ATTACHED, VOICE)
