"""GET /v1/phones/{phone_id}: one phone."""

from trunkline.domain.credentials import Scope
from trunkline.http.edge import Route
from trunkline.http.messages import RequestContext, Response
from trunkline.http.well.dialect import MEMBER, WELL, WORKSPACE_PARAMETER, phone_id_of, workspace_of
from trunkline.http.well.views import phone_response
from trunkline.services.well_phones import WellPhones
from trunkline.wiring.api import endpoint
from trunkline.wiring.well_phones import well_phones

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


@endpoint(ROUTE, well_phones)
def lambda_handler(context: RequestContext[None], service: WellPhones) -> Response:
    """Return the phone, unless it is deleted."""
    workspace = workspace_of(context.credential, context.request)
    return phone_response(service.get(workspace, phone_id_of(context.request)))
