"""Numbers that the cleanup gives up and that were never attached: registered by an import, linked by nobody."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from trunkline.domain.identifiers import E164, OrganizationId, provider_phone_uuid
from trunkline.domain.provider_phones import Carrier, ProviderPhone
from trunkline.domain.timestamps import utc_now
from trunkline.settings import release_settings
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.items import Put
from trunkline.table.number_items import provider_phone_attributes
from trunkline.wiring.carriers import number_webhooks

from tests.fakes.executions import Killed
from tests.support.archive_lines import CARRIERS, Lines
from tests.support.archives import clean_up, let_time_pass, phone_item
from tests.support.composition import compose_with
from tests.support.kills import Killer, killable
from tools.sandbox import Sandbox

ORGANIZATION = OrganizationId("org_acme")
A_DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _idle_numbers_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POOL_IDLE_DAYS", "1")
    release_settings.cache_clear()


def idle(lines: Lines, store: Table, carrier: str) -> ProviderPhone:
    """A number of an account that is known, in the pool for too long, and never attached."""
    account = lines.described["carriers"][carrier]
    lines.line(carrier, 0)
    e164 = E164("+" + account["numbers"][1].lstrip("+"))
    now = utc_now()
    phone = ProviderPhone(
        uuid=provider_phone_uuid(ORGANIZATION, e164),
        organization_id=ORGANIZATION,
        phone_number=e164,
        provider=Carrier(carrier),
        capabilities=frozenset({"voice"}),
        created_at=now,
        account_id=account["accSId"],
        idle_since=now - 2 * A_DAY,
    )
    key = keys.provider_phone(ORGANIZATION, phone.uuid)
    attributes = {**provider_phone_attributes(phone), **keys.due_attributes(key, now - A_DAY)}
    # As an import would have found it; the seeds know the number without its account.
    store.write(Put(label="x", key=key, attributes=attributes, condition="attribute_not_exists(account_id)"))
    return phone


def is_offered(lines: Lines, phone: ProviderPhone) -> bool:
    return phone.uuid in [entry["uuid"] for entry in lines.api.linkable().json()]


def die_at_the_carrier(monkeypatch: pytest.MonkeyPatch) -> None:
    """One run of the cleanup, killed when its carrier has done what it was asked and before the table knows."""
    made = number_webhooks
    killer = Killer(0, before=False)
    with monkeypatch.context() as patch:
        compose_with(patch, "number_webhooks", lambda: replace(made(), adapters=killable(made().adapters, killer)))
        with suppress(Killed):
            clean_up()


@pytest.mark.parametrize("carrier", CARRIERS)
def test_a_number_given_up_by_a_run_that_died_leaves_the_inventory(
    lines: Lines, store: Table, monkeypatch: pytest.MonkeyPatch, carrier: str
) -> None:
    phone = idle(lines, store, carrier)
    die_at_the_carrier(monkeypatch)
    assert phone_item(store, ORGANIZATION, phone.uuid) is not None
    let_time_pass(store, A_DAY)
    assert clean_up() == {"Finished": 1}
    assert phone_item(store, ORGANIZATION, phone.uuid) is None
    assert not is_offered(lines, phone)


def test_a_number_that_may_be_gone_is_not_offered_when_the_carrier_no_longer_says(
    lines: Lines, store: Table, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The credentials were revoked between the run that died and the next one: an operator has to look."""
    phone = idle(lines, store, "twilio")
    die_at_the_carrier(monkeypatch)
    sandbox.faults.add({"carrier": "twilio", "status": 401, "times": 1000})
    for _ in range(12):
        let_time_pass(store, A_DAY)
        clean_up()
        assert not is_offered(lines, phone)
    item = phone_item(store, ORGANIZATION, phone.uuid)
    assert item is not None
    assert (item["gsi2pk"], item["due_error"]) == (keys.parked(), "carrier_refused")


def test_a_number_that_the_carrier_keeps_is_offered_again(lines: Lines, store: Table, sandbox: Sandbox) -> None:
    phone = idle(lines, store, "twilio")
    sandbox.faults.add({"carrier": "twilio", "status": 401, "times": 1000})
    assert clean_up() == {"Failed": 1}
    assert is_offered(lines, phone)
