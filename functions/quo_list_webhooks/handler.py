"""GET /v1/webhooks: the webhooks of the organisation."""

from trunkline.http.edge import QueryParameter, Route
from trunkline.http.messages import RequestContext, Response
from trunkline.http.quo.conversations import parse_user_id
from trunkline.http.quo.dialect import WEBHOOKS, WEBHOOKS_COLLECTION
from trunkline.http.quo.webhooks import webhooks_response
from trunkline.services.quo_webhooks import QuoWebhooks
from trunkline.wiring.api import endpoint
from trunkline.wiring.quo_webhooks import quo_webhooks

USER = QueryParameter(
    "userId",
    parse_user_id,
    "Only those that this user has created; without it those of all users.",
    {"type": "string", "pattern": "^US"},
)
ROUTE = Route(
    dialect=WEBHOOKS,
    method="GET",
    path=WEBHOOKS_COLLECTION,
    summary="List webhooks",
    query=(USER,),
    success=200,
    response="WebhooksResponse",
    refusals=(400, 401, 500, 503),
)


@endpoint(ROUTE, quo_webhooks)
def lambda_handler(context: RequestContext[None], service: QuoWebhooks) -> Response:
    """Return the webhooks that were created by this API, the oldest first."""
    return webhooks_response(service.all(context.credential.organization_id, context.query["userId"]))
