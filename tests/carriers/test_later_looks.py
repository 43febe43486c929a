"""What is kept of a number's health is the latest look at it, and a recovery counts once."""

from datetime import UTC, datetime, timedelta

import pytest
from trunkline.domain.health import Check, Health, HealthRecord, owned_check
from trunkline.domain.identifiers import E164, OrganizationId, provider_phone_uuid
from trunkline.domain.provider_phones import Carrier, ProviderPhone
from trunkline.services.backfill import BackfillRequests
from trunkline.table.backfills import BackfillTable
from trunkline.table.client import Table
from trunkline.table.health import HealthTable

from tests.support.builders import a_provider_phone
from tests.support.tables import everything

ORG = OrganizationId("org_acme")
NUMBER = E164("+14155550777")
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
EARLIER = NOON - timedelta(seconds=1)
LATER = NOON + timedelta(seconds=1)
HEALTHY = (owned_check(is_owned=True),)
BROKEN = (owned_check(is_owned=False),)


def a_phone() -> ProviderPhone:
    return a_provider_phone(organization_id=ORG, phone_number=NUMBER, account_id="AC1")


def a_look(checks: tuple[Check, ...], at: datetime) -> HealthRecord:
    return HealthRecord(
        organization_id=ORG,
        carrier=Carrier.TWILIO,
        account_id="AC1",
        phone_uuid=provider_phone_uuid(ORG, NUMBER),
        phone_number=NUMBER,
        workspace_uuid=None,
        number_uuid=None,
        health=Health(checks=list(checks), checked_at=at),
        checked_at=at,
        changed_at=at,
    )


def recovered(store: Table, at: datetime) -> bool:
    lost = BackfillRequests(BackfillTable(store), lambda: at).since(a_phone(), NOON - timedelta(hours=1))
    assert lost
    return HealthTable(store).keep_recovered(a_look(HEALTHY, at), lost)


@pytest.mark.parametrize("at", [NOON, LATER], ids=["at the same moment", "later"])
def test_a_look_that_is_not_earlier_is_kept(store: Table, at: datetime) -> None:
    health = HealthTable(store)
    assert health.keep(a_look(HEALTHY, NOON))

    assert health.keep(a_look(BROKEN, at))

    assert health.find_health(a_phone()) == a_look(BROKEN, at)


def test_an_earlier_look_changes_nothing(store: Table) -> None:
    assert HealthTable(store).keep(a_look(HEALTHY, NOON))
    before = everything()

    assert not HealthTable(store).keep(a_look(BROKEN, EARLIER))

    assert everything() == before


@pytest.mark.parametrize(
    ("known", "at"),
    [(a_look(BROKEN, NOON), EARLIER), (a_look(HEALTHY, NOON), LATER)],
    ids=["found broken since", "found healthy by another"],
)
def test_a_recovery_that_another_look_has_overtaken_asks_for_no_backfill(
    store: Table, known: HealthRecord, at: datetime
) -> None:
    assert HealthTable(store).keep(known)
    before = everything()

    assert not recovered(store, at)

    assert everything() == before


def test_a_recovery_is_kept_with_the_backfill_of_what_was_lost(store: Table) -> None:
    assert HealthTable(store).keep(a_look(BROKEN, NOON))

    assert recovered(store, LATER)

    assert HealthTable(store).find_health(a_phone()) == a_look(HEALTHY, LATER)
    (backfill,) = BackfillTable(store).page(ORG, limit=None, after=None).entries
    assert (backfill.window.start, backfill.window.end) == (NOON - timedelta(hours=1), LATER)
