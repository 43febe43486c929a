"""GET /api/v2/w/{workspace_uuid}/webhooks/{webhook_id}: one webhook."""

from trunkline.domain.credentials import Scope
from trunkline.http.edge import Route
from trunkline.http.messages import RequestContext, Response
from trunkline.http.workspace.dialect import WORKSPACE, workspace_of
from trunkline.http.workspace.webhooks import WEBHOOK, webhook_of, webhook_response
from trunkline.services.subscriptions import Subscriptions
from trunkline.wiring.api import endpoint
from trunkline.wiring.subscriptions import subscriptions

ROUTE = Route(
    dialect=WORKSPACE,
    method="GET",
    path=WEBHOOK,
    scope=Scope.WEBHOOKS_READ,
    summary="Get a webhook",
    success=200,
    response="WebhookView",
    refusals=(401, 403, 404, 422, 500, 503),
)


@endpoint(ROUTE, subscriptions)
def lambda_handler(context: RequestContext[None], service: Subscriptions) -> Response:
    """Return the webhook without its secret, and whether it is switched on."""
    found = service.get(context.credential.organization_id, workspace_of(context.request), webhook_of(context.request))
    return webhook_response(found)
