"""DELETE /v1/phones/{phone_id}: a phone's record is deleted, and nothing but the record."""

from trunkline import wiring
from trunkline.domain.credentials import Scope
from trunkline.http.edge import RequestContext, endpoint
from trunkline.http.messages import Response
from trunkline.http.routes import Route
from trunkline.http.well.dialect import MEMBER, WELL, WORKSPACE_PARAMETER, phone_id_of, workspace_of

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


@endpoint(ROUTE, wiring.well_phones)
def lambda_handler(context: RequestContext[None]) -> Response:
    """Mark the record as deleted; the number's links and its carrier's configuration stay."""
    wiring.well_phones().delete(workspace_of(context.credential, context.request), phone_id_of(context.request))
    return Response(204, "")
