"""POST .../webhooks/{webhook_id}/deliveries/{delivery_id}/retry: an event is delivered again."""

from trunkline.domain.credentials import Scope
from trunkline.http.edge import Route
from trunkline.http.messages import RequestContext, Response
from trunkline.http.workspace.dialect import WORKSPACE, workspace_of
from trunkline.http.workspace.webhooks import DISABLED, WEBHOOK, delivery_of, delivery_response, webhook_of
from trunkline.services.subscriptions import Subscriptions
from trunkline.wiring.api import endpoint
from trunkline.wiring.subscriptions import subscriptions

ROUTE = Route(
    dialect=WORKSPACE,
    method="POST",
    path=WEBHOOK + "/deliveries/{delivery_id}/retry",
    scope=Scope.WEBHOOKS_WRITE,
    summary="Deliver an event again",
    success=202,
    response="DeliveryView",
    refusals=(401, 403, 404, 409, 422, 500, 503),
    errors=DISABLED,
)


@endpoint(ROUTE, subscriptions)
def lambda_handler(context: RequestContext[None], service: Subscriptions) -> Response:
    """Try the delivery again at once, whatever became of it. Should it fail, the whole schedule follows."""
    delivery = service.retry(
        context.credential.organization_id,
        workspace_of(context.request),
        webhook_of(context.request),
        delivery_of(context.request),
    )
    return delivery_response(delivery)
