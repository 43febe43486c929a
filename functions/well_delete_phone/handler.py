"""DELETE /v1/phones/{phone_id}: a phone's record is deleted, and nothing but the record."""

from trunkline.domain.credentials import Scope
from trunkline.http.edge import Route
from trunkline.http.messages import RequestContext, Response
from trunkline.http.well.dialect import MEMBER, WELL, WORKSPACE_PARAMETER, phone_id_of, workspace_of
from trunkline.services.well_phones import WellPhones
from trunkline.wiring.api import endpoint
from trunkline.wiring.well_phones import well_phones

ROUTE = Route(
    dialect=WELL,
    method="DELETE",
    path=MEMBER,
    scope=Scope.PHONES_WRITE,
    summary="Delete a phone's record",
    query=(WORKSPACE_PARAMETER,),
    success=204,
    refusals=(400, 401, 403, 404, 500, 503),
)


@endpoint(ROUTE, well_phones)
def lambda_handler(context: RequestContext[None], service: WellPhones) -> Response:
    """Mark the record as deleted; the number's links and its carrier's configuration stay."""
    service.delete(workspace_of(context.credential, context.request), phone_id_of(context.request))
    return Response(204, "")
