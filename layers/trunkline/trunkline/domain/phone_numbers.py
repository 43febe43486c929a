"""A workspace's phone number, an organisation's provider phone, and their link."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal

from trunkline.domain.archive_attempts import NO_ATTEMPT, ArchiveAttempt
from trunkline.domain.e164 import E164
from trunkline.domain.identifiers import (
    NumberId,
    NumberUuid,
    OrganizationId,
    ProviderPhoneUuid,
    WorkspaceUuid,
    number_uuid,
)
from trunkline.domain.number_settings import DEFAULTS, NumberSettings
from trunkline.errors import ConflictError, ProviderPhoneInQuarantineError, ProviderPhoneTakenError


class Carrier(StrEnum):
    """The carrier of a number."""

    PLIVO = "plivo"
    TELNYX = "telnyx"
    TWILIO = "twilio"


class WebhookStatus(StrEnum):
    """Whether the carrier sends a number's calls and messages to us.

    The two in the middle name what is under way: a crash leaves them for the scheduled cleanup to finish. In every
    status but DETACHED the organisation holds the claim on the number.
    """

    DETACHED = "detached"
    PENDING = "pending"
    ATTACHED = "attached"
    DETACHING = "detaching"


# Whether a number rings, as clients read it: "none" without an account at a carrier that could send its calls.
PublishedWebhooks = Literal["attached", "pending", "detached", "none"]


class ArchiveStatus(StrEnum):
    """How far the archive of a number is."""

    ACTIVE = "active"
    REQUESTED = "requested"
    ARCHIVING = "archiving"
    ARCHIVED = "archived"
    FAILED = "failed"

    @property
    def published(self) -> str:
        """The status as clients read it: whether the archive has begun to work is nothing to them."""
        return ArchiveStatus.ARCHIVING.value if self is ArchiveStatus.REQUESTED else self.value


UNDER_WAY = frozenset({ArchiveStatus.REQUESTED, ArchiveStatus.ARCHIVING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhooks:
    """A number's webhooks at its carrier: what is set there, by which account, and who works on it now.

        none or detached ──attach──> pending ──> attached ──detach──> detaching ──> detached

    Who works on them holds a lease under the name of one attempt. A slower one that comes back late finds another
    attempt and stops.
    """

    status: WebhookStatus
    carrier: Carrier
    account_id: str
    # The number's id at the carrier.
    carrier_number_id: str
    # Tells the number's owner at the carrier from any other.
    owner_id: str
    # Random, 128 bits, part of the webhook URLs.
    token: str = field(repr=False)
    # Where the carrier reaches our API.
    origin: str
    # What the carrier had before ours; None while nothing of ours has been set.
    previous: Mapping[str, str] | None = None
    attempt: str
    leased_until: datetime | None = None
    # Set by a registration that is not complete: should it die, they are removed again.
    is_tentative: bool = False
    # The account's secret while the account itself is not stored, so that an interrupted registration can be undone.
    sealed_secret: str | None = field(default=None, repr=False)

    @property
    def base_url(self) -> str:
        """What the webhook URLs begin with."""
        return f"{self.origin}/webhooks/{self.carrier}/{self.token}"

    def begun(self, status: WebhookStatus, attempt: str, until: datetime | None) -> "Webhooks":
        """Return these webhooks on the way to attached or detached, under a lease."""
        return replace(self, status=status, attempt=attempt, leased_until=until)

    def attached(self) -> "Webhooks":
        """Return these webhooks as set at the carrier."""
        return replace(self, status=WebhookStatus.ATTACHED, leased_until=None, is_tentative=False, sealed_secret=None)

    def detached(self) -> "Webhooks":
        """Return these webhooks as removed: what stands at the carrier is its owner's."""
        return replace(
            self,
            status=WebhookStatus.DETACHED,
            previous=None,
            leased_until=None,
            is_tentative=False,
            sealed_secret=None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderPhone:
    """The organisation's inventory record of a number that its carrier serves.

    It is free, reserved for a workspace, or linked to one phone number of a workspace.
    """

    uuid: ProviderPhoneUuid
    organization_id: OrganizationId
    phone_number: E164
    provider: Carrier
    capabilities: frozenset[str]
    created_at: datetime
    assigned_workspace_uuid: WorkspaceUuid | None = None
    assigned_number_uuid: NumberUuid | None = None
    # The account at the carrier that owns the number; None for a number that is in the pool without one.
    account_id: str | None = None
    # None before anything was set at the carrier.
    webhooks: Webhooks | None = None
    # Until then the number is not offered again, so that callers of its last owner do not reach the next one.
    quarantined_until: datetime | None = None
    # The phone number whose archive workflow holds this provider phone: nothing new may refer to it meanwhile.
    releasing: NumberUuid | None = None
    # Agents that answer or call with the number, by direction: "inbound", "outbound".
    agents: Mapping[str, str] = field(default_factory=dict)
    # Since when no phone number has it; None also for one that was never linked.
    idle_since: datetime | None = None
    # False while its first registration is under way: nobody may link it yet.
    is_listed: bool = True

    @property
    def webhook_status(self) -> WebhookStatus:
        """Where its webhooks stand."""
        return self.webhooks.status if self.webhooks else WebhookStatus.DETACHED

    @property
    def published_webhooks(self) -> PublishedWebhooks:
        """Where its webhooks stand, as clients read it: which way they are on is nothing to them."""
        if self.account_id is None:
            return "none"
        match self.webhook_status:
            case WebhookStatus.ATTACHED:
                return "attached"
            case WebhookStatus.DETACHED:
                return "detached"
            case _:
                return "pending"

    def is_leased(self, now: datetime) -> bool:
        """Tell whether an attempt works on the webhooks at the moment."""
        until = self.webhooks.leased_until if self.webhooks else None
        return until is not None and now < until

    def is_free_for(self, number: "PhoneNumber") -> bool:
        """Tell whether the number may be linked here: it is free, or reserved for the number's workspace."""
        reserved_elsewhere = self.assigned_workspace_uuid not in (None, number.workspace_uuid)
        is_offered = self.releasing is None and self.quarantined_until is None
        return not reserved_elsewhere and self.assigned_number_uuid in (None, number.uuid) and is_offered


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneNumber:
    """A workspace's phone number; with a provider phone it is reachable, without one only reserved."""

    workspace_uuid: WorkspaceUuid
    id: NumberId
    organization_id: OrganizationId
    phone_number: E164
    created_by: str
    created_at: datetime
    updated_at: datetime
    settings: NumberSettings = DEFAULTS
    provider: Carrier | None = None
    provider_phone_uuid: ProviderPhoneUuid | None = None
    archive_status: ArchiveStatus = ArchiveStatus.ACTIVE
    archived_at: datetime | None = None
    archive: ArchiveAttempt = NO_ATTEMPT
    # Counts the changes: who saves names the version it read, so that no change is lost to another.
    version: int = 1
    # What its provider phone says, which alone keeps it; None while nobody has looked, or it has none.
    webhooks: PublishedWebhooks | None = field(default=None, compare=False)

    @property
    def uuid(self) -> NumberUuid:
        """The number's other name."""
        return number_uuid(self.workspace_uuid, self.id)

    @property
    def is_archived(self) -> bool:
        """Whether the number was archived; its record stays readable and no more."""
        return self.archive_status is ArchiveStatus.ARCHIVED

    def with_settings(self, changes: Mapping[str, Any], now: datetime) -> "PhoneNumber":
        """Return this number with some settings changed; the same object when nothing changes.

        Raises:
            ConflictError: The number is archived or being archived.
            RuleError: The settings would contradict each other.
        """
        self._require_changeable()
        settings = self.settings.changed(changes)
        return self if settings == self.settings else self._changed(now, settings=settings)

    def linked_to(self, phone: ProviderPhone, now: datetime) -> "PhoneNumber":
        """Return this number linked to ``phone``; the same object when it is already.

        A failed archive is abandoned thereby: the number is active again.

        Raises:
            ConflictError: The number is archived or being archived.
            ProviderPhoneInQuarantineError: The provider phone was released a short time ago.
            ProviderPhoneTakenError: Another number or workspace has the provider phone.
        """
        self._require_changeable()
        if self.provider_phone_uuid == phone.uuid:
            return self._restored(now)
        if phone.quarantined_until is not None:
            raise ProviderPhoneInQuarantineError
        if not phone.is_free_for(self):
            raise ProviderPhoneTakenError
        return self._changed(now, archive_status=ArchiveStatus.ACTIVE).served_by(phone)

    def unlinked(self, now: datetime) -> "PhoneNumber":
        """Return this number without a provider phone; the same object when it has none.

        A failed archive is abandoned thereby: the number is active again.

        Raises:
            ConflictError: The number is archived or being archived.
        """
        self._require_changeable()
        if self.provider_phone_uuid is None:
            return self._restored(now)
        return self._changed(
            now, archive_status=ArchiveStatus.ACTIVE, provider=None, provider_phone_uuid=None, webhooks=None
        )

    def served_by(self, phone: ProviderPhone) -> "PhoneNumber":
        """Return this number with a reference to ``phone``; the caller knows whether that is allowed."""
        return replace(self, provider=phone.provider, provider_phone_uuid=phone.uuid)

    def _changed(self, now: datetime, **changes: Any) -> "PhoneNumber":
        return replace(self, updated_at=now, version=self.version + 1, **changes)

    def _restored(self, now: datetime) -> "PhoneNumber":
        if self.archive_status is ArchiveStatus.FAILED:
            return self._changed(now, archive_status=ArchiveStatus.ACTIVE)
        return self

    def _require_changeable(self) -> None:
        if self.is_archived:
            raise ConflictError("This phone number is archived and can no longer be changed")
        if self.archive_status in UNDER_WAY:
            raise ConflictError("This phone number is being archived; it can be changed again if that fails")
