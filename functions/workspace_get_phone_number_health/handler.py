"""GET /api/v2/w/{workspace_uuid}/phone-numbers/{phone_number_id}/health: whether a number is all right."""

from trunkline.domain.credentials import Scope
from trunkline.http.edge import Route
from trunkline.http.messages import RequestContext, Response
from trunkline.http.workspace.dialect import MEMBER, WORKSPACE, number_of, workspace_of
from trunkline.http.workspace.healths import health_response
from trunkline.services.number_health import NumberHealths
from trunkline.wiring.api import endpoint
from trunkline.wiring.number_health import number_healths

ROUTE = Route(
    dialect=WORKSPACE,
    method="GET",
    path=MEMBER + "/health",
    scope=Scope.PHONES_READ,
    summary="Tell whether a phone number is all right",
    success=200,
    response="NumberHealthResponse",
    refusals=(401, 403, 404, 422, 500, 503),
)


@endpoint(ROUTE, number_healths)
def lambda_handler(context: RequestContext[None], service: NumberHealths) -> Response:
    """Return what is known without asking the carrier: what the last look at it or at its whole account has found."""
    return health_response(service.get(workspace_of(context.request), number_of(context.request)))
