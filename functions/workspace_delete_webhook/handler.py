"""DELETE /api/v2/w/{workspace_uuid}/webhooks/{webhook_id}: nothing is sent there any more."""

from trunkline.domain.credentials import Scope
from trunkline.http.edge import Route
from trunkline.http.messages import RequestContext, Response
from trunkline.http.workspace.dialect import WORKSPACE, workspace_of
from trunkline.http.workspace.webhooks import WEBHOOK, webhook_of
from trunkline.services.subscriptions import Subscriptions
from trunkline.wiring.api import endpoint
from trunkline.wiring.subscriptions import subscriptions

ROUTE = Route(
    dialect=WORKSPACE,
    method="DELETE",
    path=WEBHOOK,
    scope=Scope.WEBHOOKS_WRITE,
    summary="Delete a webhook",
    success=204,
    refusals=(401, 403, 404, 422, 500, 503),
)


@endpoint(ROUTE, subscriptions)
def lambda_handler(context: RequestContext[None], service: Subscriptions) -> Response:
    """Delete the webhook. What waits to be sent there is given up."""
    service.delete(context.credential.organization_id, workspace_of(context.request), webhook_of(context.request))
    return Response(204, "")
