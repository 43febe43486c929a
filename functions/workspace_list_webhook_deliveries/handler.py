"""GET /api/v2/w/{workspace_uuid}/webhooks/{webhook_id}/deliveries: what became of events."""

from trunkline.domain.credentials import Scope
from trunkline.http.edge import Route
from trunkline.http.lists import list_response
from trunkline.http.messages import RequestContext, Response
from trunkline.http.workspace.dialect import WORKSPACE, workspace_of
from trunkline.http.workspace.webhooks import DELIVERY_PARAMETERS, WEBHOOK, delivery_view, webhook_of
from trunkline.services.subscriptions import Subscriptions
from trunkline.wiring.api import endpoint
from trunkline.wiring.subscriptions import subscriptions

ROUTE = Route(
    dialect=WORKSPACE,
    method="GET",
    path=WEBHOOK + "/deliveries",
    scope=Scope.WEBHOOKS_READ,
    summary="List the deliveries of a webhook",
    query=DELIVERY_PARAMETERS,
    success=200,
    response="DeliveryList",
    refusals=(400, 401, 403, 404, 422, 500, 503),
)


@endpoint(ROUTE, subscriptions)
def lambda_handler(context: RequestContext[None], service: Subscriptions) -> Response:
    """Return the deliveries of the last 30 days, the newest first, with every try."""
    webhook, status = webhook_of(context.request), context.query["status"]
    fetch = service.delivered(context.credential.organization_id, workspace_of(context.request), webhook, status)
    return list_response(context, list_name=f"deliveries {webhook} {status}", fetch=fetch, view=delivery_view)
