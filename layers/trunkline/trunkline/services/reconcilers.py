"""What the scheduled cleanup does with phone numbers and provider phones that are due."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from trunkline.domain.archiving import MAX_RESUMPTIONS, resumed
from trunkline.domain.attachments import Attachment
from trunkline.domain.phone_numbers import UNDER_WAY, AttachmentStatus, PhoneNumber, ProviderPhone
from trunkline.domain.provider_phones import is_idle, is_withdrawn, needs_attaching, next_due
from trunkline.errors import CarrierGoneError, CarrierRefusedError, NumberNotOwnedError
from trunkline.services.archive_flow import ArchiveFlow
from trunkline.services.archive_ports import ArchiveStore, ExecutionClosedError, Executions
from trunkline.services.archive_requests import START_GRACE, step_of
from trunkline.services.attachment_attempts import NumberBusyError
from trunkline.services.attachments import Attachments
from trunkline.services.carrier_attachments import CarrierAttachments, Interrupted
from trunkline.services.carriers import Carriers
from trunkline.services.cleanup import CleanupResult, DueItem
from trunkline.services.phone_numbers import StaleNumberError

# An execution that runs is asked for again after this.
LOOK_AGAIN_AFTER = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class ArchiveReconciler:
    """Numbers whose archive was asked for: started if it was not, resumed if it died, failed if it always dies."""

    store: ArchiveStore
    executions: Executions
    flow: ArchiveFlow

    def __call__(self, item: DueItem, now: datetime) -> CleanupResult:
        """Leave a number with an execution that runs, or bring it to its end."""
        number: PhoneNumber = item.read()
        if number.archive_status not in UNDER_WAY:
            return CleanupResult.NOTHING_DUE
        try:
            if self.executions.is_running(step_of(number)):
                # The same number again: only its due time moves, and its tries are counted from nought.
                self.store.advance(number, number, now + LOOK_AGAIN_AFTER)
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


class ProviderPhoneStore(Protocol):
    """Where provider phones are kept. False says that it is not as it was read any more."""

    def end_quarantine(self, phone: ProviderPhone, *, due_at: datetime | None) -> bool:
        """Offer it again."""

    def reschedule(self, phone: ProviderPhone, *, seen_due: datetime, due_at: datetime | None) -> bool:
        """Move its entry in the due index, or remove it."""

    def withdraw(self, phone: ProviderPhone, *, now: datetime) -> bool:
        """Take it out of the pool for good; again, when that was done before and the rest was not."""

    def restore(self, phone: ProviderPhone, *, now: datetime, due_at: datetime) -> bool:
        """Return it to the pool."""

    def forget(self, phone: ProviderPhone) -> bool:
        """Remove it."""


@dataclass(frozen=True, slots=True)
class ProviderPhoneReconciler:
    """Provider phones: webhooks that are half set or cleared, quarantines that are over, numbers idle for too long."""

    store: ProviderPhoneStore
    attachments: Attachments
    carriers: Callable[[], Carriers]
    idle_limit: timedelta = timedelta()

    def __call__(self, item: DueItem, now: datetime) -> CleanupResult:
        """Do what is open, one thing at a time; what remains is due again at once or when its time comes."""
        phone: ProviderPhone | None = item.read()
        if phone is None:
            return CleanupResult.NOTHING_DUE
        if is_withdrawn(phone) or self._is_idle_too_long(phone, now):
            return self._release_to_carrier(phone, item, now)
        if phone.releasing is not None:
            return self._settle(phone, item, now)  # an archive holds it, and has an entry of its own
        return self._see_to(phone, item, now)

    def _see_to(self, phone: ProviderPhone, item: DueItem, now: datetime) -> CleanupResult:
        if needs_attaching(phone) and self._is_to_ring(phone):
            return _ending(done=self.attachments.attach(phone, retry_at=item.due_at))
        if needs_attaching(phone) and phone.attachment is AttachmentStatus.DETACHING:
            return _ending(done=self.attachments.detach(phone, retry_at=item.due_at))
        if phone.quarantined_until is not None and phone.quarantined_until <= now:
            return _ending(done=self._end_quarantine(phone, now))
        return self._settle(phone, item, now)

    @staticmethod
    def _is_to_ring(phone: ProviderPhone) -> bool:
        return phone.assigned_number_uuid is not None or phone.attachment is AttachmentStatus.PENDING

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
        try:
            with suppress(CarrierGoneError, NumberNotOwnedError):  # that is what was wanted
                self.carriers().release_to_carrier(phone)
        except (CarrierRefusedError, NumberBusyError):
            # A run before this one may have got further: then nobody may be offered it until somebody has looked.
            if not is_withdrawn(phone):
                self.store.restore(phone, now=now, due_at=now + self.idle_limit)
            raise
        return _ending(done=self.store.forget(phone))

    def _settle(self, phone: ProviderPhone, item: DueItem, now: datetime) -> CleanupResult:
        due_at = next_due(phone, idle_limit=self.idle_limit, now=now)
        self.store.reschedule(phone, seen_due=item.due_at, due_at=due_at and max(due_at, now + START_GRACE))
        return CleanupResult.NOTHING_DUE


@dataclass(frozen=True, slots=True)
class AttachmentReconciler:
    """Attempts at the carrier that died or could not be put back: completed when registered, put back otherwise."""

    attachments: CarrierAttachments

    def __call__(self, item: DueItem, now: datetime) -> CleanupResult:
        """End what a crash left."""
        del now
        left: Attachment = item.read()
        outcome = self.attachments.finish_interrupted(left.organization_id, left.provider_phone_uuid)
        return CleanupResult.POSTPONED if outcome is Interrupted.NOTHING_TO_DO else CleanupResult.FINISHED


def _ending(*, done: bool) -> CleanupResult:
    return CleanupResult.FINISHED if done else CleanupResult.POSTPONED
