"""GET /api/v2/w/{workspace_uuid}/phone-numbers/health: the numbers of a workspace that are not all right."""

from functools import partial

from trunkline.domain.credentials import Scope
from trunkline.http.edge import Route
from trunkline.http.lists import PAGES_ONLY_PARAMETERS, list_response
from trunkline.http.messages import RequestContext, Response
from trunkline.http.workspace.dialect import COLLECTION, WORKSPACE, workspace_of
from trunkline.http.workspace.healths import health_view
from trunkline.services.number_health import NumberHealths
from trunkline.wiring.api import endpoint
from trunkline.wiring.number_health import number_healths

ROUTE = Route(
    dialect=WORKSPACE,
    method="GET",
    path=COLLECTION + "/health",
    scope=Scope.PHONES_READ,
    summary="List the phone numbers of a workspace that are not healthy",
    query=PAGES_ONLY_PARAMETERS,
    success=200,
    response="NumberHealthList",
    refusals=(400, 401, 403, 404, 422, 500, 503),
)


@endpoint(ROUTE, number_healths)
def lambda_handler(context: RequestContext[None], service: NumberHealths) -> Response:
    """Return those that were found `degraded`, `broken` or `unknown`, by number; it costs what the page holds."""
    workspace, organization = workspace_of(context.request), context.credential.organization_id
    return list_response(
        context,
        list_name=f"unhealthy {workspace}",
        fetch=partial(service.page, workspace, organization),
        view=health_view,
    )
