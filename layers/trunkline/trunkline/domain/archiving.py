"""Move a phone number through its archive, step by step.

active, failed ──requested──> requested ──claimed──> archiving ──archived──> archived
       ^  ^                     │     └───────┬──────────┘
       │  └──────blocked────────┘           failed
       └──────────────────linked or unlinked──┘

Each of these is a pure function of the number as it was read. Each increments ``version``, which the store requires to
be unchanged. So of two that race, one wins.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from trunkline.domain.identifiers import NumberUuid, WorkspaceUuid
from trunkline.domain.phone_numbers import UNDER_WAY, ArchiveAttempt, ArchiveStatus, PhoneNumber
from trunkline.domain.provider_phones import ProviderPhone

# Executions that die under one request: that many are replaced, then the archive has failed.
MAX_RESUMPTIONS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveStep:
    """All that an execution is given; the rest it reads from the number."""

    workspace_uuid: WorkspaceUuid
    number_uuid: NumberUuid
    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """What the organisation's inventory says of a number.

    A number that is not registered may have an item all the same, with the agents that refer to it, or with webhooks of
    a registration that is not complete: then ``record`` is not listed.
    """

    record: ProviderPhone | None = None
    agents: "dict[str, str]" = field(default_factory=dict)
    releasing: NumberUuid | None = None

    @property
    def phone(self) -> ProviderPhone | None:
        """The provider phone; None when the number is not registered."""
        return self.record if self.record and self.record.is_listed else None

    def concerns(self, number: PhoneNumber) -> bool:
        """Tell whether this number may hold the record: the record serves it, or no other."""
        return self.phone is None or self.phone.assigned_number_uuid in (None, number.uuid)


def requested(number: PhoneNumber, *, force: bool, correlation_id: str, now: datetime) -> PhoneNumber:
    """Return the number with a new attempt requested."""
    attempt = ArchiveAttempt(number=number.archive.number + 1, force=force, correlation_id=correlation_id)
    return _step(number, now, archive_status=ArchiveStatus.REQUESTED, archive=attempt)


def forced(number: PhoneNumber, now: datetime) -> PhoneNumber:
    """Return the number with its running attempt told to leave out the carrier."""
    return _step(number, now, archive=replace(number.archive, force=True))


def resumed(number: PhoneNumber, now: datetime) -> PhoneNumber:
    """Return the number with another execution in place of one that died; a claim stays."""
    attempt = replace(number.archive, number=number.archive.number + 1, resumed=number.archive.resumed + 1)
    return _step(number, now, archive=attempt)


def claimed(number: PhoneNumber, now: datetime) -> PhoneNumber:
    """Return the number claimed by its attempt: from here on nothing new may refer to it."""
    return _step(number, now, archive_status=ArchiveStatus.ARCHIVING)


def blocked(number: PhoneNumber, now: datetime) -> PhoneNumber:
    """Return the number active again, because something still needs it."""
    return _step(number, now, archive_status=ArchiveStatus.ACTIVE, archive=replace(number.archive, blocked=True))


def failed(number: PhoneNumber, reason: str, now: datetime) -> PhoneNumber:
    """Return the number live and linked as before, with the code of the failure."""
    was_claimed = number.archive_status is ArchiveStatus.ARCHIVING
    attempt = replace(number.archive, failure=reason, failed_after_claim=was_claimed)
    return _step(number, now, archive_status=ArchiveStatus.FAILED, archive=attempt)


def archived(number: PhoneNumber, now: datetime) -> PhoneNumber:
    """Return the number archived: without a provider phone, readable for good."""
    return _step(
        number,
        now,
        archive_status=ArchiveStatus.ARCHIVED,
        archived_at=now,
        provider=None,
        provider_phone_uuid=None,
    )


def is_held_by(number: PhoneNumber | None, attempt: int) -> bool:
    """Tell whether this attempt has claimed the number and nobody has taken over since."""
    return number is not None and number.archive_status is ArchiveStatus.ARCHIVING and number.archive.number == attempt


def is_under_way(number: PhoneNumber | None, attempt: int) -> bool:
    """Tell whether the number waits for this attempt to end."""
    return number is not None and number.archive_status in UNDER_WAY and number.archive.number == attempt


def _step(number: PhoneNumber, now: datetime, **changes: Any) -> PhoneNumber:
    return replace(number, updated_at=now, version=number.version + 1, **changes)
