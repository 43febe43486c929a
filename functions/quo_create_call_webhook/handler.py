"""POST /v1/webhooks/calls: a webhook for events of calls."""

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
    from trunkline.http.quo.schemas import CreateCallWebhookRequest

ROUTE = Route(
    dialect=WEBHOOKS,
    method="POST",
    path=WEBHOOKS_COLLECTION + "/calls",
    summary="Create a webhook for calls",
    body=schemas_core.CreateCallWebhookRequest,
    success=201,
    response="WebhookResponse",
    refusals=(400, 401, 409, 413, 415, 500, 503),
    errors={"As many as there may be": ConflictError("This organization has 50 webhooks already; delete one first")},
    keeps_response=False,
    request_example={"events": ["call.completed", "call.ringing"], "url": "https://example.com/quo", "label": "Calls"},
)


@endpoint(ROUTE, quo_webhooks)
def lambda_handler(context: "RequestContext[CreateCallWebhookRequest]", service: QuoWebhooks) -> Response:
    """Create the webhook and return its key. An `Idempotency-Key` is ignored: no response with a key is stored."""
    return webhook_response(service.create(new_webhook(context)), 201)
