"""Events of subscriptions for the operator's other systems."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from trunkline.domain.subscriptions import Subscription
from trunkline.domain.timestamps import to_iso

_EVENTS = UUID("3c0f5f52-6a7e-5a57-9d5b-7f6a8f1b6e20")


@dataclass(frozen=True, slots=True)
class SubscriptionDisabled:
    """The service has disabled a subscription; a person's own change is no event."""

    subscription: Subscription

    @property
    def type(self) -> str:
        """Its name on the bus."""
        return "webhook.disabled"

    @property
    def occurred_at(self) -> datetime:
        """When it was switched off."""
        return self.subscription.updated_at

    @property
    def id(self) -> str:
        """The same id each time it is published, and no other event's."""
        return str(uuid5(_EVENTS, f"{self.subscription.id}\n{self.subscription.version}"))

    def detail(self) -> dict[str, Any]:
        """Return the event's content, without the URL, which may hold a secret of the customer's."""
        subscription = self.subscription
        since = subscription.failing_since
        return {
            "eventId": self.id,
            "occurredAt": to_iso(self.occurred_at),
            "organizationId": subscription.organization_id,
            "workspaceUuid": subscription.workspace_uuid,
            "webhook": {
                "id": subscription.id,
                "reason": subscription.disabled_reason,
                "failingSince": to_iso(since) if since else None,
            },
        }


def disabled_between(before: Subscription, after: Subscription) -> list[SubscriptionDisabled]:
    """Return the event, if the service has disabled the subscription by this change."""
    is_new = before.is_enabled and not after.is_enabled and after.disabled_reason is not None
    return [SubscriptionDisabled(after)] if is_new else []
