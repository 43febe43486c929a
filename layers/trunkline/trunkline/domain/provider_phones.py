"""What happens to a provider phone when it loses its phone number, and when the scheduled cleanup has to look at it."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from trunkline.domain.phone_numbers import PhoneNumber, ProviderPhone, WebhookStatus

# How long somebody may work on a number's webhooks: longer than any function that calls a carrier for one may take.
LEASE = timedelta(seconds=60)

_UNDER_WAY = {WebhookStatus.PENDING, WebhookStatus.DETACHING}


class NumberClaimedError(Exception):
    """Another organisation has the number at its carrier."""


class LostAttemptError(Exception):
    """Another attempt works on the webhooks, or has ended this one."""


class ReleasePolicy(NamedTuple):
    """How long a released number rests, and how long it may stay idle in the pool; zero: not at all, and for ever."""

    quarantine: timedelta = timedelta()
    idle_limit: timedelta = timedelta()


def linked(phone: ProviderPhone, number: PhoneNumber) -> ProviderPhone:
    """Link the provider phone to a number; its webhooks become due if they are not set, and the number is claimed."""
    webhooks = phone.webhooks
    if webhooks and webhooks.status is WebhookStatus.DETACHED:
        webhooks = replace(webhooks, status=WebhookStatus.PENDING)
    return replace(
        phone,
        assigned_workspace_uuid=number.workspace_uuid,
        assigned_number_uuid=number.uuid,
        idle_since=None,
        webhooks=webhooks,
    )


def seen_with(number: PhoneNumber, phone: ProviderPhone) -> PhoneNumber:
    """Return the number with the state of its webhooks, which its provider phone has."""
    return replace(number, webhooks=linked(phone, number).published_webhooks)


def released(phone: ProviderPhone, *, quarantine: timedelta, now: datetime) -> ProviderPhone:
    """Return the provider phone without its phone number, free or in quarantine."""
    return replace(
        phone,
        assigned_workspace_uuid=None,
        assigned_number_uuid=None,
        releasing=None,
        quarantined_until=now + quarantine if quarantine else None,
        idle_since=now,
    )


def next_due(phone: ProviderPhone, *, idle_limit: timedelta, now: datetime) -> datetime | None:
    """Return when the cleanup has to look at the provider phone; None when nothing is due.

    ``idle_limit`` is how long a number may stay in the pool unused; zero is for ever.
    """
    if phone.releasing is not None:
        return None  # whoever holds it has an entry of its own
    times = []
    if has_unfinished_webhooks(phone):
        times.append(now)
    if phone.quarantined_until is not None:
        times.append(phone.quarantined_until)
    if idle_limit and is_idle(phone) and phone.idle_since is not None:
        times.append(phone.idle_since + idle_limit)
    return min(times, default=None)


def needs_attaching(phone: ProviderPhone) -> bool:
    """Tell whether its carrier could send us the number's calls and does not, or perhaps not yet."""
    return phone.account_id is not None and phone.webhook_status is not WebhookStatus.ATTACHED


def has_unfinished_webhooks(phone: ProviderPhone) -> bool:
    """Tell whether its webhooks are half set or half removed, or missing while a phone number needs them."""
    is_to_ring = phone.assigned_number_uuid is not None and needs_attaching(phone)
    return is_to_ring or phone.webhook_status in _UNDER_WAY


def is_unfinished_registration(phone: ProviderPhone) -> bool:
    """Tell whether a registration that was not completed has set its webhooks."""
    return phone.webhooks is not None and phone.webhooks.is_tentative


def is_idle(phone: ProviderPhone) -> bool:
    """Tell whether the number costs money at its carrier and serves nobody."""
    return (
        phone.account_id is not None
        and phone.assigned_workspace_uuid is None
        and phone.assigned_number_uuid is None
        and not phone.agents
    )


def is_withdrawn(phone: ProviderPhone) -> bool:
    """Tell whether the number is being released to its carrier: then the provider phone holds itself."""
    return phone.releasing is not None and str(phone.releasing) == str(phone.uuid)
