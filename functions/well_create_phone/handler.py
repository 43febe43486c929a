"""POST /v1/phones: a phone is created with the people, companies and workspaces that it belongs to."""

from trunkline import wiring
from trunkline.domain.credentials import Scope
from trunkline.http.edge import RequestContext, endpoint
from trunkline.http.messages import Response
from trunkline.http.routes import Route
from trunkline.http.well.dialect import COLLECTION, WELL, WORKSPACE_PARAMETER, workspace_of
from trunkline.http.well.schemas import CreatePhoneRequest, refuse_too_many_relationships
from trunkline.http.well.views import created_response

ROUTE = Route(
    dialect=WELL,
    method="POST",
    path=COLLECTION,
    scope=Scope.PHONES_WRITE,
    summary="Create a phone with relationships to people, companies and workspaces",
    query=(WORKSPACE_PARAMETER,),
    body=CreatePhoneRequest,
    explain_too_large=refuse_too_many_relationships,
    success=201,
    response="CreatedPhoneResponse",
    refusals=(400, 401, 403, 404, 409, 413, 415, 422, 500, 503),
)


@endpoint(ROUTE, wiring.well_phones)
def lambda_handler(context: RequestContext[CreatePhoneRequest]) -> Response:
    """Create the phone and store what is included; a new primary phone demotes the one before."""
    new = context.body.phone(workspace_of(context.credential, context.request), context.credential.user_id)
    return created_response(wiring.well_phones().create(new, context.idempotent(created_response)))
