"""A workspace's phone number: its settings, how far its archive is, and its link to a provider phone."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from trunkline.domain.identifiers import (
    E164,
    NumberId,
    NumberUuid,
    OrganizationId,
    ProviderPhoneUuid,
    WorkspaceUuid,
    number_uuid,
)
from trunkline.domain.provider_phones import Carrier, ProviderPhone, PublishedWebhooks
from trunkline.errors import ConflictError, ProviderPhoneInQuarantineError, ProviderPhoneTakenError, RuleError


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
class ArchiveAttempt:
    """A number's latest attempt to be archived; ``number`` counts them from 1, and 0 says that there was none.

    ``failure`` is the code of the error that ended it, None unless it failed; ``failed_after_claim`` tells whether the
    number was claimed by then. ``force`` asks it to leave out the carrier. ``resumed`` counts the executions that died
    under it. ``correlation_id`` is the request that asked for it. ``blocked`` says that something still needed the
    number; what it was is stored beside the number.
    """

    number: int = 0
    force: bool = False
    resumed: int = 0
    failure: str | None = None
    failed_after_claim: bool = False
    blocked: bool = False
    correlation_id: str | None = None


NO_ATTEMPT = ArchiveAttempt()


# The number's item is read on every call that comes in, and a read costs one unit per 4 KB.
SETTINGS_MAX_BYTES = 3072


class WorkMode(StrEnum):
    """What happens to a call or message, by working hours."""

    ALWAYS_FORWARD = "always_forward"
    FORWARD_OFF_HOURS = "forward_off_hours"
    ALWAYS_MESSAGE = "always_message"
    MESSAGE_OFF_HOURS = "message_off_hours"
    VOICEMAIL = "voicemail"
    VOICEMAIL_OFF_HOURS = "voicemail_off_hours"


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberSettings:
    """The settings of a phone number with their defaults.

    ``restart_delay`` is in seconds; forward numbers are E.164; role and workflow ids are the workspace's own.
    """

    name: str | None = None
    brand_name: str | None = None
    brand_description: str | None = None
    brand_website: str | None = None
    default_workflow_id: int | None = None
    allow_signup: bool = False
    signup_member_role_id: int | None = None
    allow_anonymous: bool = False
    anonymous_member_role_id: int | None = None
    anonymous_rejection_message: str | None = None
    restart_delay: int | None = 900
    restart_prompt: str | None = None
    assistant_enabled: bool = True
    enable_voice: bool = True
    enable_sms: bool = True
    enable_whats_app: bool = False
    voice_greeting_message: str | None = None
    voice_unavailable_message: str | None = None
    voice_work_mode: WorkMode | None = None
    voice_forward_number: str | None = None
    voice_off_hours_message: str | None = None
    voicemail_greeting: str | None = None
    sms_unavailable_message: str | None = None
    sms_work_mode: WorkMode | None = None
    sms_forward_number: str | None = None
    sms_off_hours_message: str | None = None

    def changed(self, changes: Mapping[str, Any]) -> "NumberSettings":
        """Return these settings with some of them changed.

        Raises:
            RuleError: The result breaks a rule that holds between settings, or is too large to store.
        """
        result = replace(self, **changes)
        _check_roles(result)
        _check_size(result)
        return result

    def differences(self, defaults: "NumberSettings") -> dict[str, Any]:
        """Return the settings that differ from ``defaults``, by name."""
        return {
            field.name: value
            for field in fields(self)
            if (value := getattr(self, field.name)) != getattr(defaults, field.name)
        }


def _check_roles(settings: NumberSettings) -> None:
    if settings.allow_signup and settings.signup_member_role_id is None:
        raise RuleError("allowSignup", "needs signupMemberRoleId, the role that new members get")
    if settings.allow_anonymous and settings.anonymous_member_role_id is None:
        raise RuleError("allowAnonymous", "needs anonymousMemberRoleId, the role that anonymous callers get")


def _check_size(settings: NumberSettings) -> None:
    size = sum(len(value.encode()) for value in asdict(settings).values() if isinstance(value, str))
    if size > SETTINGS_MAX_BYTES:
        raise RuleError("body", f"all texts together may take {SETTINGS_MAX_BYTES} bytes in UTF-8, not {size}")


DEFAULT_SETTINGS = NumberSettings()


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
    settings: NumberSettings = DEFAULT_SETTINGS
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
