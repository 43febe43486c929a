"""POST /webhooks/twilio/{token}/{kind}: what Twilio tells of a number's calls and messages, and what callers hear."""

from trunkline.carriers.call_answers import twiml
from trunkline.domain.phone_numbers import Carrier
from trunkline.http.call_answers import xml_answer
from trunkline.http.messages import Answer
from trunkline.http.webhooks import WebhookCall, WebhookRoute, receives

ROUTE = WebhookRoute(carrier=Carrier.TWILIO, summary="Receive calls, call states, recordings and messages from Twilio")


@receives(ROUTE)
def lambda_handler(call: WebhookCall) -> Answer:
    """Keep what is told once; answer a call by the settings of the number that was called."""
    return xml_answer(call, twiml)
