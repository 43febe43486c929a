"""GET /api/v2/w/{workspace_uuid}/phone-numbers/{phone_number_id}: one number."""

from trunkline import wiring
from trunkline.domain.credentials import Scope
from trunkline.http.edge import RequestContext, endpoint
from trunkline.http.messages import Response
from trunkline.http.routes import Route
from trunkline.http.workspace.dialect import MEMBER, WORKSPACE, number_of, workspace_of
from trunkline.http.workspace.views import phone_number_response

ROUTE = Route(
    dialect=WORKSPACE,
    method="GET",
    path=MEMBER,
    scope=Scope.PHONES_READ,
    summary="Get a phone number by its id or UUID",
    success=200,
    response="PhoneNumberResponse",
    refusals=(401, 403, 404, 422, 500, 503),
)


@endpoint(ROUTE, wiring.phone_numbers)
def lambda_handler(context: RequestContext[None]) -> Response:
    """Answer the number, live or archived."""
    return phone_number_response(wiring.phone_numbers().get(workspace_of(context.request), number_of(context.request)))
