"""Numbers that the cleanup has given up at their carrier and that somebody buys again."""

from typing import Any

import pytest
from trunkline.settings import release_settings
from trunkline.table.client import Table

from tests.carriers.interleaving import A_DAY, idle_for, is_at_carrier, is_ours, linked, meanwhile
from tests.carriers.sandboxed import EVERY_CARRIER, OTHER_USER, Carriers
from tests.carriers.weya import WeyaApi
from tests.fakes.executions import Killed
from tests.support.archives import all_items, clean_up, let_time_pass
from tests.support.workspaces import WorkspaceApi


@pytest.fixture(autouse=True)
def _idle_numbers_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POOL_IDLE_DAYS", "30")
    release_settings.cache_clear()


def idle_and_registered_twice(weya: WeyaApi, api: WorkspaceApi, store: Table, carrier: str) -> None:
    number = linked(weya, api, carrier)
    assert weya.add(carrier, userId=OTHER_USER).status == 201
    assert api.archive(number["id"]).status == 200
    idle_for(store, 40, carrier)


def registered(weya: WeyaApi, *users: str) -> list[Any]:
    return [phone for user in users for phone in weya.phones(f"?userId={user}").json()["data"]["phones"]]


@EVERY_CARRIER
def test_its_users_have_it_no_more_and_can_register_it_again(
    weya: WeyaApi, api: WorkspaceApi, carriers: Carriers, store: Table, carrier: str
) -> None:
    before = carriers.kept()
    users = (weya.tenant.user_id, OTHER_USER)
    idle_and_registered_twice(weya, api, store, carrier)
    assert len(registered(weya, *users)) == 2

    assert clean_up() == {"Finished": 1}

    assert not is_at_carrier(carriers, carrier)
    assert registered(weya, *users) == []
    carriers.restore(before)
    for user in users:
        assert weya.add(carrier, userId=user).status == 201
    assert is_ours(carriers, carrier)


@pytest.mark.parametrize("carrier", ["twilio"])
def test_a_run_that_dies_at_the_registrations_is_finished_by_the_next(
    *,
    weya: WeyaApi,
    api: WorkspaceApi,
    carriers: Carriers,
    store: Table,
    monkeypatch: pytest.MonkeyPatch,
    carrier: str,
) -> None:
    idle_and_registered_twice(weya, api, store, carrier)

    def die() -> None:
        raise Killed

    meanwhile(monkeypatch, carrier, "release_to_carrier", after=die)
    with pytest.raises(Killed):
        clean_up()
    assert [item for item in all_items(store) if item.get("entity") == "user_phone"] != []
    let_time_pass(store, A_DAY)
    assert clean_up() == {"Finished": 1}
    assert [item for item in all_items(store) if item.get("entity") == "user_phone"] == []


@pytest.mark.parametrize("carrier", ["twilio"])
def test_a_number_that_its_carrier_keeps_stays_its_users(
    weya: WeyaApi, api: WorkspaceApi, carriers: Carriers, store: Table, carrier: str
) -> None:
    idle_and_registered_twice(weya, api, store, carrier)
    carriers.fail(carrier, 403, method="DELETE", times=100)
    assert clean_up() == {"Failed": 1}
    assert len(registered(weya, weya.tenant.user_id, OTHER_USER)) == 2
