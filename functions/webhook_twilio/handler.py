"""POST /webhooks/twilio/{token}/{kind}: what Twilio tells of a number's calls and messages, and what callers hear."""

from trunkline.carriers.call_documents import twiml
from trunkline.domain.provider_phones import Carrier
from trunkline.http.messages import Response
from trunkline.http.webhooks import WebhookContext, WebhookRoute, webhook_endpoint, xml_response
from trunkline.wiring.webhooks import webhooks

ROUTE = WebhookRoute(carrier=Carrier.TWILIO, summary="Receive calls, call states, recordings and messages from Twilio")


@webhook_endpoint(ROUTE, webhooks)
def lambda_handler(context: WebhookContext) -> Response:
    """Store each event once; answer a call by the settings of the number that was called."""
    return xml_response(context, twiml)
