"""Webhooks as Quo's API takes and prints them."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from trunkline.domain.identifiers import NumberUuid
from trunkline.domain.quo import number_id, organization_id, parse_number_id, parse_webhook_id, user_id, webhook_id
from trunkline.domain.quo_webhooks import patterns_of
from trunkline.domain.subscriptions import SubscriptionFormat, SubscriptionId
from trunkline.domain.timestamps import to_iso_seconds
from trunkline.errors import NotFoundError, RuleError
from trunkline.http.messages import Request, RequestContext, Response
from trunkline.services.subscriptions import NewSubscription

if TYPE_CHECKING:
    from trunkline.http.quo.responses import WebhookResponse, WebhooksResponse, WebhookView
    from trunkline.http.quo.schemas import CreateCallWebhookRequest, CreateMessageWebhookRequest
    from trunkline.services.quo_webhooks import QuoWebhook

EVERY_NUMBER = "*"


def webhook_of(request: Request) -> SubscriptionId:
    """Return the webhook that the path names.

    Raises:
        NotFoundError: No webhook can have this id.
    """
    found = parse_webhook_id(request.path_parameters["id"])
    if found is None:
        raise NotFoundError("Webhook")
    return SubscriptionId(found)


def new_webhook(
    context: "RequestContext[CreateCallWebhookRequest] | RequestContext[CreateMessageWebhookRequest]",
) -> NewSubscription:
    """Read what the body asks to create, by the key's user unless it names another.

    Raises:
        RuleError: ``resourceIds`` names every number and certain ones.
    """
    sent: Any = context.body
    events = tuple(dict.fromkeys(sent["events"]))
    return NewSubscription(
        organization_id=context.credential.organization_id,
        workspace_uuid=None,
        created_by=sent.get("user_id") or context.credential.user_id,
        url=sent["url"],
        patterns=patterns_of(events),
        asked_events=events,
        phone_number_uuids=_numbers(sent.get("resource_ids")),
        description=sent.get("label"),
        is_enabled=sent.get("status", "enabled") == "enabled",
        format=SubscriptionFormat.QUO,
    )


def webhook_view(webhook: "QuoWebhook") -> "WebhookView":
    """Write a webhook, its members in the published order."""
    found = webhook.subscription
    return {
        "id": webhook_id(found.id),
        "userId": user_id(found.created_by),
        "orgId": organization_id(found.organization_id),
        "label": found.description,
        "status": "enabled" if found.is_enabled else "disabled",
        "url": found.url,
        "key": webhook.key,
        "createdAt": to_iso_seconds(found.created_at),
        "updatedAt": to_iso_seconds(found.updated_at),
        "deletedAt": None,
        "events": list(found.asked_events),
        "resourceIds": [number_id(uuid) for uuid in found.phone_number_uuids] or [EVERY_NUMBER],
    }


def webhook_response(webhook: "QuoWebhook", status: int = 200) -> Response:
    """Respond with a webhook as ``data``."""
    body: WebhookResponse = {"data": webhook_view(webhook)}
    return Response(status, json.dumps(body, ensure_ascii=False))


def webhooks_response(webhooks: "Sequence[QuoWebhook]") -> Response:
    """Respond with all webhooks."""
    body: WebhooksResponse = {"data": [webhook_view(webhook) for webhook in webhooks]}
    return Response(200, json.dumps(body, ensure_ascii=False))


def _numbers(sent: Sequence[str] | None) -> tuple[NumberUuid, ...]:
    """Return the numbers; none where all are asked for."""
    if sent is None or list(sent) == [EVERY_NUMBER]:
        return ()
    if EVERY_NUMBER in sent:
        raise RuleError("resourceIds", "must be the ids of phone numbers, or * alone")
    return tuple(NumberUuid(parse_number_id(each)) for each in sent)
