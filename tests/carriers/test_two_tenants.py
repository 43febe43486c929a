"""Two organisations with one account at the carrier, one after the other at one number."""

# ruff: noqa: PLR0917 - fixtures

import pytest
from trunkline.domain.identifiers import OrganizationId, provider_phone_uuid
from trunkline.table.client import Table
from trunkline.wiring.carriers import number_webhooks
from trunkline.wiring.phone_numbers import phone_numbers as wired_phone_numbers

from tests.carriers.interleaving import A_DAY, meanwhile
from tests.carriers.sandboxed import NUMBERS, Carriers
from tests.carriers.weya import WeyaApi
from tests.fakes.executions import Killed
from tests.support.archives import clean_up, let_time_pass
from tests.support.workspaces import Tenant


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

    _registration_dies_for_a_day(weya, store, monkeypatch, carrier)
    never_mind = meanwhile(monkeypatch, carrier, "read_configuration", after=clean_up)
    globex = weya.as_(tenants["globex"])
    if globex.add(carrier).status == 400:  # the number is acme's for as long as its settings are not its owner's
        never_mind()
        clean_up()
        assert globex.add(carrier).status == 201
    _detach_of_globex(carrier)
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

    _registration_dies_for_a_day(weya, store, monkeypatch, carrier)
    meanwhile(monkeypatch, carrier, "find_owned", after=clean_up)
    assert weya.as_(tenants["globex"]).add(carrier).status == 201
    _detach_of_globex(carrier)
    assert carriers.picture() == before


def _registration_dies_for_a_day(weya: WeyaApi, store: Table, monkeypatch: pytest.MonkeyPatch, carrier: str) -> None:
    """A registration of acme's dies when its webhooks are set; a day later somebody may look after it."""

    def die() -> None:
        raise Killed

    meanwhile(monkeypatch, carrier, "attach", after=die)
    with pytest.raises(Killed):
        weya.add(carrier)
    let_time_pass(store, A_DAY)


def _detach_of_globex(carrier: str) -> None:
    organization = OrganizationId("org_globex")
    uuid = provider_phone_uuid(organization, NUMBERS[carrier][0])
    phone = wired_phone_numbers().store.find_provider_phone(organization, uuid)
    assert phone
    number_webhooks().detach(phone)
