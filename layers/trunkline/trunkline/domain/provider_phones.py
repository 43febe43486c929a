"""What becomes of a provider phone when its phone number goes, and when the scheduled cleanup has to look at it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from trunkline.domain.phone_numbers import AttachmentStatus, ProviderPhone

# How long one carrier call may be under way: longer than any function that makes one may run.
CARRIER_CALL = timedelta(seconds=90)

_UNDER_WAY = {AttachmentStatus.PENDING, AttachmentStatus.DETACHING}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasePolicy:
    """How long a released number rests before it is offered again, and may lie in the pool; zero: not, and for ever."""

    quarantine: timedelta = timedelta()
    idle_limit: timedelta = timedelta()


def released(phone: ProviderPhone, *, quarantine: timedelta, now: datetime) -> ProviderPhone:
    """The provider phone without its phone number, free or in quarantine."""
    return replace(
        phone,
        assigned_workspace_uuid=None,
        assigned_number_uuid=None,
        releasing=None,
        quarantined_until=now + quarantine if quarantine else None,
        idle_since=now,
    )


def kept(phone: ProviderPhone) -> ProviderPhone:
    """The provider phone as before an archive that failed; what may have been cleared at the carrier is set again."""
    is_to_ring = phone.assigned_number_uuid is not None and needs_attaching(phone)
    attachment = AttachmentStatus.PENDING if is_to_ring else phone.attachment
    return replace(phone, releasing=None, attachment=attachment)


def next_due(phone: ProviderPhone, *, idle_limit: timedelta, now: datetime) -> datetime | None:
    """When the cleanup has to look at the provider phone; None when nothing is open.

    ``idle_limit`` is how long a number may lie in the pool; zero is for ever.
    """
    if phone.releasing is not None:
        return None  # whoever holds it has an entry of its own
    times = []
    is_to_ring = phone.assigned_number_uuid is not None and needs_attaching(phone)
    if is_to_ring or (phone.attachment in _UNDER_WAY and phone.account_id is not None):
        times.append(now)
    if phone.quarantined_until is not None:
        times.append(phone.quarantined_until)
    if idle_limit and is_idle(phone) and phone.idle_since is not None:
        times.append(phone.idle_since + idle_limit)
    return min(times, default=None)


def needs_attaching(phone: ProviderPhone) -> bool:
    """Whether its carrier could send us the number's calls and does not, or perhaps not yet."""
    return phone.account_id is not None and phone.attachment is not AttachmentStatus.ATTACHED


def is_idle(phone: ProviderPhone) -> bool:
    """Whether the number costs money at its carrier and serves nobody."""
    return (
        phone.account_id is not None
        and phone.assigned_workspace_uuid is None
        and phone.assigned_number_uuid is None
        and not phone.agents
    )


def is_withdrawn(phone: ProviderPhone) -> bool:
    """Whether the number is being given up at its carrier: then the provider phone holds itself."""
    return phone.releasing is not None and str(phone.releasing) == str(phone.uuid)
