"""GET /v1/calls: the calls between a number and another person."""

from functools import partial

from trunkline.http.edge import Route
from trunkline.http.messages import RequestContext, Response
from trunkline.http.quo.conversations import conversation_parameters, conversation_response
from trunkline.http.quo.dialect import CALLS, CALLS_COLLECTION
from trunkline.http.quo.history_views import call_view
from trunkline.services.conversations import Conversations
from trunkline.wiring.api import endpoint
from trunkline.wiring.conversations import conversations

ROUTE = Route(
    dialect=CALLS,
    method="GET",
    path=CALLS_COLLECTION,
    summary="List the calls with a person",
    query=conversation_parameters(max_participants=1),
    success=200,
    response="CallPageResponse",
    refusals=(400, 401, 500, 503),
)


@endpoint(ROUTE, conversations)
def lambda_handler(context: RequestContext[None], service: Conversations) -> Response:
    """Return one page of calls, the newest first; one that is not the last may be short, or empty."""
    view = partial(call_view, user=context.credential.user_id)
    return conversation_response(context, "calls", service.store.calls, view)
