"""POST /v1/webhooks/messages: a webhook for events of messages."""

from typing import TYPE_CHECKING

from trunkline.errors import ConflictError
from trunkline.http.edge import Route
from trunkline.http.messages import RequestContext, Response
from trunkline.http.quo import schemas_core
from trunkline.http.quo.dialect import WEBHOOKS, WEBHOOKS_COLLECTION
from trunkline.http.quo.webhooks import new_webhook, webhook_response
from trunkline.services.quo_webhooks import QuoWebhooks
from trunkline.wiring.api import endpoint
from trunkline.wiring.quo_webhooks import quo_webhooks

if TYPE_CHECKING:
    from trunkline.http.quo.schemas import CreateMessageWebhookRequest

ROUTE = Route(
    dialect=WEBHOOKS,
    method="POST",
    path=WEBHOOKS_COLLECTION + "/messages",
    summary="Create a webhook for messages",
    body=schemas_core.CreateMessageWebhookRequest,
    success=201,
    response="WebhookResponse",
    refusals=(400, 401, 409, 413, 415, 500, 503),
    errors={"As many as there may be": ConflictError("This organization has 50 webhooks already; delete one first")},
    keeps_response=False,
    request_example={"events": ["message.received"], "url": "https://example.com/quo", "resourceIds": ["*"]},
)


@endpoint(ROUTE, quo_webhooks)
def lambda_handler(context: "RequestContext[CreateMessageWebhookRequest]", service: QuoWebhooks) -> Response:
    """Create the webhook and return its key. An `Idempotency-Key` is ignored: no response with a key is stored."""
    return webhook_response(service.create(new_webhook(context)), 201)
