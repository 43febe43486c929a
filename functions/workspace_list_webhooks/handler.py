"""GET /api/v2/w/{workspace_uuid}/webhooks: the webhooks of a workspace."""

import json

from trunkline.domain.credentials import Scope
from trunkline.http.edge import Route
from trunkline.http.messages import RequestContext, Response
from trunkline.http.workspace.dialect import WORKSPACE, workspace_of
from trunkline.http.workspace.webhooks import WEBHOOKS, webhook_view
from trunkline.services.subscriptions import Subscriptions
from trunkline.wiring.api import endpoint
from trunkline.wiring.subscriptions import subscriptions

ROUTE = Route(
    dialect=WORKSPACE,
    method="GET",
    path=WEBHOOKS,
    scope=Scope.WEBHOOKS_READ,
    summary="List the webhooks of a workspace",
    success=200,
    response="WebhookList",
    refusals=(401, 403, 404, 422, 500, 503),
)


@endpoint(ROUTE, subscriptions)
def lambda_handler(context: RequestContext[None], service: Subscriptions) -> Response:
    """Return all webhooks, the oldest first, without their secrets. An organisation has 50 at most."""
    found = service.all(context.credential.organization_id, workspace_of(context.request))
    return Response(200, json.dumps([webhook_view(each) for each in found]))
