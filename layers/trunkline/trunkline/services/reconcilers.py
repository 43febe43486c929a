"""What the scheduled cleanup does with phone numbers, provider phones and deliveries that are due."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from trunkline.domain.archiving import MAX_RESUMPTIONS, resumed
from trunkline.domain.deliveries import Delivery
from trunkline.domain.identifiers import NumberUuid
from trunkline.domain.phone_numbers import UNDER_WAY, PhoneNumber
from trunkline.domain.provider_phones import (
    ProviderPhone,
    has_unfinished_webhooks,
    is_idle,
    is_unfinished_registration,
    is_withdrawn,
    next_due,
)
from trunkline.errors import CarrierGoneError, CarrierRefusedError, NumberBusyError, NumberNotOwnedError
from trunkline.services.archive_flow import ArchiveFlow
from trunkline.services.archive_requests import START_GRACE, ExecutionClosedError, Executions, step_of
from trunkline.services.cleanup import AccountKey, CleanupResult, DueItem
from trunkline.services.deliveries import LONGEST_HINT, HintQueue, hint_for
from trunkline.services.number_webhooks import RETRY_AFTER, NumberWebhooks
from trunkline.services.phone_numbers import StaleNumberError

if TYPE_CHECKING:
    from trunkline.table.archiving import ArchiveTable
    from trunkline.table.deliveries import DeliveryTable
    from trunkline.table.provider_phones import ProviderPhoneTable
    from trunkline.table.registrations import RegistrationTable

# An execution that runs is asked for again after as long as it has run, within these.
FIRST_LOOK_AGAIN = timedelta(minutes=10)
LAST_LOOK_AGAIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class ArchiveReconciler:
    """Numbers whose archive was asked for: started if it was not, resumed if it died, failed if it always dies."""

    store: "ArchiveTable"
    executions: Executions
    flow: ArchiveFlow

    def account_of(self, item: DueItem) -> AccountKey | None:
        """Return None: an archive's own execution calls the carrier."""
        del item
        return None

    def __call__(self, item: DueItem, now: datetime) -> CleanupResult:
        """Leave a number with an execution that runs, or bring it to its end."""
        number: PhoneNumber = item.read()
        if number.archive_status not in UNDER_WAY:
            return CleanupResult.NOTHING_DUE
        try:
            if self.executions.is_running(step_of(number)):
                # The same number again: only its due time moves, and its tries are counted from nought.
                has_run = now - number.updated_at
                self.store.advance(number, number, now + min(max(has_run, FIRST_LOOK_AGAIN), LAST_LOOK_AGAIN))
                return CleanupResult.POSTPONED
            return self._start(number, now)
        except StaleNumberError:
            return CleanupResult.POSTPONED

    def _start(self, number: PhoneNumber, now: datetime) -> CleanupResult:
        try:
            self.executions.start(step_of(number))
        except ExecutionClosedError:
            if number.archive.resumed >= MAX_RESUMPTIONS:
                self.flow.fail(step_of(number), "interrupted")
                return CleanupResult.FINISHED
            again = resumed(number, now)
            self.store.advance(number, again, now + START_GRACE)
            self.executions.start(step_of(again))
        return CleanupResult.POSTPONED


@dataclass(frozen=True, slots=True)
class ProviderPhoneReconciler:
    """Provider phones: webhooks that are half set or cleared, quarantines that are over, numbers idle for too long."""

    store: "ProviderPhoneTable"
    registrations: "RegistrationTable"
    webhooks: NumberWebhooks
    idle_limit: timedelta = timedelta()

    def account_of(self, item: DueItem) -> AccountKey | None:
        """Return the account of the number's webhooks."""
        phone: ProviderPhone | None = item.read()
        if phone is None or phone.account_id is None:
            return None
        return AccountKey(phone.organization_id, phone.provider, phone.account_id)

    def __call__(self, item: DueItem, now: datetime) -> CleanupResult:
        """Do what is open, one thing at a time; what remains is due again at once or when its time comes."""
        phone: ProviderPhone | None = item.read()
        if phone is None:
            return CleanupResult.NOTHING_DUE
        is_to_go = self._is_idle_too_long(phone, now) and not is_unfinished_registration(phone)
        if is_withdrawn(phone) or is_to_go:
            return self._release_to_carrier(phone, item, now)
        if phone.releasing is not None:
            return self._settle(phone, item, now)  # an archive holds it, and has an entry of its own
        if has_unfinished_webhooks(phone):
            return _ending(done=self.webhooks.resume(phone, retry_at=item.due_at))
        if phone.quarantined_until is not None and phone.quarantined_until <= now:
            return _ending(done=self._end_quarantine(phone, now))
        return self._settle(phone, item, now)

    def _end_quarantine(self, phone: ProviderPhone, now: datetime) -> bool:
        is_to_go = self.idle_limit and phone.idle_since and is_idle(phone)
        due_at = phone.idle_since + self.idle_limit if is_to_go and phone.idle_since else None
        return self.store.end_quarantine(phone, due_at=due_at and max(due_at, now))

    def _is_idle_too_long(self, phone: ProviderPhone, now: datetime) -> bool:
        if not self.idle_limit or phone.idle_since is None or phone.quarantined_until or phone.releasing:
            return False
        return is_idle(phone) and phone.idle_since + self.idle_limit <= now

    def _release_to_carrier(self, phone: ProviderPhone, item: DueItem, now: datetime) -> CleanupResult:
        if not self.store.withdraw(phone, now=now):
            return self._settle(phone, item, now)
        left = replace(phone, releasing=NumberUuid(phone.uuid))
        try:
            with suppress(CarrierGoneError, NumberNotOwnedError):  # that is what was wanted
                left = self.webhooks.release_to_carrier(left, retry_at=item.due_at)
        except NumberBusyError:
            # Whoever else works on a number that was withdrawn is releasing it: it must not be offered again.
            return CleanupResult.POSTPONED
        except CarrierRefusedError:
            # A run before this one may have got further: then nobody may be offered it until somebody has looked.
            if not is_withdrawn(phone):
                self.store.restore(phone, now=now, due_at=now + RETRY_AFTER)
            raise
        # Else whoever buys the number again could not register it.
        self.registrations.forget(left)
        return _ending(done=self.store.forget(left))

    def _settle(self, phone: ProviderPhone, item: DueItem, now: datetime) -> CleanupResult:
        due_at = next_due(phone, idle_limit=self.idle_limit, now=now)
        self.store.reschedule(phone, seen_due=item.due_at, due_at=due_at and max(due_at, now + START_GRACE))
        return CleanupResult.NOTHING_DUE


@dataclass(frozen=True, slots=True)
class DeliveryReconciler:
    """Deliveries of which the try was too far off for a hint, or of which the hint was lost: they are hinted at."""

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


def _ending(*, done: bool) -> CleanupResult:
    return CleanupResult.FINISHED if done else CleanupResult.POSTPONED
