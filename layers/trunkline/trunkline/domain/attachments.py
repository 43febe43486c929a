"""What is set at a carrier for a number, from the intent to the end."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from trunkline.domain.e164 import E164
from trunkline.domain.identifiers import OrganizationId, ProviderPhoneUuid
from trunkline.domain.phone_numbers import AttachmentStatus, Carrier

# Longer than any attempt may run: one that is older has died.
ATTEMPT_SECONDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """The webhooks of one provider phone.

    absent or detached ──begin──> pending ──> attached ──> detaching ──> detached
                                     └──put back──> detaching ──> absent, or detached when it was registered before

    While it is pending or detaching it is due: a crash leaves it for the scheduled cleanup.
    """

    organization_id: OrganizationId
    provider_phone_uuid: ProviderPhoneUuid
    e164: E164
    carrier: Carrier
    account_id: str
    # As in OwnedNumber.
    carrier_number_id: str
    owner_id: str
    capabilities: frozenset[str]
    # Random, 128 bits, part of the webhook URLs.
    token: str = field(repr=False)
    base_url: str = field(repr=False)
    status: AttachmentStatus
    # What the carrier had before; what a detached number goes back to.
    previous: Mapping[str, str]
    # Names whoever works on it now; a slower one that comes back late finds another name and stops.
    attempt: str
    # Whether a registration was completed: then a failed attempt leaves it detached, else nothing stays of it.
    is_registered: bool = False
    due_at: datetime | None = None
    # The account's secret while the account itself is not stored, so that an interrupted attempt can be put back.
    sealed_secret: str | None = field(default=None, repr=False)

    def is_worked_on(self, now: datetime) -> bool:
        """Whether somebody is attaching or detaching at the moment."""
        return self.due_at is not None and now < self.due_at

    def begun(self, status: AttachmentStatus, attempt: str, now: datetime) -> "Attachment":
        """This, on the way to attached or detached."""
        return replace(self, status=status, attempt=attempt, due_at=now + timedelta(seconds=ATTEMPT_SECONDS))

    def ended(self, status: AttachmentStatus) -> "Attachment":
        """This, attached or detached."""
        return replace(self, status=status, due_at=None, sealed_secret=None)
