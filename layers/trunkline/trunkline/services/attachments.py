"""Setting and clearing the webhooks of a provider phone, so that a crash at any point is found and finished.

detached ──begin──> pending ──attach──> attached ──begin──> detaching ──detach──> detached

The carrier is called under a lease on the provider phone. While it runs, nobody else calls the carrier for this number,
links it or archives its phone number. The entry in the due index is written with the lease and goes when the call has
gone well.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from trunkline.domain.phone_numbers import AttachmentStatus, ProviderPhone
from trunkline.domain.provider_phones import CARRIER_CALL, next_due
from trunkline.domain.timestamps import Clock, utc_now
from trunkline.errors import CarrierError, CarrierGoneError, UnavailableError
from trunkline.observability import logger
from trunkline.services.carriers import Carriers

# After a call that failed the cleanup tries again, and then at growing distances. Longer than the lease.
RETRY_AFTER = timedelta(minutes=5)


class AttachmentStore(Protocol):
    """Where provider phones are kept. False says that it is not as it was read any more."""

    def begin_call(
        self,
        phone: ProviderPhone,
        attachment: AttachmentStatus,
        *,
        now: datetime,
        until: datetime,
        due_at: datetime,
    ) -> bool:
        """Take the lease for one call to the carrier, unless somebody has it or holds the provider phone."""

    def abandon_call(self, phone: ProviderPhone, *, begun_until: datetime) -> bool:
        """Give the lease back after a call that failed; the provider phone stays due."""

    def end_call(
        self, phone: ProviderPhone, attachment: AttachmentStatus, *, begun_until: datetime, due_at: datetime | None
    ) -> bool:
        """Give the lease back with what the call has done."""


@dataclass(frozen=True, slots=True)
class Attachments:
    """The two calls, over a store and the carriers."""

    store: AttachmentStore
    carriers: Callable[[], Carriers]
    idle_limit: timedelta = timedelta()
    clock: Clock = utc_now

    def attach(self, phone: ProviderPhone, *, retry_at: datetime | None = None) -> bool:
        """Have the number's calls come to us; False when somebody else is at it. ``retry_at`` is for the cleanup.

        Raises:
            CarrierError: The carrier did not do it. It stays pending, and the cleanup tries again.
        """
        return self._call(phone, AttachmentStatus.PENDING, AttachmentStatus.ATTACHED, retry_at)

    def detach(self, phone: ProviderPhone, *, retry_at: datetime | None = None) -> bool:
        """Have them go where they went before; False when somebody else is at it or has linked the number.

        Raises:
            CarrierError: The carrier did not do it. It stays detaching, and the cleanup tries again.
        """
        return self._call(phone, AttachmentStatus.DETACHING, AttachmentStatus.DETACHED, retry_at)

    def attach_now_or_later(self, phone: ProviderPhone) -> None:
        """Attach for a caller whose own work is done and kept: what fails is logged and left to the cleanup."""
        try:
            self.attach(phone)
        except Exception as error:  # noqa: BLE001 - to be told that it failed, the caller would do it again
            logger.warning("webhooks not attached yet", provider_phone=phone.uuid, error=type(error).__name__)

    def _call(
        self,
        phone: ProviderPhone,
        on_the_way: AttachmentStatus,
        done: AttachmentStatus,
        retry_at: datetime | None,
    ) -> bool:
        now = self.clock()
        until, due_at = now + CARRIER_CALL, retry_at or now + RETRY_AFTER
        if not self.store.begin_call(phone, on_the_way, now=now, until=until, due_at=due_at):
            return False
        carriers = self.carriers()
        call = carriers.attach if done is AttachmentStatus.ATTACHED else carriers.detach
        try:
            call(phone)
        except (CarrierError, UnavailableError) as error:
            # A number that the carrier does not know rings nowhere; one that is to ring is missed, and that is told.
            is_missed = done is AttachmentStatus.ATTACHED and phone.assigned_number_uuid is not None
            if is_missed or not isinstance(error, CarrierGoneError):
                self.store.abandon_call(phone, begun_until=until)
                raise
            done = AttachmentStatus.DETACHED
        next_at = next_due(replace(phone, attachment=done), idle_limit=self.idle_limit, now=now)
        if next_at is None and self.idle_limit:
            next_at = now + RETRY_AFTER  # it may have been unlinked meanwhile; the cleanup reads it afresh
        self.store.end_call(phone, done, begun_until=until, due_at=next_at)
        return True
