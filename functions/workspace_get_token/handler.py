"""GET /api/v2/token: what a token may do."""

import json

from trunkline.http.edge import Route
from trunkline.http.messages import RequestContext, Response
from trunkline.http.workspace.dialect import WORKSPACE_TOKEN
from trunkline.http.workspace.views import token_view
from trunkline.services.tenants import Tenants
from trunkline.wiring.api import endpoint
from trunkline.wiring.tenants import tenants

ROUTE = Route(
    dialect=WORKSPACE_TOKEN,
    method="GET",
    path="/api/v2/token",
    summary="Get what this token may do",
    success=200,
    response="TokenResponse",
    refusals=(401, 500, 503),
)


@endpoint(ROUTE, tenants)
def lambda_handler(context: RequestContext[None], service: Tenants) -> Response:
    """Return the token's workspaces with their names, its scopes and when it ends; never the token itself."""
    found = service.store.find_workspaces(sorted(context.credential.workspaces))
    return Response(200, json.dumps(token_view(context.credential, [each for each in found if each is not None])))
