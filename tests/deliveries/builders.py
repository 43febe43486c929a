"""Events and subscriptions, with overrides by keyword."""

from datetime import UTC, datetime
from typing import Any

from trunkline.domain.customer_events import CustomerEvent, EventType, event_id
from trunkline.domain.identifiers import NumberUuid, OrganizationId, WorkspaceUuid
from trunkline.domain.subscriptions import Subscription, SubscriptionId, new_subscription_id

ORGANIZATION = OrganizationId("org_acme")
WORKSPACE = WorkspaceUuid("5d6e7f80-1111-4222-8333-944455556666")
NUMBER = NumberUuid("84ba1896-3854-576e-a1a5-566f8da4a445")
BEGINNING = datetime(2026, 11, 29, 12, tzinfo=UTC)


def an_event(name: str = "1", **overrides: Any) -> CustomerEvent:
    """A message that has come in; its id follows from its name and time."""
    occurred_at = overrides.get("occurred_at", BEGINNING)
    kind = overrides.get("type", EventType.MESSAGE_RECEIVED)
    members: dict[str, Any] = {
        "id": event_id(kind, occurred_at, (overrides.get("organization_id", ORGANIZATION), name)),
        "type": kind,
        "occurred_at": occurred_at,
        "organization_id": ORGANIZATION,
        "workspace_uuid": WORKSPACE,
        "phone_number_uuid": NUMBER,
        "line": NUMBER,
        "data": {"name": name},
    }
    return CustomerEvent(**{**members, **overrides})


def a_subscription(**overrides: Any) -> Subscription:
    """An enabled one of a workspace that takes everything."""
    members: dict[str, Any] = {
        "id": SubscriptionId(new_subscription_id()),
        "organization_id": ORGANIZATION,
        "workspace_uuid": WORKSPACE,
        "url": "https://receiver.example/hooks",
        "patterns": ("*",),
        "sealed_secret": "sealed:whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "created_by": "64e5f12345abcdef12345678",
        "created_at": BEGINNING,
        "updated_at": BEGINNING,
    }
    return Subscription(**{**members, **overrides})
