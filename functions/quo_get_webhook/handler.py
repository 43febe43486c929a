"""GET /v1/webhooks/{id}: one webhook."""

from trunkline.http.edge import Route
from trunkline.http.messages import RequestContext, Response
from trunkline.http.quo.dialect import WEBHOOKS, WEBHOOKS_COLLECTION
from trunkline.http.quo.webhooks import webhook_of, webhook_response
from trunkline.services.quo_webhooks import QuoWebhooks
from trunkline.wiring.api import endpoint
from trunkline.wiring.quo_webhooks import quo_webhooks

ROUTE = Route(
    dialect=WEBHOOKS,
    method="GET",
    path=WEBHOOKS_COLLECTION + "/{id}",
    summary="Get a webhook by its id",
    success=200,
    response="WebhookResponse",
    refusals=(401, 404, 500, 503),
)


@endpoint(ROUTE, quo_webhooks)
def lambda_handler(context: RequestContext[None], service: QuoWebhooks) -> Response:
    """Return the webhook with its key."""
    return webhook_response(service.get(context.credential.organization_id, webhook_of(context.request)))
