"""GET /api/v2/w/{workspace_uuid}/phone-numbers/{phone_number_id}/calls: the history of a number's calls."""

from trunkline.domain.credentials import Scope
from trunkline.http.edge import Route
from trunkline.http.lists import PAGES_ONLY_PARAMETERS
from trunkline.http.messages import RequestContext, Response
from trunkline.http.workspace.dialect import MEMBER, WORKSPACE
from trunkline.http.workspace.history import calls_response
from trunkline.services.conversations import Histories
from trunkline.wiring.api import endpoint
from trunkline.wiring.histories import histories

ROUTE = Route(
    dialect=WORKSPACE,
    method="GET",
    path=MEMBER + "/calls",
    scope=Scope.PHONES_READ,
    summary="List the calls of a phone number",
    query=PAGES_ONLY_PARAMETERS,
    success=200,
    response="CallList",
    refusals=(400, 401, 403, 404, 422, 500, 503),
)


@endpoint(ROUTE, histories)
def lambda_handler(context: RequestContext[None], service: Histories) -> Response:
    """Return the calls, the newest first, of a live or archived number."""
    return calls_response(context, service)
