"""POST /webhooks/telnyx/{token}/{kind}: what Telnyx tells of a number's calls and messages."""

from trunkline.domain.provider_phones import Carrier
from trunkline.http.messages import Response
from trunkline.http.webhooks import WebhookContext, WebhookRoute, telnyx_response, webhook_endpoint
from trunkline.wiring.webhooks import webhooks

ROUTE = WebhookRoute(carrier=Carrier.TELNYX, summary="Receive calls, recordings and messages from Telnyx")


@webhook_endpoint(ROUTE, webhooks)
def lambda_handler(context: WebhookContext) -> Response:
    """Store each event once; drive a call by the settings of the number that was called."""
    return telnyx_response(context)
