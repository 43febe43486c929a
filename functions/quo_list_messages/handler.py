"""GET /v1/messages: the messages between a number and another person."""

from trunkline.http.edge import Route
from trunkline.http.messages import RequestContext, Response
from trunkline.http.quo.conversations import MAX_PARTICIPANTS, conversation_parameters, conversation_response
from trunkline.http.quo.dialect import MESSAGES, MESSAGES_COLLECTION
from trunkline.http.quo.history_views import message_view
from trunkline.services.conversations import Conversations
from trunkline.wiring.api import endpoint
from trunkline.wiring.conversations import conversations

ROUTE = Route(
    dialect=MESSAGES,
    method="GET",
    path=MESSAGES_COLLECTION,
    summary="List the messages with a person",
    query=conversation_parameters(max_participants=MAX_PARTICIPANTS),
    success=200,
    response="MessagePageResponse",
    refusals=(400, 401, 500, 503),
)


@endpoint(ROUTE, conversations)
def lambda_handler(context: RequestContext[None], service: Conversations) -> Response:
    """Return one page of messages that came in, the newest first; with several participants there are none."""
    return conversation_response(context, "messages", service.store.messages, message_view)
