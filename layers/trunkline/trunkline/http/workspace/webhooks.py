"""What the routes of customers' webhooks in the workspace API share."""

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from trunkline.domain.deliveries import Delivery, DeliveryStatus, Try
from trunkline.domain.identifiers import canonical_uuid
from trunkline.domain.subscriptions import Subscription, SubscriptionId
from trunkline.domain.timestamps import to_iso
from trunkline.errors import ConflictError, FieldError, SchemaError
from trunkline.http.edge import QueryParameter
from trunkline.http.lists import CURSOR_SCHEMA, DEFAULT_LIMIT, page_size, page_size_schema
from trunkline.http.messages import Request, Response

if TYPE_CHECKING:
    from trunkline.http.workspace.webhook_responses import DeliveryView, TryView, WebhookSecretView, WebhookView

WEBHOOKS = "/api/v2/w/{workspace_uuid}/webhooks"
WEBHOOK = WEBHOOKS + "/{webhook_id}"
DISABLED = {"The webhook is disabled": ConflictError("This webhook is disabled; enable it first")}
# A page reads as many of each status.
MAX_DELIVERIES = 200
_DELIVERY_ID = re.compile("[A-Za-z0-9_]{1,64}")

# By their names in the domain.
_MEMBERS = {
    "url": "url",
    "events": "patterns",
    "phone_number_uuids": "phone_number_uuids",
    "description": "description",
    "enabled": "is_enabled",
}


def _status(text: str) -> DeliveryStatus:
    try:
        return DeliveryStatus(text)
    except ValueError:
        raise ValueError(f"must be one of {', '.join(DeliveryStatus)}") from None


DELIVERY_PARAMETERS = (
    QueryParameter(
        "status",
        _status,
        "Only deliveries of this status.",
        {"type": "string", "enum": [str(status) for status in DeliveryStatus]},
    ),
    QueryParameter(
        "limit",
        page_size(MAX_DELIVERIES),
        f"Page size, 1 to {MAX_DELIVERIES}.",
        page_size_schema(MAX_DELIVERIES),
        default=min(DEFAULT_LIMIT, MAX_DELIVERIES),
    ),
    QueryParameter(
        "cursor", str, 'Where the page starts, from the `Link: <...>; rel="next"` of the one before.', CURSOR_SCHEMA
    ),
)


def webhook_of(request: Request) -> SubscriptionId:
    """Return the webhook that the path names.

    Raises:
        SchemaError: It is not a UUID.
    """
    uuid = canonical_uuid(request.path_parameters["webhook_id"])
    if uuid is None:
        raise SchemaError([FieldError(("path", "webhook_id"), "must be a UUID")])
    return SubscriptionId(uuid)


def delivery_of(request: Request) -> str:
    """Return the delivery that the path names.

    Raises:
        SchemaError: No delivery has such an id.
    """
    text = request.path_parameters["delivery_id"]
    if not _DELIVERY_ID.fullmatch(text):
        raise SchemaError([FieldError(("path", "delivery_id"), "must be the id of a delivery")])
    return text


def changes_of(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return a body's members by their names in the domain; no list of numbers means all of them."""
    changes = {_MEMBERS[name]: value for name, value in body.items()}
    for name in ("patterns", "phone_number_uuids"):
        if name in changes:
            changes[name] = tuple(dict.fromkeys(changes[name] or ()))
    return changes


def webhook_view(subscription: Subscription) -> "WebhookView":
    """Write a webhook, without its secret."""
    until, since = subscription.earlier_secret_until, subscription.failing_since
    return {
        "id": subscription.id,
        "url": subscription.url,
        "events": list(subscription.patterns),
        "phoneNumberUuids": list(subscription.phone_number_uuids) or None,
        "description": subscription.description,
        "enabled": subscription.is_enabled,
        "disabledReason": subscription.disabled_reason,
        "failingSince": to_iso(since) if since else None,
        "earlierSecretUntil": to_iso(until) if until else None,
        "createdBy": subscription.created_by,
        "createdAt": to_iso(subscription.created_at),
        "updatedAt": to_iso(subscription.updated_at),
    }


def webhook_response(subscription: Subscription) -> Response:
    """Respond with a webhook."""
    return Response(200, json.dumps(webhook_view(subscription)))


def secret_response(subscription: Subscription, secret: str | None = None, *, status: int) -> Response:
    """Respond with a webhook and its secret; the response stored for a retry has none."""
    view: WebhookSecretView = {**webhook_view(subscription), "secret": secret}
    return Response(status, json.dumps(view))


def delivery_view(delivery: Delivery) -> "DeliveryView":
    """Write a delivery with its tries, the oldest first."""
    event = delivery.event
    return {
        "id": delivery.id,
        "type": event.type,
        "timestamp": to_iso(event.occurred_at),
        "status": delivery.status,
        "reason": delivery.reason,
        "nextTryAt": to_iso(delivery.next_try_at) if delivery.next_try_at else None,
        "tries": [_try_view(each) for each in delivery.tries],
        "responseBody": delivery.response_body or None,
        "data": event.data,
        "createdAt": to_iso(delivery.created_at),
    }


def delivery_response(delivery: Delivery) -> Response:
    """Respond with a delivery that goes on."""
    return Response(202, json.dumps(delivery_view(delivery)))


def _try_view(tried: Try) -> "TryView":
    return {
        "at": to_iso(tried.at),
        "status": tried.status,
        "error": tried.error,
        "milliseconds": tried.milliseconds,
    }
