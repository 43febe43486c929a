"""POST /webhooks/telnyx/{token}/{kind}: what Telnyx tells of a number's calls and messages."""

from trunkline.domain.phone_numbers import Carrier
from trunkline.http.call_answers import telnyx_answer
from trunkline.http.messages import Answer
from trunkline.http.webhooks import WebhookCall, WebhookRoute, receives

ROUTE = WebhookRoute(carrier=Carrier.TELNYX, summary="Receive calls, recordings and messages from Telnyx")


@receives(ROUTE)
def lambda_handler(call: WebhookCall) -> Answer:
    """Keep what is told once; drive a call by the settings of the number that was called."""
    return telnyx_answer(call)
