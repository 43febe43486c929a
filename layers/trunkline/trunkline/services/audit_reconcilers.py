"""What the scheduled audits do with accounts that are due."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trunkline.domain.audits import Audit
from trunkline.services.audits import Audits
from trunkline.services.carrier_accounts import AccountRecord
from trunkline.services.cleanup import AccountKey, CleanupResult, DueItem

if TYPE_CHECKING:
    from datetime import datetime

    from trunkline.table.health import HealthTable


@dataclass(frozen=True, slots=True)
class NewAccountReconciler:
    """Accounts that were stored, or given other secrets: their audit is asked for."""

    store: "HealthTable"

    def account_of(self, item: DueItem) -> AccountKey | None:
        """Return None: no carrier is called."""
        del item
        return None

    def __call__(self, item: DueItem, now: "datetime") -> CleanupResult:
        """Reconcile the item with two writes, in an order in which half of them may be repeated."""
        record: AccountRecord = item.read()
        account = (record.organization_id, record.carrier, record.account_id)
        self.store.ask_for_audit(*account, now)
        return CleanupResult.FINISHED if self.store.is_asked_for(*account, item.seen) else CleanupResult.POSTPONED


@dataclass(frozen=True, slots=True)
class AuditReconciler:
    """Accounts whose audit is due, or goes on."""

    audits: Audits

    def account_of(self, item: DueItem) -> AccountKey | None:
        """Return the account itself: no more accounts of a carrier that is down are asked."""
        audit: Audit = item.read()
        return AccountKey(audit.organization_id, audit.carrier, audit.account_id)

    def __call__(self, item: DueItem, now: "datetime") -> CleanupResult:
        """Make one turn."""
        del now
        after = self.audits.turn(item.read(), item.seen)
        return CleanupResult.FINISHED if after.step is None else CleanupResult.POSTPONED
