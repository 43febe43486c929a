"""POST /api/v2/w/{workspace_uuid}/phone-numbers/{phone_number_id}/health: the carrier is asked about a number now."""

from trunkline.domain.credentials import Scope
from trunkline.http.edge import Route
from trunkline.http.messages import RequestContext, Response
from trunkline.http.workspace.dialect import MEMBER, WORKSPACE, number_of, workspace_of
from trunkline.http.workspace.healths import health_response
from trunkline.services.number_health import NumberCheckUps
from trunkline.wiring.api import endpoint
from trunkline.wiring.number_health import number_check_ups

ROUTE = Route(
    dialect=WORKSPACE,
    method="POST",
    path=MEMBER + "/health",
    scope=Scope.PHONES_WRITE,
    summary="Ask the carrier now whether a phone number is all right",
    success=200,
    response="NumberHealthResponse",
    refusals=(401, 403, 404, 409, 422, 500, 503),
)


@endpoint(ROUTE, number_check_ups)
def lambda_handler(context: RequestContext[None], service: NumberCheckUps) -> Response:
    """Look at the number at its carrier and store what was found; `unknown` when the carrier does not respond."""
    return health_response(service.check(workspace_of(context.request), number_of(context.request)))
