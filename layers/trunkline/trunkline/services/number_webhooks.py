"""Setting and removing a number's webhooks at its carrier, so that a crash at any point is found and finished.

They are one value of the provider phone, changed here only. Each attempt begins with its intent, under a lease and with
a due time, before the carrier is written to. One that died is found by the scheduled cleanup, which calls ``resume``.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from trunkline.domain.provider_phones import (
    LEASE,
    LostAttemptError,
    NumberClaimedError,
    ProviderPhone,
    Webhooks,
    WebhookStatus,
    is_unfinished_registration,
    is_withdrawn,
    next_due,
)
from trunkline.domain.timestamps import Clock, utc_now
from trunkline.errors import (
    CarrierError,
    CarrierGoneError,
    CarrierRefusedError,
    CredentialsRefusedError,
    NumberBusyError,
    UnavailableError,
)
from trunkline.observability import logger
from trunkline.services.carrier_accounts import Accounts
from trunkline.services.carrier_adapters import AdapterFactory, Budget, CarrierAdapter
from trunkline.services.webhook_attempts import (
    account_of,
    found_again,
    new_attempt,
    new_webhooks,
    owned_number,
    remove,
    set_webhooks,
    with_what_stands,
)

if TYPE_CHECKING:
    from trunkline.table.number_webhooks import NumberWebhookTable

# For attaching or detaching outside of add-phone: by a link, an archive or the cleanup.
BUDGET_SECONDS = 20.0
# After an attempt that failed the cleanup tries again, and then at growing distances. Longer than the lease.
RETRY_AFTER = timedelta(minutes=5)
MAX_ATTEMPTS = 8


@dataclass(frozen=True, slots=True)
class NumberWebhooks:
    """The use cases. Each may be repeated: what is so already is left so."""

    store: "NumberWebhookTable"
    accounts: Accounts
    adapters: AdapterFactory
    # Where carriers reach the API; "" where only a request tells.
    origin: str
    idle_limit: timedelta = timedelta()
    clock: Clock = utc_now

    def attach(self, phone: ProviderPhone, *, retry_at: datetime | None = None, anew: Webhooks | None = None) -> bool:
        """Send the number's calls and messages here; what was set before is stored for ``detach``.

        Args:
            phone: As it was read; one without an account at a carrier has nothing to attach.
            retry_at: When the cleanup, which calls this, comes back to it.
            anew: The webhooks to set again though they are set, for a repair.

        Returns:
            False when somebody else is at it.

        Raises:
            CarrierError: The carrier did not do it, or another organisation has the number. It stays due.
        """
        if phone.account_id is None or (phone.webhook_status is WebhookStatus.ATTACHED and anew is None):
            return True
        if phone.releasing is not None or phone.is_leased(self.clock()):
            return False
        if is_unfinished_registration(phone) and phone.webhooks and phone.webhooks.account_id != phone.account_id:
            return self.resume(phone, retry_at=retry_at)
        phone, adapter, webhooks = self._known(phone, phone.account_id)
        webhooks = anew or webhooks
        if webhooks.status is WebhookStatus.DETACHING:
            webhooks = with_what_stands(phone, webhooks, adapter)
        try:
            begun = self._begin(phone, replace(webhooks, is_tentative=False), WebhookStatus.PENDING, retry_at)
            return self._attach(begun, adapter, retry_at)
        except LostAttemptError:
            return False

    def attach_now_or_later(self, phone: ProviderPhone) -> bool:
        """Attach for a caller whose own work is kept, and say whether; what fails is logged and left to the cleanup."""
        try:
            return self.attach(phone)
        except Exception as error:  # noqa: BLE001 - to be told that it failed, the caller would do it again
            logger.warning("webhooks not attached yet", provider_phone=phone.uuid, error=type(error).__name__)
            return False

    def detach(self, phone: ProviderPhone, *, retry_at: datetime | None = None) -> bool:
        """Have them go where they went before, where ours still stand; a number that is gone needs no detaching.

        Whoever holds the provider phone may go on with what a worker of his own has begun.

        Returns:
            False when somebody else is at it, or has linked the number meanwhile.

        Raises:
            CarrierError: The carrier did not do it. It stays due.
        """
        if phone.webhooks is None or phone.webhook_status is WebhookStatus.DETACHED:
            return True
        adapter = self.adapters(account_of(self.accounts, phone, phone.webhooks), Budget(BUDGET_SECONDS))
        try:
            begun = self._begin(phone, phone.webhooks, WebhookStatus.DETACHING, retry_at)
            with self._leaving(begun):
                remove(begun, adapter)
            self._end(begun, begun.webhooks and begun.webhooks.detached())
        except LostAttemptError:
            return False
        return True

    def detach_later(self, phone: ProviderPhone) -> bool:
        """Leave detaching to the cleanup; False when somebody else is at it. For the holder of the provider phone."""
        if phone.webhooks is None or phone.webhook_status is WebhookStatus.DETACHED:
            return True
        try:
            self.store.begin(phone, phone.webhooks.begun(WebhookStatus.DETACHING, new_attempt(), None), due_at=None)
        except LostAttemptError:
            return False
        return True

    def resume(self, phone: ProviderPhone, *, retry_at: datetime | None = None) -> bool:
        """End what a crash has left: a registration that was not completed is undone, all else goes on.

        Returns False when somebody else is at it.

        Raises:
            CarrierError: The carrier refuses or is unavailable; it stays due.
        """
        if is_unfinished_registration(phone) and phone.webhooks:
            if phone.is_leased(self.clock()):
                return False
            adapter = self.adapters(account_of(self.accounts, phone, phone.webhooks), Budget(BUDGET_SECONDS))
            try:
                self.undo(phone, adapter, retry_at=retry_at, is_own=False)
            except LostAttemptError:
                return False
            return True
        if phone.assigned_number_uuid is not None or phone.webhook_status is WebhookStatus.PENDING:
            return self.attach(phone, retry_at=retry_at)
        return self.detach(phone, retry_at=retry_at)

    def release_to_carrier(self, phone: ProviderPhone, *, retry_at: datetime | None = None) -> ProviderPhone:
        """Return a number that was withdrawn from the pool to its carrier, for good.

        The claim is taken first: no other organisation has the number. What the number is at the carrier is kept: tried
        again, this does not meet the same digits bought anew, but for Plivo, whose ids are the digits.

        Returns:
            The provider phone as it is now.

        Raises:
            CarrierError: As CarrierAdapter says; CarrierRefusedError too when another organisation has the number.
            NumberBusyError: Nothing was done, because somebody else is releasing it.
        """
        if phone.account_id is None:
            return phone
        phone, adapter, webhooks = self._known(phone, phone.account_id)
        try:
            begun = self._begin(phone, webhooks, WebhookStatus.DETACHING, retry_at)
        except LostAttemptError as error:
            raise NumberBusyError from error
        with self._leaving(begun):
            remove(begun, adapter)
            adapter.release_to_carrier(owned_number(begun))
        return begun

    def begin(self, phone: ProviderPhone, intent: Webhooks) -> ProviderPhone:
        """Record the intent of a registration.

        Raises:
            CarrierRefusedError: Another organisation has the number.
            NumberBusyError: Somebody else works on it.
        """
        try:
            return self._begin(phone, intent, WebhookStatus.PENDING, None)
        except LostAttemptError as error:
            raise NumberBusyError from error

    def undo(
        self, phone: ProviderPhone, adapter: CarrierAdapter, *, retry_at: datetime | None = None, is_own: bool = True
    ) -> None:
        """Remove what a registration has set that is not to be completed, as if it had never been.

        Raises:
            CarrierError: The carrier did not let us; it stays due.
            LostAttemptError: The attempt is not ours any more: it was completed, or is being undone.
        """
        begun = self._begin_undo(phone, retry_at, is_own=is_own)
        remove(begun, adapter)
        self._end(begun, None)

    def leave(self, phone: ProviderPhone) -> None:
        """Leave a registration that failed, of a number that was registered before, to the cleanup: it is due at once.

        Raises:
            LostAttemptError: The attempt is not ours any more.
        """
        if not self.store.abandon(phone, due_at=self.clock()):
            raise LostAttemptError

    @contextmanager
    def _leaving(self, begun: ProviderPhone) -> Iterator[None]:
        """Give the lease back when the carrier did not do it: whoever comes next need not wait for its end."""
        try:
            yield
        except (CarrierError, UnavailableError):
            self.store.abandon(begun)
            raise

    def _begin_undo(self, phone: ProviderPhone, retry_at: datetime | None, *, is_own: bool) -> ProviderPhone:
        attempt = phone.webhooks and phone.webhooks.attempt
        for _ in range(MAX_ATTEMPTS):
            if phone.webhooks is None or phone.webhooks.attempt != attempt:
                break
            with suppress(LostAttemptError):
                return self._begin(phone, phone.webhooks, WebhookStatus.DETACHING, retry_at, is_own=is_own)
            # It may only have been linked since it was read: that is no reason to leave it.
            found = self.store.find(phone.organization_id, phone.uuid)
            if found is None or found.is_leased(self.clock()) is not is_own:
                break
            phone = found
        raise LostAttemptError

    def _attach(self, begun: ProviderPhone, adapter: CarrierAdapter, retry_at: datetime | None) -> bool:
        try:
            try:
                begun = set_webhooks(self.store, begun, adapter)
            except CarrierGoneError as error:
                bought, again = found_again(begun, adapter, error)
                begun = self._begin(bought, again, WebhookStatus.PENDING, retry_at, is_own=True)
                begun = set_webhooks(self.store, begun, adapter)
        except (CarrierError, UnavailableError) as error:
            # A number that the carrier does not know rings nowhere; one that is to ring is missed, and that is told.
            if isinstance(error, CarrierGoneError) and begun.assigned_number_uuid is None:
                self._end(begun, begun.webhooks and begun.webhooks.detached())
                return True
            self.store.abandon(begun)
            raise
        self._end(begun, begun.webhooks and begun.webhooks.attached())
        return True

    def _known(self, phone: ProviderPhone, account_id: str) -> tuple[ProviderPhone, CarrierAdapter, Webhooks]:
        """Return the account's adapter, and what is known of the number there or found out now."""
        webhooks = phone.webhooks
        if webhooks and (webhooks.carrier, webhooks.account_id) == (phone.provider, account_id):
            return phone, self.adapters(account_of(self.accounts, phone, webhooks), Budget(BUDGET_SECONDS)), webhooks
        account = self.accounts.open(phone.organization_id, phone.provider, account_id, not_older_than_seconds=0)
        if account is None:
            raise CarrierRefusedError("The credentials of the carrier account are not stored")
        adapter = self.adapters(account, Budget(BUDGET_SECONDS))
        number = adapter.find_owned(phone.phone_number)
        found = replace(phone, capabilities=number.capabilities)
        return found, adapter, new_webhooks(account, number, self.origin)

    def _begin(
        self,
        phone: ProviderPhone,
        webhooks: Webhooks,
        status: WebhookStatus,
        retry_at: datetime | None,
        *,
        is_own: bool = False,
    ) -> ProviderPhone:
        now = self.clock()
        intent = webhooks.begun(status, new_attempt(), now + LEASE)
        # An archive that holds the provider phone has an entry of its own in the due index.
        is_held = phone.releasing is not None and not is_withdrawn(phone)
        due_at = None if is_held else retry_at or now + RETRY_AFTER
        try:
            return self.store.begin(phone, intent, due_at=due_at, is_own=is_own)
        except NumberClaimedError as error:
            # For the operator: the response is that of wrong credentials.
            logger.warning("number claimed by another organisation", carrier=intent.carrier)
            raise CredentialsRefusedError(intent.carrier) from error

    def _end(self, begun: ProviderPhone, webhooks: Webhooks | None) -> None:
        now = self.clock()
        due_at = next_due(replace(begun, webhooks=webhooks), idle_limit=self.idle_limit, now=now)
        if due_at is None and self.idle_limit and begun.releasing is None:
            due_at = now + RETRY_AFTER  # it may have been unlinked meanwhile; the cleanup reads it afresh
        self.store.end(begun, webhooks, due_at=due_at)
