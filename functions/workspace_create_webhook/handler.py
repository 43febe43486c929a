"""POST /api/v2/w/{workspace_uuid}/webhooks: events are sent to an endpoint from now on."""

from functools import partial
from typing import TYPE_CHECKING

from trunkline.domain.credentials import Scope
from trunkline.errors import ConflictError
from trunkline.http.edge import Route
from trunkline.http.messages import RequestContext, Response
from trunkline.http.workspace import schemas_core
from trunkline.http.workspace.dialect import WORKSPACE, workspace_of
from trunkline.http.workspace.webhooks import WEBHOOKS, changes_of, secret_response
from trunkline.services.subscriptions import NewSubscription, Subscriptions
from trunkline.wiring.api import endpoint
from trunkline.wiring.subscriptions import subscriptions

if TYPE_CHECKING:
    from trunkline.http.workspace.schemas import CreateWebhookRequest

ROUTE = Route(
    dialect=WORKSPACE,
    method="POST",
    path=WEBHOOKS,
    scope=Scope.WEBHOOKS_WRITE,
    summary="Create a webhook",
    body=schemas_core.CreateWebhookRequest,
    success=201,
    response="WebhookSecretView",
    refusals=(400, 401, 403, 404, 409, 413, 415, 422, 500, 503),
    errors={
        "There are as many as there may be": ConflictError(
            "This organization has 50 webhooks already; delete one first"
        )
    },
    request_example={
        "url": "https://example.com/webhooks",
        "events": ["call.*", "message.received"],
        "description": "CRM",
    },
)


@endpoint(ROUTE, subscriptions)
def lambda_handler(context: "RequestContext[CreateWebhookRequest]", service: Subscriptions) -> Response:
    """Create the webhook. The response shows its secret, and nothing shows it again; a retry's response does not."""
    new = NewSubscription(
        organization_id=context.credential.organization_id,
        workspace_uuid=workspace_of(context.request),
        created_by=context.credential.user_id,
        **changes_of(context.body),
    )
    created = partial(secret_response, status=201)
    return created(*service.create(new, context.idempotent(created)))
