"""POST /api/v2/w/{workspace_uuid}/webhooks/{webhook_id}/test: a webhook is tried out."""

from trunkline.domain.credentials import Scope
from trunkline.http.edge import Route
from trunkline.http.messages import RequestContext, Response
from trunkline.http.workspace.dialect import WORKSPACE, workspace_of
from trunkline.http.workspace.webhooks import DISABLED, WEBHOOK, delivery_response, webhook_of
from trunkline.services.subscriptions import Subscriptions
from trunkline.wiring.api import endpoint
from trunkline.wiring.subscriptions import subscriptions

ROUTE = Route(
    dialect=WORKSPACE,
    method="POST",
    path=WEBHOOK + "/test",
    scope=Scope.WEBHOOKS_WRITE,
    summary="Send a test event to a webhook",
    success=202,
    response="DeliveryView",
    refusals=(401, 403, 404, 409, 422, 500, 503),
    errors=DISABLED,
)


@endpoint(ROUTE, subscriptions)
def lambda_handler(context: RequestContext[None], service: Subscriptions) -> Response:
    """Have a `webhook.test` delivered, whichever events the webhook takes. Its deliveries say what came of it."""
    delivery = service.test(
        context.credential.organization_id, workspace_of(context.request), webhook_of(context.request)
    )
    return delivery_response(delivery)
