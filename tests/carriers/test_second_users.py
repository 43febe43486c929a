"""A second user registers a number that is linked, its owner has put something else in place, and the carrier fails."""

# ruff: noqa: PLR0917 - fixtures

from collections.abc import Callable
from typing import Any

import pytest
from trunkline.domain.provider_phones import WebhookStatus
from trunkline.table.client import Table

from tests.carriers.interleaving import A_DAY, is_ours, linked, meanwhile
from tests.carriers.sandboxed import ACCOUNTS, NUMBERS, ORG, OTHER_USER, Carriers, phone_uuid, webhooks_of
from tests.carriers.weya import WeyaApi
from tests.fakes.executions import Killed
from tests.support.archives import clean_up, let_time_pass, phone_item
from tests.support.workspaces import Tenant, WorkspaceApi
from tools.sandbox.telnyx.seeding import new_application
from tools.sandbox.tenants import default_plans, described

Fail = Callable[[], object]


def put_something_else(carriers: Carriers, carrier: str, before: dict[str, Any]) -> None:
    """Have the number be as it was before it was registered, as its owner may at the carrier's console."""
    carriers.number(carrier, NUMBERS[carrier][0]).update(before)


@pytest.mark.parametrize("carrier", ["twilio", "plivo", "telnyx"])
def test_a_linked_number_is_not_lost_to_another_organisation(
    weya: WeyaApi,
    api: WorkspaceApi,
    tenants: dict[str, Tenant],
    carriers: Carriers,
    store: Table,
    monkeypatch: pytest.MonkeyPatch,
    carrier: str,
) -> None:
    before = dict(carriers.number(carrier, NUMBERS[carrier][0]))
    linked(weya, api, carrier)
    put_something_else(carriers, carrier, before)
    meanwhile(monkeypatch, carrier, "attach", before=lambda: carriers.fail(carrier, 500, times=1))
    assert weya.add(carrier, userId=OTHER_USER).status == 500
    assert weya.as_(tenants["globex"]).add(carrier).status == 400
    let_time_pass(store, A_DAY)
    clean_up()
    assert is_ours(carriers, carrier)
    item = phone_item(store, ORG, phone_uuid(carrier))
    assert item
    assert item["webhook_status"] == "attached"


def test_a_number_goes_back_by_the_account_that_is_stored_when_another_app_id_dies(
    weya: WeyaApi,
    api: WorkspaceApi,
    carriers: Carriers,
    store: Table,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An account at Telnyx has many ids; the second user's is known once the registration is stored, and not before."""
    picture, before = carriers.picture(), dict(carriers.number("telnyx", NUMBERS["telnyx"][0]))
    number = linked(weya, api, "telnyx")
    put_something_else(carriers, "telnyx", before)
    second = new_application("777", "second", "https://customer.example/second", "2026-10-01T08:00:00.000000Z")
    carriers.account("telnyx").shelf("applications")["777"] = second

    def die() -> None:
        raise Killed

    meanwhile(monkeypatch, "telnyx", "attach", after=die)
    with pytest.raises(Killed):
        weya.add("telnyx", userId=OTHER_USER, accSId="777")
    let_time_pass(store, A_DAY)
    clean_up()
    del carriers.account("telnyx").shelf("applications")["777"]
    assert api.archive(number["id"]).status == 200
    assert carriers.picture() == picture


def test_a_number_that_has_moved_to_another_account_is_archived_before_it_is_registered_with_that(
    weya: WeyaApi, api: WorkspaceApi, carriers: Carriers
) -> None:
    """Its webhooks are the first account's, and so is the secret that their events are signed with."""
    number = linked(weya, api, "twilio")
    second = described(default_plans())["globex"]["twilio"]
    sid = webhooks_of("twilio").carrier_number_id
    moved = carriers.account("twilio").shelf("numbers").pop(sid)
    account = carriers.sandbox.store.account("twilio", second["accSId"])
    assert account
    account.shelf("numbers")[sid] = {**moved, "account_sid": second["accSId"]}
    before = carriers.picture()

    refused = weya.add("twilio", userId=OTHER_USER, accSId=second["accSId"], authToken=second["authToken"])

    assert refused.status == 400
    assert carriers.picture() == before
    kept = webhooks_of("twilio")
    assert (kept.status, kept.account_id) == (WebhookStatus.ATTACHED, ACCOUNTS["twilio"][0])
    assert api.archive(number["id"]).status == 200
    again = weya.add("twilio", userId=OTHER_USER, accSId=second["accSId"], authToken=second["authToken"])
    assert again.status == 201
    assert webhooks_of("twilio").account_id == second["accSId"]
