"""GET /v1/call-recordings/{callId}: the recordings of a call."""

from trunkline.http.edge import Route
from trunkline.http.messages import RequestContext, Response
from trunkline.http.quo.dialect import RECORDINGS, RECORDINGS_OF_CALL
from trunkline.http.quo.history_views import event_of, recordings_response
from trunkline.services.conversations import Conversations
from trunkline.wiring.api import endpoint
from trunkline.wiring.conversations import conversations

ROUTE = Route(
    dialect=RECORDINGS,
    method="GET",
    path=RECORDINGS_OF_CALL,
    summary="List the recordings of a call",
    success=200,
    response="RecordingsResponse",
    refusals=(401, 404, 500, 503),
)


@endpoint(ROUTE, conversations)
def lambda_handler(context: RequestContext[None], service: Conversations) -> Response:
    """Return all recordings of the call, none where it has none."""
    call = service.call(context.credential.organization_id, *event_of(context.request, "callId", "Call"))
    return recordings_response(call, service.link_to)
