"""GET /api/v2/w/{workspace_uuid}/phone-numbers/{phone_number_id}/messages: the history of a number's messages."""

from trunkline.domain.credentials import Scope
from trunkline.http.edge import Route
from trunkline.http.lists import PAGES_ONLY_PARAMETERS
from trunkline.http.messages import RequestContext, Response
from trunkline.http.workspace.dialect import MEMBER, WORKSPACE
from trunkline.http.workspace.history import messages_response
from trunkline.services.conversations import Histories
from trunkline.wiring.api import endpoint
from trunkline.wiring.histories import histories

ROUTE = Route(
    dialect=WORKSPACE,
    method="GET",
    path=MEMBER + "/messages",
    scope=Scope.PHONES_READ,
    summary="List the messages of a phone number",
    query=PAGES_ONLY_PARAMETERS,
    success=200,
    response="MessageList",
    refusals=(400, 401, 403, 404, 422, 500, 503),
)


@endpoint(ROUTE, histories)
def lambda_handler(context: RequestContext[None], service: Histories) -> Response:
    """Return the messages, the newest first, of a live or archived number."""
    return messages_response(context, service)
