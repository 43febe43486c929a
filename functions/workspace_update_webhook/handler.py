"""PATCH /api/v2/w/{workspace_uuid}/webhooks/{webhook_id}: a webhook changes."""

from typing import TYPE_CHECKING

from trunkline.domain.credentials import Scope
from trunkline.http.edge import Route
from trunkline.http.messages import RequestContext, Response
from trunkline.http.workspace import schemas_core
from trunkline.http.workspace.dialect import WORKSPACE, workspace_of
from trunkline.http.workspace.webhooks import WEBHOOK, changes_of, webhook_of, webhook_response
from trunkline.services.subscriptions import Subscriptions
from trunkline.wiring.api import endpoint
from trunkline.wiring.subscriptions import subscriptions

if TYPE_CHECKING:
    from trunkline.http.workspace.schemas import UpdateWebhookRequest

ROUTE = Route(
    dialect=WORKSPACE,
    method="PATCH",
    path=WEBHOOK,
    scope=Scope.WEBHOOKS_WRITE,
    summary="Change a webhook",
    body=schemas_core.UpdateWebhookRequest,
    success=200,
    response="WebhookView",
    refusals=(400, 401, 403, 404, 413, 415, 422, 500, 503),
    request_example={"enabled": True},
)


@endpoint(ROUTE, subscriptions)
def lambda_handler(context: "RequestContext[UpdateWebhookRequest]", service: Subscriptions) -> Response:
    """Change what the body names, from the next event on. Whoever switches it on again begins anew after failures."""
    changed = service.change(
        context.credential.organization_id,
        workspace_of(context.request),
        webhook_of(context.request),
        changes_of(context.body),
    )
    return webhook_response(changed)
