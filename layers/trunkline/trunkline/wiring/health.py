"""Whether numbers are all right: audits of carrier accounts, looks at single numbers, and what a dark time lost."""

from collections.abc import Callable
from datetime import timedelta

from trunkline.carriers.registry import adapter_for, audit_for
from trunkline.services.audit_reconcilers import AuditReconciler, NewAccountReconciler
from trunkline.services.audits import Audits
from trunkline.services.backfill import BackfillRequests
from trunkline.services.cleanup import ScheduledCleanup
from trunkline.services.health_checks import HealthChecks
from trunkline.settings import audit_interval_hours
from trunkline.table import keys
from trunkline.table.backfills import BackfillTable
from trunkline.table.carrier_accounts import account_from
from trunkline.table.client import table
from trunkline.table.due import DueTable
from trunkline.table.health import HealthTable, audit_from
from trunkline.wiring.carrier_accounts import carrier_accounts


def backfill_requests() -> BackfillRequests:
    """Compose the use case of asking for a backfill."""
    return BackfillRequests(BackfillTable(table()))


def health_checks() -> HealthChecks:
    """Compose looks at single numbers."""
    return HealthChecks(
        store=HealthTable(table()),
        accounts=carrier_accounts(),
        adapters=adapter_for,
        audits=audit_for,
        lost_since=backfill_requests().since,
        interval=timedelta(hours=audit_interval_hours()),
    )


def audits(seconds_left: Callable[[], float]) -> Audits:
    """Compose the audit of an account, for as long as the invocation lasts."""
    return Audits(
        store=HealthTable(table()),
        checks=health_checks(),
        adapters=adapter_for,
        interval=timedelta(hours=audit_interval_hours()),
        seconds_left=seconds_left,
    )


def scheduled_audits(seconds_left: Callable[[], float]) -> ScheduledCleanup:
    """Compose what the schedule of audits comes back to."""
    records = table()
    return ScheduledCleanup(
        index=DueTable(
            records, {"carrier_account": account_from, "account_audit": audit_from}, shards=keys.audit_partitions
        ),
        reconcilers={
            "carrier_account": NewAccountReconciler(HealthTable(records)),
            "account_audit": AuditReconciler(audits(seconds_left)),
        },
    )
