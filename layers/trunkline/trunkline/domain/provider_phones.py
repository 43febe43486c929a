"""An organisation's provider phone and its webhooks at its carrier.

The functions below the records say what happens to a provider phone when it gets or loses its phone number, and when
the scheduled cleanup has to look at it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

from trunkline.domain.identifiers import (
    E164,
    NumberUuid,
    OrganizationId,
    ProviderPhoneUuid,
    WorkspaceUuid,
)

if TYPE_CHECKING:
    from trunkline.domain.phone_numbers import PhoneNumber


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


# How long somebody may work on a number's webhooks: longer than any function that calls a carrier for one may take.
LEASE = timedelta(seconds=60)

_UNDER_WAY = {WebhookStatus.PENDING, WebhookStatus.DETACHING}


class NumberClaimedError(Exception):
    """Another organisation has the number at its carrier."""


class LostAttemptError(Exception):
    """Another attempt works on the webhooks, or has ended this one."""


def linked(phone: ProviderPhone, number: "PhoneNumber") -> ProviderPhone:
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


def seen_with(number: "PhoneNumber", phone: ProviderPhone) -> "PhoneNumber":
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
