"""Setting and removing a number's webhooks at its carrier, so that a crash at any point can be mended."""

from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum

from trunkline.domain.attachments import Attachment
from trunkline.domain.identifiers import OrganizationId, ProviderPhoneUuid
from trunkline.domain.phone_numbers import AttachmentStatus, ProviderPhone
from trunkline.domain.timestamps import Clock, utc_now
from trunkline.errors import CarrierGoneError, CarrierRefusedError
from trunkline.services.attachment_attempts import (
    NumberBusyError,
    begin_for,
    lost_means_unavailable,
    new_attachment,
    new_attempt,
    owned_number,
    webhook_targets_of,
    with_previous,
    with_what_stands,
)
from trunkline.services.attachment_ports import AttachmentStore, LostAttemptError
from trunkline.services.carrier_accounts import Accounts
from trunkline.services.carrier_adapters import (
    AdapterFactory,
    Budget,
    CarrierAccount,
    CarrierAdapter,
)

# For attaching or detaching outside of add-phone: by a link, an archive or the cleanup.
BUDGET_SECONDS = 20.0


class Interrupted(StrEnum):
    """What became of an interrupted attempt."""

    NOTHING_TO_DO = "nothing_to_do"
    ATTACHED = "attached"
    PUT_BACK = "put_back"


@dataclass(frozen=True, slots=True)
class CarrierAttachments:
    """The ``Carriers`` of the phone-number and archive use cases, and what the cleanup calls."""

    store: AttachmentStore
    accounts: Accounts
    adapters: AdapterFactory
    # Where carriers reach the API; "" where only a request tells.
    webhook_base_url: str
    clock: Clock = utc_now

    def attach(self, phone: ProviderPhone) -> None:
        """Have the number's calls and messages sent to us; what was set before is kept for ``detach``.

        A number without an account at a carrier has nothing to attach. What fails half-way is due for the cleanup,
        which goes on with it.

        Raises:
            CarrierError: As CarrierAdapter says; CarrierRefusedError too when another organisation has the number.
        """
        before = self.store.find(phone.organization_id, phone.uuid)
        if phone.account_id is None or (before and before.status is AttachmentStatus.ATTACHED):
            return
        if before:
            self._require_idle(before)
        budget = Budget(BUDGET_SECONDS)
        if before is None or before.account_id != phone.account_id:
            after = self._first(phone, phone.account_id, budget)
        else:
            after = before
        adapter = self.adapters(self._account(after), budget)
        after = with_what_stands(adapter, after)
        intent = replace(after.begun(AttachmentStatus.PENDING, new_attempt(), self.clock()), is_registered=True)
        begin_for(self.store, before, intent)
        with lost_means_unavailable():
            intent, found = with_previous(self.store, adapter, intent)
            adapter.attach(owned_number(intent), webhook_targets_of(intent), found)
            self.store.change(intent, intent.ended(AttachmentStatus.ATTACHED))

    def detach(self, phone: ProviderPhone) -> None:
        """Put back what was set before ``attach``, where it is still ours.

        Raises:
            CarrierError: As CarrierAdapter says, but for CarrierGoneError: a number that is gone needs no detaching.
        """
        self._detach(phone, Budget(BUDGET_SECONDS))

    def release_to_carrier(self, phone: ProviderPhone) -> None:
        """Return the number to its carrier, for good, if nobody registers it and no other organisation has it.

        What the number is there is kept first: tried again, this does not meet the same digits bought anew, but for
        Plivo, whose ids are the digits.

        Raises:
            CarrierError: As CarrierAdapter says, but for CarrierGoneError: a number that is gone is given up;
                CarrierRefusedError too when another organisation has the number.
            NumberBusyError: Nothing was done, because somebody sets its webhooks.
        """
        budget = Budget(BUDGET_SECONDS)
        self._detach(phone, budget)
        before = self.store.find(phone.organization_id, phone.uuid)
        if before is None and phone.account_id is None:
            return
        if before:
            self._require_idle(before)
        known = before or self._first(phone, str(phone.account_id), budget)
        adapter = self.adapters(self._account(known), budget)
        intent = known.begun(AttachmentStatus.DETACHING, new_attempt(), self.clock())
        begin_for(self.store, before, intent)
        adapter.release_to_carrier(owned_number(intent))
        # Given up it is, whoever works on what is kept of it by now.
        with suppress(LostAttemptError):
            self.store.end_detached(intent)

    def finish_interrupted(self, organization: OrganizationId, phone: ProviderPhoneUuid) -> Interrupted:
        """End what a crash left of an attachment: a registered number's is completed, any other is put back.

        For the scheduled cleanup, on an item of the due index whose key is ``keys.attachment``. Safe to run twice at
        once: whoever is second finds it worked on.

        Raises:
            CarrierError: The carrier refuses or is unavailable; the item stays due.
        """
        before = self.store.find(organization, phone)
        if before is None or before.due_at is None or before.is_worked_on(self.clock()):
            return Interrupted.NOTHING_TO_DO
        account, budget = self._account(before), Budget(BUDGET_SECONDS)
        try:
            if before.status is AttachmentStatus.PENDING and before.is_registered:
                intent = before.begun(before.status, new_attempt(), self.clock())
                self.store.change(before, intent)
                adapter = self.adapters(account, budget)
                intent, found = with_previous(self.store, adapter, intent)
                adapter.attach(owned_number(intent), webhook_targets_of(intent), found)
                self.store.change(intent, intent.ended(AttachmentStatus.ATTACHED))
                return Interrupted.ATTACHED
            self.restore(before, account, budget)
        except LostAttemptError:
            return Interrupted.NOTHING_TO_DO
        return Interrupted.PUT_BACK

    def restore(self, before: Attachment, account: CarrierAccount, budget: Budget) -> None:
        """Undo an attempt at once.

        Raises:
            CarrierError: The carrier did not let us; the attachment stays due.
            LostAttemptError: The attempt is not ours any more: it was completed, or is being mended.
        """
        intent = before.begun(AttachmentStatus.DETACHING, new_attempt(), self.clock())
        self.store.change(before, intent)
        adapter: CarrierAdapter = self.adapters(account, budget)
        # A number that the carrier does not know sends nothing any more.
        with suppress(CarrierGoneError):
            adapter.detach(owned_number(intent), webhook_targets_of(intent), intent.previous)
        self.store.end_detached(intent)

    def _detach(self, phone: ProviderPhone, budget: Budget) -> None:
        before = self.store.find(phone.organization_id, phone.uuid)
        if before is None or before.status is AttachmentStatus.DETACHED:
            return
        if before.status is AttachmentStatus.PENDING:
            self._require_idle(before)
        with lost_means_unavailable():
            self.restore(before, self._account(before), budget)

    def _require_idle(self, attachment: Attachment) -> None:
        """Whoever attaches takes what it finds for the owner's settings, so it is to be alone; two may detach."""
        if attachment.is_worked_on(self.clock()):
            raise NumberBusyError("The number is being changed by another request")

    def _first(self, phone: ProviderPhone, account_id: str, budget: Budget) -> Attachment:
        account = self.accounts.open(phone.organization_id, phone.provider, account_id)
        if account is None:
            raise CarrierRefusedError("The credentials of the carrier account are not stored")
        number = self.adapters(account, budget).find_owned(phone.phone_number)
        return new_attachment(account, number, phone.uuid, self.webhook_base_url, is_registered=True)

    def _account(self, attachment: Attachment) -> CarrierAccount:
        organization, carrier = attachment.organization_id, attachment.carrier
        # Afresh: a secret that was rotated a moment ago is not one that the carrier refuses.
        account = self.accounts.open(organization, carrier, attachment.account_id, not_older_than_seconds=0)
        if account is None and attachment.sealed_secret:
            account = self.accounts.unsealed_secret(
                attachment.sealed_secret, organization, carrier, attachment.account_id
            )
        if account is None:
            raise CarrierRefusedError("The credentials of the carrier account are not stored")
        return account
