"""GET /v1/messages/{id}: one message."""

from trunkline.http.edge import Route
from trunkline.http.messages import RequestContext, Response
from trunkline.http.quo.dialect import MESSAGES, MESSAGES_COLLECTION
from trunkline.http.quo.history_views import event_of, message_response
from trunkline.services.conversations import Conversations
from trunkline.wiring.api import endpoint
from trunkline.wiring.conversations import conversations

ROUTE = Route(
    dialect=MESSAGES,
    method="GET",
    path=MESSAGES_COLLECTION + "/{id}",
    summary="Get a message by its id",
    success=200,
    response="MessageResponse",
    refusals=(401, 404, 500, 503),
)


@endpoint(ROUTE, conversations)
def lambda_handler(context: RequestContext[None], service: Conversations) -> Response:
    """Return the message."""
    message = service.message(context.credential.organization_id, *event_of(context.request, "id", "Message"))
    return message_response(message)
