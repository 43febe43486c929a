"""Users register numbers that they own at a carrier."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from trunkline.domain.carrier_accounts import AUTOMATIC
from trunkline.domain.identifiers import OrganizationId, ProviderPhoneUuid, provider_phone_uuid
from trunkline.domain.provider_phones import LostAttemptError, ProviderPhone, Webhooks, WebhookStatus, next_due
from trunkline.domain.timestamps import Clock, utc_now
from trunkline.errors import (
    CarrierError,
    CarrierGoneError,
    CarrierRefusedError,
    CarrierUnavailableError,
    DuplicateRegistrationError,
    NotFoundError,
    NumberBusyError,
    TrunklineError,
    UnavailableError,
    WebhookSetupError,
)
from trunkline.invocation import attempts
from trunkline.services.carrier_adapters import Budget, CarrierAdapter, OwnedNumber
from trunkline.services.idempotency import IdempotentResponse
from trunkline.services.number_webhooks import NumberWebhooks
from trunkline.services.pages import Page
from trunkline.services.registration_records import (
    Completion,
    NewRegistration,
    RegistrationState,
    StaleRegistrationError,
    UserPhone,
    new_object_id,
)
from trunkline.services.webhook_attempts import keep_previous, new_webhooks, targets_of

if TYPE_CHECKING:
    from trunkline.table.registrations import RegistrationTable

# API Gateway ends a request after 30 s; the carriers get this much of it, the last part for putting back.
DEADLINE_SECONDS = 24.0
RESERVED_SECONDS = 8.0
MAX_ATTEMPTS = 8
# How often, and how long each time, to wait for another request that is changing the number.
WAITS = 20
WAIT_SECONDS = 0.3


@dataclass(frozen=True, slots=True)
class Registrations:
    """The use cases."""

    store: "RegistrationTable"
    webhooks: NumberWebhooks
    clock: Clock = utc_now
    deadline: Callable[[], Budget] = lambda: Budget(DEADLINE_SECONDS, reserved_seconds=RESERVED_SECONDS)
    sleep: Callable[[float], None] = time.sleep

    def phones_of(
        self, organization: OrganizationId, user_id: str, *, limit: int | None, after: str | None
    ) -> Page[UserPhone]:
        """List the numbers that a user has registered.

        Raises:
            NotFoundError: The organisation has no such user.
        """
        if not self.store.user_exists(organization, user_id):
            raise NotFoundError("User")
        return self.store.page(organization, user_id, limit=limit, after=after)

    def add(self, new: NewRegistration, idempotent: IdempotentResponse[UserPhone] | None = None) -> UserPhone:
        """Register a number: the account is checked, its webhooks set, everything stored, or nothing is.

        The same number may be registered by several users of the organisation; they share the inventory record.

        Raises:
            NotFoundError: The organisation has no such user.
            DuplicateRegistrationError: The user has registered the number.
            CarrierRefusedError: The account is not usable, does not own the number, or another organisation has it.
            CarrierUnavailableError: The carrier did not answer in time, or the number is being changed right now.
            WebhookSetupError: The carrier would not take the webhooks.
        """
        budget = self.deadline()
        for _ in range(MAX_ATTEMPTS):
            try:
                return self._add(new, self._settled(new, budget), budget, idempotent)
            except NumberBusyError as error:
                busy = error
        raise busy

    def _add(
        self,
        new: NewRegistration,
        state: RegistrationState,
        budget: Budget,
        idempotent: IdempotentResponse[UserPhone] | None,
    ) -> UserPhone:
        if not state.user_exists:
            raise NotFoundError("User")
        if state.user_phone:
            raise DuplicateRegistrationError
        with _gone_means_refused():
            adapter = self.webhooks.adapters(new.account, budget)
            adapter.check_credentials()
            number = adapter.find_owned(new.phone_number)
            if new.account.account_id == AUTOMATIC:
                new = replace(new, account=replace(new.account, account_id=adapter.account_id(number)))
                state = self._state(new)
            phone = state.phone or _unlisted(new, number, self.clock())
            intent = self._intent(new, state, adapter, number)
        if intent is None:
            return self._completed(new, number, state, phone, idempotent)
        phone = self.webhooks.begin(phone, intent)
        try:
            with _no_means_no_webhooks():
                phone, found = keep_previous(self.webhooks.store, phone, adapter)
                adapter.attach(number, targets_of(phone), found)
            return self._completed(new, number, state, phone, idempotent)
        except TrunklineError as error:
            return self._undo(new, phone, budget.for_undoing(), error)

    def _settled(self, new: NewRegistration, budget: Budget) -> RegistrationState:
        """Wait until no other request changes the number, for some seconds at most, and return what is stored.

        Raises:
            CarrierUnavailableError: There would be no time left to call the carrier.
        """
        for _ in range(WAITS):
            state = self._state(new)
            if not state.phone or not state.phone.is_leased(self.clock()):
                return state
            budget.next_call_seconds()
            self.sleep(WAIT_SECONDS)
        return self._state(new)

    def _state(self, new: NewRegistration) -> RegistrationState:
        return self.store.state(new.account.organization_id, new.user_id, new.phone_number, new.account)

    def _intent(
        self, new: NewRegistration, state: RegistrationState, adapter: CarrierAdapter, number: OwnedNumber
    ) -> Webhooks | None:
        """Return what is to be attached; None when the number's webhooks are ours already."""
        phone, before = state.phone, state.webhooks
        if phone and phone.is_leased(self.clock()):
            raise CarrierUnavailableError("The number is being changed by another request")
        if phone and phone.releasing:
            raise CarrierUnavailableError("The number is being released")
        if before is None or before.status is WebhookStatus.DETACHED:
            # The number was detached: if this registration dies, it stays detached.
            webhooks = replace(new_webhooks(new.account, number, new.webhook_base_url), is_tentative=True)
        elif before.carrier is new.account.carrier and before.owner_id == number.owner_id:
            webhooks = _taken_over(before, new, number)
        else:
            raise CarrierRefusedError("The number is registered with another account; archive it first")
        if phone and webhooks.previous is not None:
            ours = adapter.is_attached(number, targets_of(phone, webhooks))
            if ours and before and before.status is WebhookStatus.ATTACHED:
                return None
            # What is ours already stands there from an attempt that died, and then what was before it is known.
            webhooks = webhooks if ours else replace(webhooks, previous=None)
        is_known = state.account or webhooks.account_id != new.account.account_id
        return replace(webhooks, sealed_secret=None if is_known else self.webhooks.accounts.seal(new.account))

    def _completed(
        self,
        new: NewRegistration,
        number: OwnedNumber,
        state: RegistrationState,
        phone: ProviderPhone,
        idempotent: IdempotentResponse[UserPhone] | None,
    ) -> UserPhone:
        accounts, now, was = self.webhooks.accounts, self.clock(), state.webhooks
        was_with = was.account_id if was and was.owner_id == number.owner_id else None
        for _ in attempts(self.sleep):
            after = _registered(phone, new, number, now)
            completion = Completion(
                user_phone=_user_phone(new, phone.uuid, now),
                phone_before=phone,
                phone=after,
                due_at=next_due(after, idle_limit=self.webhooks.idle_limit, now=now),
                account_before=state.account,
                account=accounts.updated(state.account, new.account, number_was_with=was_with),
            )
            try:
                self.store.complete(completion, idempotent)
            except StaleRegistrationError:
                state = self._state(new)
                phone = _same_attempt(phone, state)
                continue
            except LostAttemptError as error:
                raise NumberBusyError from error
            accounts.forget(new.account)
            return completion.user_phone
        raise UnavailableError

    def _undo(self, new: NewRegistration, phone: ProviderPhone, budget: Budget, error: TrunklineError) -> UserPhone:
        """Undo the attempt and raise why; where that fails too, it stays due for the scheduled cleanup.

        From an earlier registration there is no way back, for that may be linked: the cleanup or who asks next goes on.
        """
        try:
            if phone.webhooks and phone.webhooks.is_tentative:
                self.webhooks.undo(phone, self.webhooks.adapters(new.account, budget))
            else:
                self.webhooks.leave(phone)
        except LostAttemptError:
            # The store may have done what it could not confirm: then the registration stands.
            done = self._state(new)
            if done.user_phone and done.webhooks and done.webhooks.status is WebhookStatus.ATTACHED:
                return done.user_phone
        except (CarrierError, UnavailableError):
            pass
        raise error


@contextmanager
def _gone_means_refused() -> Iterator[None]:
    """Before anything is set, a number that is not there is one that the account does not own."""
    try:
        yield
    except CarrierGoneError as error:
        raise CarrierRefusedError(error.message) from error


@contextmanager
def _no_means_no_webhooks() -> Iterator[None]:
    """Turn a refusal into one of webhooks: the account is in order and owns the number."""
    try:
        yield
    except LostAttemptError as error:
        raise NumberBusyError from error
    except (CarrierRefusedError, CarrierGoneError) as error:
        raise WebhookSetupError("Failed to set up integration webhooks") from error


def _taken_over(before: Webhooks, new: NewRegistration, number: OwnedNumber) -> Webhooks:
    """Return what is known of the number, as its carrier has it now."""
    # If this dies, the detaching that was under way goes on.
    is_tentative = before.is_tentative or before.status is WebhookStatus.DETACHING
    return replace(
        before,
        # Until this one is stored the cleanup knows an earlier registration's account only.
        account_id=new.account.account_id if is_tentative else before.account_id,
        # Bought again, it is another one at the carrier.
        carrier_number_id=number.carrier_id,
        is_tentative=is_tentative,
    )


def _user_phone(new: NewRegistration, phone: ProviderPhoneUuid, now: datetime) -> UserPhone:
    return UserPhone(
        id=new_object_id(),
        organization_id=new.account.organization_id,
        user_id=new.user_id,
        phone_number=new.phone_number,
        carrier=new.account.carrier,
        provider_phone_uuid=phone,
        created_at=now,
    )


def _unlisted(new: NewRegistration, number: OwnedNumber, now: datetime) -> ProviderPhone:
    """Return a number that the inventory does not have; nobody finds it until its registration is complete."""
    return ProviderPhone(
        uuid=provider_phone_uuid(new.account.organization_id, new.phone_number),
        organization_id=new.account.organization_id,
        phone_number=new.phone_number,
        provider=new.account.carrier,
        capabilities=number.capabilities,
        created_at=now,
        is_listed=False,
    )


def _registered(phone: ProviderPhone, new: NewRegistration, number: OwnedNumber, now: datetime) -> ProviderPhone:
    """Return the provider phone with what the carrier says of it."""
    assert phone.webhooks is not None  # noqa: S101 - they were set, or found set
    return replace(
        phone,
        provider=new.account.carrier,
        capabilities=number.capabilities,
        account_id=new.account.account_id,
        created_at=phone.created_at if phone.is_listed else now,
        webhooks=replace(phone.webhooks.attached(), account_id=new.account.account_id),
        # Whoever registers a number uses it: it does not lie in the pool since whenever it was last linked.
        idle_since=None,
        is_listed=True,
    )


def _same_attempt(phone: ProviderPhone, state: RegistrationState) -> ProviderPhone:
    """Return the provider phone as it is now, if the same attempt is under way; else NumberBusyError."""
    now, before = state.phone, phone.webhooks
    if now and before and now.webhooks and now.webhooks.attempt == before.attempt:
        return replace(now, webhooks=before)
    raise NumberBusyError
