"""Copying recordings whose link at the carrier ends."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from trunkline.domain.identifiers import OrganizationId, ProviderPhoneUuid
from trunkline.domain.provider_phones import Carrier
from trunkline.domain.timestamps import Clock, utc_now
from trunkline.errors import UnavailableError
from trunkline.services.carrier_accounts import Accounts
from trunkline.services.carrier_adapters import CarrierAccount

if TYPE_CHECKING:
    from trunkline.table.copy_budgets import CopyBudgetTable
    from trunkline.table.events import EventTable

# Longer than a copy may take: a slot whose holder has died is free again.
SLOT = timedelta(seconds=150)


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingRecording:
    """A recording to be copied: which one, and whose account has it."""

    organization_id: OrganizationId
    provider_phone_uuid: ProviderPhoneUuid
    carrier: Carrier
    account_id: str
    call_id: str
    recording_id: str
    # As in RecordingEvent.
    carriers_id: str | None
    started_at: str | None


@dataclass(frozen=True, slots=True)
class Download:
    """A file that was fetched."""

    content: bytes
    content_type: str


class RecordingNotCopiedError(Exception):
    """The file cannot be had: the carrier has none, it is too large, or the organisation has copied enough today."""


class RecordingFiles(Protocol):
    """Where copies are kept."""

    def put(self, object_key: str, file: Download) -> None:
        """Store a copy, over the same one."""


@dataclass(frozen=True, slots=True)
class Recordings:
    """The use case; may be repeated."""

    accounts: Accounts
    fetch: Callable[[CarrierAccount, WaitingRecording], Download]
    files: RecordingFiles
    store: "EventTable"
    budgets: "CopyBudgetTable"
    clock: Clock = utc_now

    def copy(self, recording: WaitingRecording) -> None:
        """Copy the file and note where it is.

        Raises:
            RecordingNotCopiedError: It cannot be had.
            UnavailableError: It may be had later: the carrier is out of reach, or the organisation copies as many
                recordings already as it may at once.
        """
        organization, now = recording.organization_id, self.clock()
        account = self.accounts.open(organization, recording.carrier, recording.account_id)
        if account is None:
            raise RecordingNotCopiedError("The credentials of the carrier account are not stored")
        slot = self.budgets.take_slot(organization, now, now + SLOT)
        if slot is None:
            raise UnavailableError
        copied_bytes = 0
        try:
            file = self.fetch(account, recording)
            copied_bytes = len(file.content)
            object_key = f"{organization}/{recording.provider_phone_uuid}/{recording.recording_id}"
            self.files.put(object_key, file)
            self.store.keep_copy(organization, recording.carrier, recording.call_id, recording.recording_id, object_key)
        finally:
            self.budgets.return_slot(organization, slot, now, copied_bytes)
