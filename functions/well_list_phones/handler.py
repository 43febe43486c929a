"""GET /v1/phones: the phones of a workspace."""

from trunkline.domain.credentials import Scope
from trunkline.http.edge import Route
from trunkline.http.messages import RequestContext, Response
from trunkline.http.well.dialect import COLLECTION, WELL, WORKSPACE_PARAMETER, workspace_of
from trunkline.http.well.views import PAGE_PARAMETERS, list_response
from trunkline.services.well_phones import WellPhones
from trunkline.wiring.api import endpoint
from trunkline.wiring.well_phones import well_phones

ROUTE = Route(
    dialect=WELL,
    method="GET",
    path=COLLECTION,
    scope=Scope.PHONES_READ,
    summary="List the phones of a workspace",
    query=(WORKSPACE_PARAMETER, *PAGE_PARAMETERS),
    success=200,
    response="PhonePageResponse",
    refusals=(400, 401, 403, 404, 500, 503),
)


@endpoint(ROUTE, well_phones)
def lambda_handler(context: RequestContext[None], service: WellPhones) -> Response:
    """Return one page of the phones that are not deleted, with their relationships as references."""
    return list_response(context, workspace_of(context.credential, context.request), service)
