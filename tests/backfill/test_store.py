"""What the store's conditions are for: a walk that another has taken over keeps nothing of what it has read."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from trunkline.domain.identifiers import OrganizationId
from trunkline.domain.provider_phones import Carrier
from trunkline.services.backfill import Backfill
from trunkline.services.carrier_logs import LogWindow
from trunkline.services.cleanup import AccountKey
from trunkline.table.backfills import BackfillTable
from trunkline.table.client import Table

from tests.support.tables import everything

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
LEASED = NOON + timedelta(minutes=10)
ASKED = Backfill(
    account=AccountKey(OrganizationId("org_acme"), Carrier.TWILIO, "AC1"),
    window=LogWindow(start=NOON - timedelta(hours=2), end=NOON),
    requested_at=NOON,
)


def test_a_walk_that_another_has_taken_over_changes_nothing(store: Table) -> None:
    backfills = BackfillTable(store)
    backfills.request(ASKED, due_at=NOON)
    assert backfills.save(replace(ASKED, position="theirs"), seen_due=NOON, due_at=LEASED)
    before = everything()

    for due_at in (LEASED, None):
        assert not backfills.save(replace(ASKED, position="mine", finished_at=NOON), seen_due=NOON, due_at=due_at)

    assert everything() == before


def test_a_walk_that_ended_is_not_taken_up_again(store: Table) -> None:
    backfills = BackfillTable(store)
    backfills.request(ASKED, due_at=NOON)
    assert backfills.save(replace(ASKED, finished_at=NOON), seen_due=NOON, due_at=None)
    before = everything()

    assert not backfills.save(replace(ASKED, position="mine"), seen_due=NOON, due_at=LEASED)

    assert everything() == before


def test_a_window_that_is_being_read_back_is_not_read_back_twice(store: Table) -> None:
    backfills = BackfillTable(store)
    backfills.request(ASKED, due_at=NOON)
    under_way = replace(ASKED, position="theirs")
    assert backfills.save(under_way, seen_due=NOON, due_at=LEASED)
    before = everything()

    assert backfills.request(replace(ASKED, requested_at=LEASED), due_at=LEASED) == under_way

    assert everything() == before
