"""Numbers that their owner gave back to the carrier, past us, while they are linked here."""

import json
from typing import Any

import pytest
from trunkline.settings import release_settings
from trunkline.table import keys
from trunkline.table.client import Table

from tests.carriers.interleaving import A_DAY, is_ours, linked
from tests.carriers.sandboxed import EVERY_CARRIER, NUMBERS, ORG, Carriers, phone_uuid
from tests.carriers.weya import WeyaApi
from tests.support.archives import all_items, clean_up, let_time_pass, phone_item
from tests.support.workspaces import WorkspaceApi


@pytest.fixture
def _idle_numbers_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POOL_IDLE_DAYS", "30")
    release_settings.cache_clear()


def take_away(carriers: Carriers, carrier: str) -> dict[str, Any]:
    """Have the number leave its account; what it was there."""
    shelf = carriers.account(carrier).shelf("numbers")
    digits = NUMBERS[carrier][0].removeprefix("+")
    name = next(name for name, number in shelf.items() if digits in json.dumps(number))
    return {name: shelf.pop(name)}


@pytest.mark.parametrize("carrier", ["plivo"])
def test_a_linked_number_that_its_account_has_lost_is_told_to_an_operator(
    weya: WeyaApi, api: WorkspaceApi, carriers: Carriers, store: Table, carrier: str
) -> None:
    number = linked(weya, api, carrier)
    assert api.archive(number["id"]).status == 200
    take_away(carriers, carrier)
    assert api.create(providerPhoneUuid=phone_uuid(carrier)).status == 201
    for _ in range(12):
        let_time_pass(store, A_DAY)
        clean_up()
    item = phone_item(store, ORG, phone_uuid(carrier))
    assert item
    assert item["gsi2pk"] == keys.parked()
    assert item["due_error"] in ("carrier_gone", "carrier_refused")


@pytest.mark.parametrize("carrier", ["twilio", "telnyx"])
@pytest.mark.usefixtures("_idle_numbers_go")
def test_a_linked_number_that_its_account_has_again_rings_at_the_next_cleanup(
    weya: WeyaApi, api: WorkspaceApi, carriers: Carriers, store: Table, carrier: str
) -> None:
    """Not when it would have been idle for too long, had it not been linked."""
    number = linked(weya, api, carrier)
    assert api.archive(number["id"]).status == 200
    taken = take_away(carriers, carrier)
    assert api.create(providerPhoneUuid=phone_uuid(carrier)).status == 201
    carriers.account(carrier).shelf("numbers").update(taken)
    let_time_pass(store, A_DAY)
    clean_up()
    assert is_ours(carriers, carrier)


@EVERY_CARRIER
def test_a_number_in_the_pool_that_its_account_has_lost_counts_as_detached(
    weya: WeyaApi, api: WorkspaceApi, carriers: Carriers, store: Table, carrier: str
) -> None:
    """It could not be attached when it was linked, and was unlinked before the cleanup came. Nothing is missed."""
    number = linked(weya, api, carrier)
    assert api.archive(number["id"]).status == 200
    carriers.fail(carrier, 500, times=100)
    second = api.create(providerPhoneUuid=phone_uuid(carrier)).json()
    assert api.update(second["id"], providerPhoneUuid=None).status == 200

    # While its carrier is down nobody knows what became of it there.
    let_time_pass(store, A_DAY)
    assert clean_up() == {"Failed": 1}
    item = phone_item(store, ORG, phone_uuid(carrier))
    assert item
    assert (item["webhook_status"], "gsi2pk" in item) == ("pending", True)

    carriers.sandbox.faults.clear()
    take_away(carriers, carrier)
    let_time_pass(store, A_DAY)
    assert clean_up() == {"Finished": 1}
    item = phone_item(store, ORG, phone_uuid(carrier))
    assert item
    assert (item["webhook_status"], "gsi2pk" in item) == ("detached", False)
    assert [item for item in all_items(store) if item["sk"] == "CLAIM"] == []
