"""Deliveries: one event for one subscription, and when it is tried."""

import random
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from trunkline.domain.customer_events import CustomerEvent
from trunkline.domain.identifiers import OrganizationId
from trunkline.domain.subscriptions import SubscriptionId

# What a try may take, from the look-up of the name to the last byte of the response.
DEADLINE = timedelta(seconds=15)
# Who tries holds the delivery for so long: nobody else does meanwhile, and after it somebody may.
LEASE = timedelta(seconds=30)
# Before each try, after the one before it has failed: Standard Webhooks' own example, read 2026-11-29.
SCHEDULE = (
    timedelta(0),
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
# Added at random, as a part of the wait: what failed together does not come back together.
JITTER = 0.1
# An endpoint may ask for more time than the schedule gives it, and for no more than this.
LONGEST_RETRY_AFTER = timedelta(hours=24)
# What of a response is kept.
MAX_RESPONSE_BYTES = 4096
# Of the last tries of a delivery; people may ask for more than the schedule has.
MAX_TRIES_KEPT = 20
KEPT_FOR = timedelta(days=30)


class DeliveryStatus(StrEnum):
    """Where a delivery stands."""

    PENDING = "pending"
    DELIVERED = "delivered"
    # Failed for good; ``reason`` says why.
    FAILED = "failed"
    # It could not even be tried, for a fault of ours: an operator looks at it.
    PARKED = "parked"


class GivenUp(StrEnum):
    """Why a delivery failed for good."""

    EXHAUSTED = "attempts_exhausted"
    GONE = "endpoint_gone"
    DISABLED = "webhook_disabled"
    DELETED = "webhook_deleted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The result of one try: the response's status, or the kind of error."""

    status: int | None = None
    error: str | None = None
    body: str = ""
    retry_after: timedelta | None = None
    milliseconds: int = 0

    @property
    def is_success(self) -> bool:
        """Whether the endpoint has taken the event."""
        return self.status is not None and 200 <= self.status < 300  # noqa: PLR2004 - HTTP's successes

    @property
    def is_gone(self) -> bool:
        """Whether the endpoint wants no more events."""
        return self.status == 410  # noqa: PLR2004 - HTTP's Gone


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """A try of a delivery; nobody knows the outcome of one that was cut off."""

    at: datetime
    status: int | None = None
    error: str | None = None
    milliseconds: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One event for one subscription."""

    organization_id: OrganizationId
    subscription_id: SubscriptionId
    event: CustomerEvent
    status: DeliveryStatus = DeliveryStatus.PENDING
    # How often it was tried since it was made, or since somebody asked for it again.
    round_tries: int = 0
    tries: tuple[Try, ...] = ()
    # Of the first try: later events of the line wait for it.
    started_at: datetime | None = None
    next_try_at: datetime | None
    leased_until: datetime | None = None
    # Tells who holds the lease from who held it before.
    lease: str | None = None
    # Of the last response, what was read of it.
    response_body: str = ""
    reason: str | None = None
    created_at: datetime

    @property
    def id(self) -> str:
        """The event's: a subscription gets an event once."""
        return self.event.id

    def may_be_tried(self, now: datetime) -> bool:
        """Tell whether a try is due and nobody makes it."""
        is_due = self.next_try_at is not None and self.next_try_at <= now
        return self.status is DeliveryStatus.PENDING and is_due and not (self.leased_until and now < self.leased_until)

    def begun(self, now: datetime) -> "Delivery":
        """Return this delivery as being tried."""
        return replace(
            self,
            round_tries=self.round_tries + 1,
            tries=(*self.tries, Try(at=now, error="interrupted"))[-MAX_TRIES_KEPT:],
            started_at=self.started_at or now,
            leased_until=now + LEASE,
            lease=secrets.token_hex(8),
        )

    def ended(self, outcome: Outcome, now: datetime, share: Callable[[], float] = random.random) -> "Delivery":
        """Return this delivery after a try."""
        kept = replace(self.tries[-1], status=outcome.status, error=outcome.error, milliseconds=outcome.milliseconds)
        after = replace(
            self,
            tries=(*self.tries[:-1], kept),
            leased_until=None,
            lease=None,
            next_try_at=None,
            response_body=outcome.body,
        )
        if outcome.is_success:
            return replace(after, status=DeliveryStatus.DELIVERED, reason=None)
        if outcome.is_gone:
            return replace(after, status=DeliveryStatus.FAILED, reason=GivenUp.GONE)
        if self.round_tries >= len(SCHEDULE):
            return replace(after, status=DeliveryStatus.FAILED, reason=GivenUp.EXHAUSTED)
        return replace(after, next_try_at=now + _wait(self.round_tries, outcome, share))

    def given_up(self, reason: GivenUp) -> "Delivery":
        """Return this delivery as failed for good."""
        return replace(
            self, status=DeliveryStatus.FAILED, reason=reason, leased_until=None, lease=None, next_try_at=None
        )

    def parked(self, reason: str) -> "Delivery":
        """Return this delivery as parked: it cannot be tried."""
        return replace(
            self, status=DeliveryStatus.PARKED, reason=reason, leased_until=None, lease=None, next_try_at=None
        )

    def asked_for_again(self, now: datetime) -> "Delivery":
        """Return this delivery as due now, with the whole schedule before it."""
        return replace(
            self,
            status=DeliveryStatus.PENDING,
            reason=None,
            round_tries=0,
            leased_until=None,
            lease=None,
            next_try_at=now,
        )


def new_delivery(subscription: SubscriptionId, event: CustomerEvent, now: datetime) -> Delivery:
    """Make a delivery that nobody has tried."""
    return Delivery(
        organization_id=event.organization_id,
        subscription_id=subscription,
        event=event,
        next_try_at=now,
        created_at=now,
    )


def _wait(tries: int, outcome: Outcome, share: Callable[[], float]) -> timedelta:
    scheduled = SCHEDULE[tries]
    asked = min(outcome.retry_after or timedelta(0), LONGEST_RETRY_AFTER)
    return max(scheduled * (1 + JITTER * share()), asked)
