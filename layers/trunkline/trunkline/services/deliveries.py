"""Deliveries of events to customers: made from events, tried until they succeed or fail for good.

The table says what is due; messages in the queue are hints that it is time. So nothing is lost with a message, and one
that comes twice does nothing twice: a try is claimed in the table, under a lease. The due index shows the scheduled
cleanup what has no hint.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from trunkline.domain.customer_events import CustomerEvent, called_number
from trunkline.domain.deliveries import Delivery, DeliveryStatus, GivenUp, Outcome, new_delivery
from trunkline.domain.identifiers import OrganizationId
from trunkline.domain.subscriptions import FAILS_FOR_AT_MOST, ZUDU, DisabledReason, Subscription, SubscriptionId
from trunkline.domain.timestamps import Clock, utc_now
from trunkline.errors import UnavailableError
from trunkline.observability import emit, logger
from trunkline.services.carrier_accounts import Sealer
from trunkline.services.expiring_cache import ExpiringCache
from trunkline.services.slow_organizations import SlowOrganizations
from trunkline.services.webhook_formats import FORMATS

if TYPE_CHECKING:
    from trunkline.services.zudu_webhooks import ZuduWebhooks
    from trunkline.table.deliveries import DeliveryTable
    from trunkline.table.subscriptions import SubscriptionTable
    from trunkline.table.zudu_webhooks import ZuduWebhookTable

# What a message of the queue may wait; for longer the due index has it.
LONGEST_HINT = timedelta(minutes=15)
# Clocks of two functions differ by as much.
TOLERANCE = timedelta(seconds=1)
# Whoever takes the first try of another delivery of the line has come before us; after so many the message comes again.
MAX_RACES = 10
CACHE_SECONDS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """Which delivery it is time for."""

    organization_id: OrganizationId
    subscription_id: SubscriptionId
    line: str
    event_id: str


class HintQueue(Protocol):
    """Where hints wait, each organisation's on their own."""

    def send(self, hints: Sequence[tuple[Hint, timedelta]]) -> None:
        """Have each come back after its time, 15 minutes at most."""


class Poster(Protocol):
    """Sends to endpoints."""

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Outcome:
        """Send once; every failure is an outcome too."""


class Ending(StrEnum):
    """What has become of a hint; also the names of the counts."""

    DELIVERED = "Delivered"
    # To be tried again.
    POSTPONED = "Postponed"
    # Failed for good.
    FAILED = "Failed"
    PARKED = "Parked"
    # Its organisation is slow: it waits in the queue of these.
    MOVED = "Moved"
    # There was nothing to do: it is done, or somebody is at it.
    NOTHING_DUE = "NothingDue"


def hint_for(delivery: Delivery) -> Hint:
    """Return the hint that it is time for a delivery."""
    return Hint(
        organization_id=delivery.organization_id,
        subscription_id=delivery.subscription_id,
        line=delivery.event.line,
        event_id=delivery.id,
    )


@dataclass(frozen=True, slots=True)
class Request:
    """What an endpoint is sent."""

    subscription: Subscription
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class FanOut:
    """Makes a delivery of an event for each subscription that takes it; may be repeated."""

    subscriptions: "SubscriptionTable"
    deliveries: "DeliveryTable"
    queue: HintQueue
    clock: Clock = utc_now
    zudu_numbers: "ZuduWebhookTable | None" = None

    def spread(self, events: Sequence[CustomerEvent]) -> int:
        """Make the deliveries, then hint at them; returns how many there are.

        One that is there already stays as it is and is hinted at once more: the hint may be what was lost.
        """
        found: dict[OrganizationId, Sequence[Subscription]] = {}
        made: list[Delivery] = []
        for event in events:
            organization = event.organization_id
            if organization not in found:
                found[organization] = self.subscriptions.of_organization(organization)
            made += [
                new_delivery(subscription.id, event, self.clock())
                for subscription in found[organization]
                if subscription.takes(event)
            ]
        made += [new_delivery(ZUDU, event, self.clock()) for event in self._of_zudus_numbers(events)]
        self.deliveries.add(made)
        self.queue.send([(hint_for(delivery), timedelta(0)) for delivery in made])
        return len(made)

    def _of_zudus_numbers(self, events: Sequence[CustomerEvent]) -> Sequence[CustomerEvent]:
        """Return the events that came in for numbers with a URL of their own."""
        called = {event.id: (event.organization_id, number) for event in events if (number := called_number(event))}
        if self.zudu_numbers is None or not called:
            return ()
        wanted = self.zudu_numbers.with_url(set(called.values()))
        return [event for event in events if called.get(event.id) in wanted]


@dataclass(frozen=True, slots=True)
class Deliverer:
    """Tries deliveries; one lives as long as the warm environment and remembers for five minutes what it unsealed."""

    subscriptions: "SubscriptionTable"
    deliveries: "DeliveryTable"
    queue: HintQueue
    sender: Poster
    sealer: Sealer
    slow: SlowOrganizations
    clock: Clock = utc_now
    share: Callable[[], float] = random.random
    zudu: "ZuduWebhooks | None" = None
    _unsealed: ExpiringCache[str, str] = field(
        default_factory=lambda: ExpiringCache(CACHE_SECONDS, entries=4096), repr=False
    )

    def deliver(self, hint: Hint, *, is_among_slow: bool = False) -> Ending:
        """Try the delivery that is hinted at; or the first of its line that nobody has tried, and it later.

        So the events of a line start in order, whatever order hints come in.

        Args:
            hint: Which delivery it is time for.
            is_among_slow: Whether it comes from the queue of slow organisations, and so is not moved there.

        Raises:
            UnavailableError: The table or the key is too busy. The hint is to come again.
        """
        if not is_among_slow and self.slow.takes(hint):
            return Ending.MOVED
        for _ in range(MAX_RACES):
            delivery = self.deliveries.first_to_try(hint)
            if delivery is None:
                return Ending.NOTHING_DUE
            ending = self._tried(delivery)
            if ending is not None:
                if delivery.id != hint.event_id:
                    self.queue.send([(hint, timedelta(0))])
                return ending
            if delivery.id == hint.event_id:
                return Ending.NOTHING_DUE
        raise UnavailableError

    def _tried(self, waiting: Delivery) -> Ending | None:
        """Try a delivery, and return the result; None where it is not due, or somebody else tries it."""
        now = self.clock()
        if not waiting.may_be_tried(now + TOLERANCE):
            return None
        subscription = self._subscription(waiting)
        request = self._request(subscription, waiting.event, now)
        delivery = waiting.begun(now)
        if not self.deliveries.begin(waiting, delivery):
            return None
        if not isinstance(request, Request):
            return self._ended(delivery, _not_sent(delivery, request))
        with self.slow.watching(delivery.organization_id):
            outcome = self.sender.post(request.subscription.url, request.headers, request.body)
        ending = self._ended(delivery, delivery.ended(outcome, self.clock(), self.share))
        self._note(request.subscription, outcome)
        return ending

    def _subscription(self, waiting: Delivery) -> Subscription | None:
        if waiting.subscription_id == ZUDU:
            return self.zudu.receiver(waiting.event) if self.zudu else None
        return self.subscriptions.find(waiting.organization_id, waiting.subscription_id)

    def _request(
        self, subscription: Subscription | None, event: CustomerEvent, now: datetime
    ) -> "Request | GivenUp | str":
        """Return the request to send, or why nothing is sent, in the word for a fault of ours."""
        if subscription is None:
            return GivenUp.DELETED
        if not subscription.is_enabled:
            return GivenUp.DISABLED
        try:
            written = FORMATS[subscription.format]
            secrets = [self._secret(subscription, sealed) for sealed in subscription.sealed_secrets(now)]
            body = written.body_of(event)
            return Request(subscription, written.headers_of(event, secrets, body, now), body)
        except UnavailableError:
            raise
        except Exception as error:  # noqa: BLE001 - it would fail each time: an operator looks at it
            logger.error("delivery parked", delivery=event.id, webhook=subscription.id, error=type(error).__name__)
            return type(error).__name__

    def _secret(self, subscription: Subscription, sealed: str) -> str:
        secret = self._unsealed.get(sealed, lambda: self.sealer.unseal(sealed, subscription.secret_context))
        assert secret is not None  # noqa: S101 - unsealing gives a text or fails
        return secret

    def _ended(self, begun: Delivery, ended: Delivery) -> Ending:
        if not self.deliveries.end(begun, ended):
            # It took longer than the lease, and another try has begun.
            return Ending.NOTHING_DUE
        if ended.status is not DeliveryStatus.PENDING or ended.next_try_at is None:
            return Ending(ended.status.capitalize())
        wait = ended.next_try_at - self.clock()
        if wait <= LONGEST_HINT:
            self.queue.send([(hint_for(ended), wait)])
        return Ending.POSTPONED

    def _note(self, subscription: Subscription, outcome: Outcome) -> None:
        """Keep since when the endpoint fails, and switch it off where it wants no more or fails for too long."""
        if subscription.id == ZUDU:
            # It is what all numbers share: one number's dead URL switches off nothing.
            return
        now, since = self.clock(), subscription.failing_since
        if outcome.is_success:
            if since is not None:
                self.subscriptions.note_success(subscription)
        elif outcome.is_gone:
            self._disable(subscription, DisabledReason.GONE, now)
        elif since is None:
            self.subscriptions.note_failure(subscription, now)
        elif now - since >= FAILS_FOR_AT_MOST:
            self._disable(subscription, DisabledReason.FAILING, now)

    def _disable(self, subscription: Subscription, reason: DisabledReason, now: datetime) -> None:
        if self.subscriptions.disable(subscription, reason, now):
            emit({"WebhooksDisabled": 1})
            logger.warning(
                "webhook disabled",
                organization=subscription.organization_id,
                webhook=subscription.id,
                reason=reason,
            )


def _not_sent(delivery: Delivery, reason: GivenUp | str) -> Delivery:
    return delivery.given_up(reason) if isinstance(reason, GivenUp) else delivery.parked(reason)
