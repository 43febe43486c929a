"""POST /api/v2/w/{workspace_uuid}/webhooks/{webhook_id}/rotate: a webhook gets a new secret."""

from functools import partial

from trunkline.domain.credentials import Scope
from trunkline.http.edge import Route
from trunkline.http.messages import RequestContext, Response
from trunkline.http.workspace.dialect import WORKSPACE, workspace_of
from trunkline.http.workspace.webhooks import WEBHOOK, secret_response, webhook_of
from trunkline.services.subscriptions import Subscriptions
from trunkline.wiring.api import endpoint
from trunkline.wiring.subscriptions import subscriptions

ROUTE = Route(
    dialect=WORKSPACE,
    method="POST",
    path=WEBHOOK + "/rotate",
    scope=Scope.WEBHOOKS_WRITE,
    summary="Give a webhook a new secret",
    success=200,
    response="WebhookSecretView",
    refusals=(401, 403, 404, 409, 422, 500, 503),
)


@endpoint(ROUTE, subscriptions)
def lambda_handler(context: RequestContext[None], service: Subscriptions) -> Response:
    """Make a new secret, which the response shows once. For 24 hours deliveries are signed with the one before too."""
    rotated = partial(secret_response, status=200)
    subscription, secret = service.rotate(
        context.credential.organization_id,
        workspace_of(context.request),
        webhook_of(context.request),
        context.idempotent(rotated),
    )
    return rotated(subscription, secret)
