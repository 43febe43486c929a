"""GET /v1/phones/{phone_id}: one phone."""

from trunkline import wiring
from trunkline.domain.credentials import Scope
from trunkline.http.edge import RequestContext, endpoint
from trunkline.http.messages import Response
from trunkline.http.routes import Route
from trunkline.http.well.dialect import MEMBER, WELL, WORKSPACE_PARAMETER, phone_id_of, workspace_of
from trunkline.http.well.views import phone_response

ROUTE = Route(
    dialect=WELL,
    method="GET",
    path=MEMBER,
    scope=Scope.PHONES_READ,
    summary="Get a phone with what is known of the records that it belongs to",
    query=(WORKSPACE_PARAMETER,),
    success=200,
    response="PhoneResponse",
    refusals=(400, 401, 403, 404, 500, 503),
)


@endpoint(ROUTE, wiring.well_phones)
def lambda_handler(context: RequestContext[None]) -> Response:
    """Answer the phone, unless it is deleted."""
    workspace = workspace_of(context.credential, context.request)
    return phone_response(wiring.well_phones().get(workspace, phone_id_of(context.request)))
