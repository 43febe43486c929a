"""DELETE /v1/webhooks/{id}: nothing more is sent to it."""

from trunkline.http.edge import Route
from trunkline.http.messages import RequestContext, Response
from trunkline.http.quo.dialect import WEBHOOKS, WEBHOOKS_COLLECTION
from trunkline.http.quo.webhooks import webhook_of
from trunkline.services.quo_webhooks import QuoWebhooks
from trunkline.wiring.api import endpoint
from trunkline.wiring.quo_webhooks import quo_webhooks

ROUTE = Route(
    dialect=WEBHOOKS,
    method="DELETE",
    path=WEBHOOKS_COLLECTION + "/{id}",
    summary="Delete a webhook",
    success=204,
    refusals=(401, 404, 500, 503),
)


@endpoint(ROUTE, quo_webhooks)
def lambda_handler(context: RequestContext[None], service: QuoWebhooks) -> Response:
    """Delete the webhook. What waits to be sent to it is given up."""
    service.delete(context.credential.organization_id, webhook_of(context.request))
    return Response(204, "")
