"""A number that was given back and bought again is the same only by its digits."""

import time

import pytest
from trunkline.table.client import Table
from trunkline.table.items import Item

from tests.carriers.interleaving import NEW_ID, buy_again, is_ours, linked
from tests.carriers.sandboxed import ORG, OTHER_USER, Carriers, phone_uuid
from tests.carriers.weya import WeyaApi
from tests.support.archives import all_items, phone_item
from tests.support.workspaces import WorkspaceApi


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
    assert item["webhook_status"] == "attached"
    assert api.archive(second["id"]).status == 200
    assert carriers.picture() == before


def test_the_token_of_before_is_removed_by_time(
    weya: WeyaApi, api: WorkspaceApi, carriers: Carriers, store: Table
) -> None:
    """Late events of the calls before still come under it, for a while."""
    number = linked(weya, api, "twilio")
    (before,) = _webhooks(store)
    assert "delete_after" not in before
    assert api.archive(number["id"]).status == 200
    assert weya.add("twilio", userId=OTHER_USER).status == 201
    kept = {item["pk"]: item.get("delete_after") for item in _webhooks(store)}
    ends = kept.pop(before["pk"])
    assert list(kept.values()) == [None]
    assert ends is not None
    assert ends - time.time() == pytest.approx(30 * 86400, abs=600)


def _webhooks(store: Table) -> list[Item]:
    return [item for item in all_items(store) if item["sk"] == "WEBHOOK"]
