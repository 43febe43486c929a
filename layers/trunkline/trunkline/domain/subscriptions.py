"""Subscriptions: where an organisation wants the events of its numbers sent, and which events."""

import base64
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NewType
from uuid import uuid4

from trunkline.domain.customer_events import CustomerEvent, EventType
from trunkline.domain.identifiers import NumberUuid, OrganizationId, WorkspaceUuid

SubscriptionId = NewType("SubscriptionId", str)

# What the URLs of an organisation's Zudu numbers have in common: one secret. All others are random UUIDs.
ZUDU = SubscriptionId("zudu")

# Each event asks for all of an organisation's subscriptions, in one read.
MAX_SUBSCRIPTIONS = 50
MAX_PATTERNS = 20
MAX_NUMBERS = 100
SECRET_BYTES = 32
SECRET_PREFIX = "whsec_"  # noqa: S105 - what secrets begin with
# How long an event is signed with the secret before the last, too.
EARLIER_SECRET_COUNTS_FOR = timedelta(hours=24)
# An endpoint that has done nothing but fail for so long is sent nothing more.
FAILS_FOR_AT_MOST = timedelta(days=5)
# All that can be subscribed to: events by their names, of one kind, or all.
EVENT_PATTERNS = (*EventType, *sorted({f"{each.partition('.')[0]}.*" for each in EventType}), "*")


class SubscriptionFormat(StrEnum):
    """How deliveries look and are signed."""

    # The public specification Standard Webhooks.
    STANDARD = "standard"
    # As Quo sends its webhooks.
    QUO = "quo"


class DisabledReason(StrEnum):
    """Why the service has disabled a subscription."""

    # The endpoint answered 410 Gone.
    GONE = "gone"
    # It has done nothing but fail for five days.
    FAILING = "failing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """An endpoint of a customer, and the events that it gets."""

    id: SubscriptionId
    organization_id: OrganizationId
    # None: of all workspaces of the organisation, and of numbers that are linked to none.
    workspace_uuid: WorkspaceUuid | None
    url: str = field(repr=False)
    # Names of events, or patterns: ``*``, ``call.*``.
    patterns: tuple[str, ...]
    # What they were asked for as, where another API has other names for them, and some that never happen here.
    asked_events: tuple[str, ...] = ()
    # Empty: all numbers.
    phone_number_uuids: tuple[NumberUuid, ...] = ()
    description: str | None = None
    format: SubscriptionFormat = SubscriptionFormat.STANDARD
    is_enabled: bool = True
    # None while it is enabled, or where somebody else than the service has switched it off.
    disabled_reason: DisabledReason | None = None
    sealed_secret: str = field(repr=False)
    sealed_earlier_secret: str | None = field(default=None, repr=False)
    earlier_secret_until: datetime | None = None
    # Since when it has done nothing but fail; None after a success.
    failing_since: datetime | None = None
    created_by: str
    created_at: datetime
    updated_at: datetime
    # Counts the changes that people make.
    version: int = 1

    def takes(self, event: CustomerEvent) -> bool:
        """Tell whether the event is to be sent here."""
        if not self.is_enabled or event.organization_id != self.organization_id:
            return False
        if self.workspace_uuid is not None and event.workspace_uuid != self.workspace_uuid:
            return False
        if self.phone_number_uuids and event.phone_number_uuid not in self.phone_number_uuids:
            return False
        return any(_matches(pattern, event.type) for pattern in self.patterns)

    def changed(self, changes: dict[str, Any], now: datetime) -> "Subscription":
        """Return this subscription with some members changed; the same object when nothing changes.

        Earlier failures do not count for one that is enabled again, or gets another URL.
        """
        after = replace(self, **changes)
        if "is_enabled" in changes:
            after = replace(after, disabled_reason=None)
        if after.url != self.url or (after.is_enabled and not self.is_enabled):
            after = replace(after, failing_since=None)
        return self if after == self else replace(after, updated_at=now, version=self.version + 1)

    def with_secret(self, sealed: str, now: datetime) -> "Subscription":
        """Return this subscription with a new secret; the previous one counts for a day."""
        return replace(
            self,
            sealed_secret=sealed,
            sealed_earlier_secret=self.sealed_secret,
            earlier_secret_until=now + EARLIER_SECRET_COUNTS_FOR,
            updated_at=now,
            version=self.version + 1,
        )

    def sealed_secrets(self, now: datetime) -> tuple[str, ...]:
        """Return the secrets that sign deliveries now, the present one first."""
        earlier = self.sealed_earlier_secret
        if earlier and self.earlier_secret_until and now < self.earlier_secret_until:
            return (self.sealed_secret, earlier)
        return (self.sealed_secret,)

    @property
    def secret_context(self) -> dict[str, str]:
        """What its secrets are bound to where they are sealed."""
        return secret_context(self.organization_id, self.id)


def secret_context(organization: OrganizationId, subscription: SubscriptionId) -> dict[str, str]:
    """Return the context that a subscription's secrets are sealed in."""
    return {"organization": organization, "subscription": subscription}


def new_subscription_id() -> SubscriptionId:
    """Return a random UUID."""
    return SubscriptionId(str(uuid4()))


def new_secret() -> str:
    """Make a secret of 256 random bits, as Standard Webhooks writes them."""
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def parse_patterns(patterns: Sequence[str]) -> tuple[str, ...]:
    """Parse patterns, each once and in order.

    Raises:
        ValueError: One of them can match no event that there is.
    """
    for pattern in patterns:
        if pattern not in EVENT_PATTERNS:
            raise ValueError("must each be the name of an event, such as call.ended, or a pattern such as call.* or *")
    return tuple(sorted(set(patterns)))


def _matches(pattern: str, event_type: str) -> bool:
    if pattern == "*":
        return True
    if pattern.endswith(".*"):
        return event_type.startswith(pattern[:-1])
    return event_type == pattern
