"""Subscriptions: an organisation says where it wants events sent, and sees what became of them."""

import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from trunkline.domain.customer_events import trial_event
from trunkline.domain.deliveries import Delivery, DeliveryStatus, new_delivery
from trunkline.domain.identifiers import NumberUuid, OrganizationId, WorkspaceUuid
from trunkline.domain.subscriptions import (
    MAX_SUBSCRIPTIONS,
    ZUDU,
    Subscription,
    SubscriptionFormat,
    SubscriptionId,
    new_subscription_id,
    parse_patterns,
    secret_context,
)
from trunkline.domain.timestamps import Clock, utc_now
from trunkline.domain.webhook_urls import check_receiver_url
from trunkline.errors import ConflictError, NotFoundError, RuleError, UnavailableError
from trunkline.invocation import attempts
from trunkline.services.carrier_accounts import Sealer
from trunkline.services.deliveries import HintQueue, hint_for
from trunkline.services.idempotency import IdempotentResponse
from trunkline.services.pages import Page
from trunkline.services.webhook_formats import FORMATS

if TYPE_CHECKING:
    from trunkline.table.deliveries import DeliveryTable
    from trunkline.table.subscriptions import SubscriptionTable


class StaleSubscriptionError(Exception):
    """The subscription was changed since it was read; read it again and decide anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiverRules:
    """Which URLs a receiver may have."""

    ports: frozenset[int]
    # True on the local stack alone.
    may_be_loopback: bool = False

    def check(self, url: str) -> None:
        """Accept a URL.

        Raises:
            RuleError: It is none of a public host, or of another port.
        """
        check_receiver_url(url, member="url", ports=self.ports, may_be_loopback=self.may_be_loopback)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSubscription:
    """What a client says of a subscription that it creates."""

    organization_id: OrganizationId
    workspace_uuid: WorkspaceUuid | None
    created_by: str
    url: str = field(repr=False)
    patterns: Sequence[str]
    asked_events: Sequence[str] = ()
    phone_number_uuids: Sequence[NumberUuid] = ()
    description: str | None = None
    is_enabled: bool = True
    format: SubscriptionFormat = SubscriptionFormat.STANDARD


@dataclass(frozen=True, slots=True)
class Subscriptions:
    """Use cases of subscriptions. A subscription of another workspace does not exist here."""

    store: "SubscriptionTable"
    deliveries: "DeliveryTable"
    queue: HintQueue
    sealer: Sealer
    rules: ReceiverRules
    clock: Clock = utc_now
    sleep: Callable[[float], None] = time.sleep

    def all(self, organization: OrganizationId, workspace: WorkspaceUuid | None) -> list[Subscription]:
        """List those of a workspace, or those of the whole organisation, the oldest first."""
        return [each for each in self.store.of_organization(organization) if each.workspace_uuid == workspace]

    def get(
        self, organization: OrganizationId, workspace: WorkspaceUuid | None, subscription: SubscriptionId
    ) -> Subscription:
        """Return a subscription.

        Raises:
            NotFoundError: There is none of this workspace.
        """
        found = self.store.find(organization, subscription)
        if found is None or found.workspace_uuid != workspace:
            raise NotFoundError("Webhook")
        return found

    def create(
        self, new: NewSubscription, idempotent: IdempotentResponse[Subscription] | None = None
    ) -> tuple[Subscription, str]:
        """Create a subscription, and return it with its secret; a response stored for retries does not have the secret.

        Raises:
            ConflictError: The organisation has as many as it may. Of several created at once some may come through.
        """
        self.rules.check(new.url)
        patterns = _patterns(new.patterns)
        if sum(each.id != ZUDU for each in self.store.of_organization(new.organization_id)) >= MAX_SUBSCRIPTIONS:
            raise ConflictError(f"This organization has {MAX_SUBSCRIPTIONS} webhooks already; delete one first")
        subscription_id, secret, now = new_subscription_id(), FORMATS[new.format].new_secret(), self.clock()
        subscription = Subscription(
            id=subscription_id,
            organization_id=new.organization_id,
            workspace_uuid=new.workspace_uuid,
            url=new.url,
            patterns=patterns,
            asked_events=tuple(new.asked_events),
            phone_number_uuids=tuple(dict.fromkeys(new.phone_number_uuids)),
            description=new.description,
            format=new.format,
            is_enabled=new.is_enabled,
            sealed_secret=self.sealer.seal(secret, secret_context(new.organization_id, subscription_id)),
            created_by=new.created_by,
            created_at=now,
            updated_at=now,
        )
        self.store.add(subscription, idempotent)
        return subscription, secret

    def change(
        self,
        organization: OrganizationId,
        workspace: WorkspaceUuid | None,
        subscription: SubscriptionId,
        changes: dict[str, Any],
    ) -> Subscription:
        """Change some members of a subscription, by their names in the domain.

        Raises:
            NotFoundError: There is none of this workspace.
            RuleError: The URL may not be sent to, or no event matches the patterns.
        """
        if "url" in changes:
            self.rules.check(changes["url"])
        if "patterns" in changes:
            changes = {**changes, "patterns": _patterns(changes["patterns"])}
        return self._changed(organization, workspace, subscription, lambda found: found.changed(changes, self.clock()))

    def rotate(
        self,
        organization: OrganizationId,
        workspace: WorkspaceUuid | None,
        subscription: SubscriptionId,
        idempotent: IdempotentResponse[Subscription] | None = None,
    ) -> tuple[Subscription, str]:
        """Give a subscription a new secret, and return both. For 24 hours the previous one signs deliveries too.

        Raises:
            NotFoundError: There is none of this workspace.
        """
        secret = ""

        def with_secret(found: Subscription) -> Subscription:
            nonlocal secret
            secret = FORMATS[found.format].new_secret()
            return found.with_secret(self.sealer.seal(secret, found.secret_context), self.clock())

        changed = self._changed(organization, workspace, subscription, with_secret, idempotent)
        return changed, secret

    def delete(
        self, organization: OrganizationId, workspace: WorkspaceUuid | None, subscription: SubscriptionId
    ) -> None:
        """Delete a subscription. Its pending deliveries fail when their time comes.

        Raises:
            NotFoundError: There is none of this workspace.
        """
        self.store.delete(self.get(organization, workspace, subscription))

    def test(
        self, organization: OrganizationId, workspace: WorkspaceUuid | None, subscription: SubscriptionId
    ) -> Delivery:
        """Have a ``webhook.test`` delivered, whichever events it takes.

        Raises:
            ConflictError: It is disabled.
            NotFoundError: There is none of this workspace.
        """
        found = self._enabled(organization, workspace, subscription)
        now = self.clock()
        event = trial_event(organization, workspace, secrets.token_hex(8), now)
        delivery = new_delivery(found.id, event, now)
        self.deliveries.add([delivery])
        self.queue.send([(hint_for(delivery), timedelta(0))])
        return delivery

    def delivered(
        self,
        organization: OrganizationId,
        workspace: WorkspaceUuid | None,
        subscription: SubscriptionId,
        status: DeliveryStatus | None,
    ) -> Callable[..., Page[Delivery]]:
        """Return a function that lists its deliveries, the newest first, or those of one status.

        Raises:
            NotFoundError: There is none of this workspace.
        """
        found = self.get(organization, workspace, subscription)

        def fetch(*, limit: int, after: str | None) -> Page[Delivery]:
            return self.deliveries.of_subscription(found, status, limit=limit, after=after)

        return fetch

    def retry(
        self,
        organization: OrganizationId,
        workspace: WorkspaceUuid | None,
        subscription: SubscriptionId,
        delivery_id: str,
    ) -> Delivery:
        """Deliver an event again now, whatever its status; should that fail, the whole schedule follows.

        Raises:
            ConflictError: The subscription is disabled.
            NotFoundError: There is none of this workspace, or no such delivery.
        """
        found = self._enabled(organization, workspace, subscription)
        for _ in attempts(self.sleep):
            before = self.deliveries.find(found, delivery_id)
            if before is None:
                raise NotFoundError("Delivery")
            now = self.clock()
            if before.leased_until and now < before.leased_until:
                # It is being tried at this moment.
                return before
            after = before.asked_for_again(now)
            if self.deliveries.ask_again(before, after):
                self.queue.send([(hint_for(after), timedelta(0))])
                return after
        raise UnavailableError

    def _enabled(
        self, organization: OrganizationId, workspace: WorkspaceUuid | None, subscription: SubscriptionId
    ) -> Subscription:
        found = self.get(organization, workspace, subscription)
        if not found.is_enabled:
            raise ConflictError("This webhook is disabled; enable it first")
        return found

    def _changed(
        self,
        organization: OrganizationId,
        workspace: WorkspaceUuid | None,
        subscription: SubscriptionId,
        change: Callable[[Subscription], Subscription],
        idempotent: IdempotentResponse[Subscription] | None = None,
    ) -> Subscription:
        for _ in attempts(self.sleep):
            before = self.get(organization, workspace, subscription)
            after = change(before)
            try:
                if after is not before:
                    self.store.save(before, after, idempotent)
            except StaleSubscriptionError:
                continue
            return after
        raise UnavailableError


def _patterns(patterns: Sequence[str]) -> tuple[str, ...]:
    try:
        return parse_patterns(patterns)
    except ValueError as error:
        raise RuleError("events", str(error)) from None
