"""What the scheduled cleanup does with deliveries that are due: it hints at them in time."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from trunkline.domain.deliveries import Delivery
from trunkline.services.cleanup import AccountKey, CleanupResult, DueItem
from trunkline.services.deliveries import LONGEST_HINT, HintQueue, hint_for

if TYPE_CHECKING:
    from trunkline.table.deliveries import DeliveryTable


@dataclass(frozen=True, slots=True)
class DeliveryReconciler:
    """Deliveries of which the try was too far off for a hint, or of which the hint was lost."""

    store: "DeliveryTable"
    queue: HintQueue

    def account_of(self, item: DueItem) -> AccountKey | None:
        """Return None: no carrier is called."""
        del item
        return None

    def __call__(self, item: DueItem, now: datetime) -> CleanupResult:
        """Hint at the delivery for when its try is due."""
        delivery: Delivery = item.read()
        if delivery.next_try_at is None:
            return CleanupResult.NOTHING_DUE
        wait = min(max(delivery.next_try_at - now, timedelta(0)), LONGEST_HINT)
        # First the hint: were it lost after the entry has moved, the delivery would wait for the entry.
        self.queue.send([(hint_for(delivery), wait)])
        self.store.hinted(delivery, now)
        return CleanupResult.POSTPONED
