"""GET /v1/calls/{callId}: one call."""

from trunkline.http.edge import Route
from trunkline.http.messages import RequestContext, Response
from trunkline.http.quo.dialect import CALLS, CALLS_COLLECTION
from trunkline.http.quo.history_views import call_response, event_of
from trunkline.services.conversations import Conversations
from trunkline.wiring.api import endpoint
from trunkline.wiring.conversations import conversations

ROUTE = Route(
    dialect=CALLS,
    method="GET",
    path=CALLS_COLLECTION + "/{callId}",
    summary="Get a call by its id",
    success=200,
    response="CallResponse",
    refusals=(401, 404, 500, 503),
)


@endpoint(ROUTE, conversations)
def lambda_handler(context: RequestContext[None], service: Conversations) -> Response:
    """Return the call; one that is still going on, too."""
    credential = context.credential
    call = service.call(credential.organization_id, *event_of(context.request, "callId", "Call"))
    return call_response(call, user=credential.user_id)
