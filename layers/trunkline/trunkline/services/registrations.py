"""Users register numbers that they own at a carrier."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from trunkline.domain.attachments import Attachment
from trunkline.domain.carrier_accounts import AUTOMATIC
from trunkline.domain.e164 import E164
from trunkline.domain.identifiers import OrganizationId, ProviderPhoneUuid, provider_phone_uuid
from trunkline.domain.phone_numbers import AttachmentStatus, ProviderPhone
from trunkline.domain.timestamps import Clock, utc_now
from trunkline.domain.user_phones import UserPhone, new_object_id
from trunkline.errors import (
    CarrierError,
    CarrierGoneError,
    CarrierRefusedError,
    CarrierUnavailableError,
    DuplicateRegistrationError,
    NotFoundError,
    TrunklineError,
    UnavailableError,
    WebhookSetupError,
)
from trunkline.services.attachment_attempts import (
    NumberBusyError,
    begin_for,
    lost_means_unavailable,
    new_attachment,
    new_attempt,
    webhook_targets_of,
    with_previous,
)
from trunkline.services.attachment_ports import LostAttemptError
from trunkline.services.carrier_adapters import Budget, CarrierAccount, CarrierAdapter, OwnedNumber
from trunkline.services.carrier_attachments import CarrierAttachments
from trunkline.services.idempotency import IdempotentResponse
from trunkline.services.pages import Page
from trunkline.services.registration_ports import Completion, RegistrationStore, Situation, StaleRegistrationError

# API Gateway ends a request after 30 s; the carriers get this much of it, the last part for putting back.
DEADLINE_SECONDS = 24.0
KEPT_SECONDS = 8.0
MAX_ATTEMPTS = 8
# How often, and how long each time, to wait for another request that is changing the number.
WAITS = 20
WAIT_SECONDS = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRegistration:
    """A number that a user says to own, and the account that proves it."""

    user_id: str
    phone_number: E164
    account: CarrierAccount
    webhook_base_url: str


@dataclass(frozen=True, slots=True)
class Registrations:
    """The use cases."""

    store: RegistrationStore
    attachments: CarrierAttachments
    clock: Clock = utc_now
    deadline: Callable[[], Budget] = lambda: Budget(DEADLINE_SECONDS, kept_seconds=KEPT_SECONDS)
    sleep: Callable[[float], None] = time.sleep

    def phones_of(
        self, organization: OrganizationId, user_id: str, *, limit: int | None, after: str | None
    ) -> Page[UserPhone]:
        """The numbers that a user has registered.

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
        situation: Situation,
        budget: Budget,
        idempotent: IdempotentResponse[UserPhone] | None,
    ) -> UserPhone:
        if not situation.user_exists:
            raise NotFoundError("User")
        if situation.user_phone:
            raise DuplicateRegistrationError
        before = situation.attachment
        with _gone_means_refused():
            adapter = self.attachments.adapters(new.account, budget)
            adapter.check_credentials()
            number = adapter.find_owned(new.phone_number)
            if new.account.account_id == AUTOMATIC:
                new = replace(new, account=replace(new.account, account_id=adapter.account_id(number)))
                situation = self._situation(new)
                before = situation.attachment
            intent = self._intent(new, situation, adapter, number)
        if intent is None:
            assert before is not None  # noqa: S101 - there is nothing to set only where something is set
            return self._completed(new, situation, before, before, idempotent)
        begin_for(self.attachments.store, before, intent)
        try:
            with _no_means_no_webhooks():
                intent, found = with_previous(self.attachments.store, adapter, intent)
                adapter.attach(number, webhook_targets_of(intent), found)
            return self._completed(new, situation, intent, intent.ended(AttachmentStatus.ATTACHED), idempotent)
        except TrunklineError as error:
            return self._restore(new, intent, budget.for_putting_back(), error)

    def _settled(self, new: NewRegistration, budget: Budget) -> Situation:
        """What is stored once no other request is changing the number, or as it is after some seconds.

        Raises:
            CarrierUnavailableError: There would be no time left to call the carrier.
        """
        for _ in range(WAITS):
            situation = self._situation(new)
            if not situation.attachment or not situation.attachment.is_worked_on(self.clock()):
                return situation
            budget.next_call_seconds()
            self.sleep(WAIT_SECONDS)
        return self._situation(new)

    def _situation(self, new: NewRegistration) -> Situation:
        return self.store.situation(new.account.organization_id, new.user_id, new.phone_number, new.account)

    def _intent(
        self, new: NewRegistration, situation: Situation, adapter: CarrierAdapter, number: OwnedNumber
    ) -> Attachment | None:
        """What is to be attached; None when the number's webhooks are ours already."""
        before, now = situation.attachment, self.clock()
        if before and before.is_worked_on(now):
            raise CarrierUnavailableError("The number is being changed by another request")
        if situation.phone and situation.phone.releasing:
            raise CarrierUnavailableError("The number is being released")
        if before is None or before.status is AttachmentStatus.DETACHED:
            # What was registered before was given back: should this one die, the number is to stay so.
            attachment = new_attachment(
                new.account,
                number,
                provider_phone_uuid(new.account.organization_id, new.phone_number),
                new.webhook_base_url,
                is_registered=False,
            )
        elif _same_owner(before, new, number):
            attachment = _taken_over(before, new, number)
        else:
            raise CarrierRefusedError("The number is registered with another account; archive it first")
        ours = before is not None and adapter.is_attached(number, webhook_targets_of(attachment))
        if ours and before and before.status is AttachmentStatus.ATTACHED:
            return None
        # What is ours already stands there from an attempt that died, and then what was before it is known.
        previous = attachment.previous if ours else {}
        is_known = situation.account or attachment.account_id != new.account.account_id
        sealed = None if is_known else self.attachments.accounts.seal(new.account)
        attachment = replace(attachment, previous=previous, sealed_secret=sealed)
        return attachment.begun(AttachmentStatus.PENDING, new_attempt(), now)

    def _completed(
        self,
        new: NewRegistration,
        situation: Situation,
        intent: Attachment,
        attached: Attachment,
        idempotent: IdempotentResponse[UserPhone] | None,
    ) -> UserPhone:
        accounts, now = self.attachments.accounts, self.clock()
        was = situation.attachment
        number_was_with = was.account_id if was and was.owner_id == attached.owner_id else None
        attached = replace(attached, is_registered=True, account_id=new.account.account_id)
        for _ in range(MAX_ATTEMPTS):
            phone = _inventory_record(new, situation.phone, attached, now)
            completion = Completion(
                user_phone=_user_phone(new, phone.uuid, now),
                phone_before=situation.phone,
                phone=phone,
                attachment_before=intent,
                attachment=attached,
                account_before=situation.account,
                account=accounts.updated(situation.account, new.account, number_was_with=number_was_with),
            )
            try:
                self.store.complete(completion, idempotent)
            except StaleRegistrationError:
                situation = self._situation(new)
                continue
            except LostAttemptError as error:
                raise CarrierUnavailableError("The number is being changed by another request") from error
            accounts.forget(new.account)
            return completion.user_phone
        raise UnavailableError

    def _restore(self, new: NewRegistration, intent: Attachment, budget: Budget, error: TrunklineError) -> UserPhone:
        """Undo the attempt and raise why; where that fails too, it stays due for the scheduled cleanup.

        From an earlier registration there is no way back, for that may be linked: the cleanup or who asks next goes on.
        """
        try:
            if intent.is_registered:
                again = replace(intent, attempt=new_attempt(), due_at=self.clock())
                self.attachments.store.change(intent, again)
            else:
                self.attachments.restore(intent, new.account, budget)
        except LostAttemptError:
            # The store may have done what it could not confirm: then the registration stands.
            done = self._situation(new)
            if done.user_phone and done.attachment and done.attachment.status is AttachmentStatus.ATTACHED:
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
    """The account is in order and owns the number: what is refused now are webhooks."""
    try:
        with lost_means_unavailable():
            yield
    except (CarrierRefusedError, CarrierGoneError) as error:
        raise WebhookSetupError("Failed to set up integration webhooks") from error


def _same_owner(before: Attachment, new: NewRegistration, number: OwnedNumber) -> bool:
    return before.carrier is new.account.carrier and before.owner_id == number.owner_id


def _taken_over(before: Attachment, new: NewRegistration, number: OwnedNumber) -> Attachment:
    """What there is of the number, as it is found at its carrier now."""
    # One that was being given back goes on so should this die.
    is_registered = before.is_registered and before.status is not AttachmentStatus.DETACHING
    return replace(
        before,
        # Until this one is stored the cleanup knows an earlier registration's account only.
        account_id=before.account_id if is_registered else new.account.account_id,
        # Bought again, it is another one at the carrier.
        carrier_number_id=number.carrier_id,
        capabilities=number.capabilities,
        is_registered=is_registered,
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


def _inventory_record(
    new: NewRegistration, before: ProviderPhone | None, attached: Attachment, now: datetime
) -> ProviderPhone:
    """The provider phone, as it is with what the carrier says of it."""
    phone = before or ProviderPhone(
        uuid=attached.provider_phone_uuid,
        organization_id=attached.organization_id,
        phone_number=attached.e164,
        provider=attached.carrier,
        capabilities=attached.capabilities,
        created_at=now,
    )
    return replace(
        phone,
        provider=attached.carrier,
        capabilities=attached.capabilities,
        account_id=new.account.account_id,
        attachment=AttachmentStatus.ATTACHED,
        # Whoever registers a number uses it: it does not lie in the pool since whenever it was last linked.
        idle_since=None,
    )
