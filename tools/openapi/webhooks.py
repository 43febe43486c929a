"""The routes that carriers call."""

from typing import Any

from trunkline.carriers.call_documents import plivo_xml, twiml
from trunkline.carriers.registry import reader_for
from trunkline.domain.call_plans import Forward, Say
from trunkline.domain.provider_phones import Carrier
from trunkline.errors import BodyTooLargeError, ForgedWebhookError, TrunklineError, UnavailableError
from trunkline.http.webhooks import WebhookRoute

from tools.openapi.dialects import WEBHOOKS_TAG
from tools.openapi.schemas import prose
from tools.openapi.webhook_bodies import body_of

_REQUEST_ID = {"X-Request-Id": {"$ref": "#/components/headers/X-Request-Id"}}
REFUSAL_SCHEMA = {
    "type": "object",
    "properties": {"detail": {"type": "string", "description": "What is wrong, for people."}},
    "required": ["detail"],
    "description": "Why a delivery was not taken.",
}
_REFUSALS = (
    ForgedWebhookError(),
    BodyTooLargeError("The body may take 262144 bytes at most"),
    TrunklineError("An internal server error occurred"),
    UnavailableError(),
)
_PHRASES = {
    403: "Not signed by the carrier, or an unknown token",
    413: "Over 256 KiB",
    500: "A fault of ours",
    503: "Not stored: to be sent again",
}


# What a carrier signs with. Of Plivo's any one is enough; of a Telnyx account without a public key nothing is verified.
_SIGNED: dict[Carrier, dict[str, str]] = {
    Carrier.TWILIO: {"X-Twilio-Signature": "Twilio's HMAC over the URL that it was given and the form."},
    Carrier.PLIVO: {
        "X-Plivo-Signature-V3": "Plivo's HMAC over the URL, the form and a nonce, with the token of the account.",
        "X-Plivo-Signature-Ma-V3": "The same with the token of the main account.",
        "X-Plivo-Signature-V3-Nonce": "What version 3 signs besides the URL and the form.",
        "X-Plivo-Signature-V2": "Messages only: Plivo's HMAC over the URL and a nonce.",
        "X-Plivo-Signature-Ma-V2": "The same with the token of the main account.",
        "X-Plivo-Signature-V2-Nonce": "What version 2 signs besides the URL.",
    },
    Carrier.TELNYX: {
        "Telnyx-Signature-Ed25519": "Telnyx's Ed25519 signature over `Telnyx-Timestamp` and the body.",
        "Telnyx-Timestamp": "When it was signed, in seconds since 1970: five minutes ago at most.",
    },
}
_RENDERERS = {Carrier.TWILIO: twiml, Carrier.PLIVO: plivo_xml}
_PLAN = (Say("Welcome to Acme."), Forward("+12125551234"))


def webhook_operation(folder: str, route: WebhookRoute, doc: str) -> dict[str, Any]:
    """Describe the operation of a carrier's webhooks."""
    kinds = ", ".join(f"`{kind}`" for kind in sorted(reader_for(route.carrier).kinds))
    return {
        "operationId": folder,
        "tags": [WEBHOOKS_TAG["name"]],
        "summary": route.summary,
        "description": (
            f"{prose(doc)}\n\n`{route.method} {route.path}`, where `kind` is one of {kinds},"
            " and the token is a secret part of the URL that the carrier was given."
        ),
        "security": [],
        "parameters": [_signed(name, description) for name, description in _SIGNED[route.carrier].items()],
        "requestBody": {"required": True, "content": body_of(route.carrier)},
        "responses": dict(sorted(_responses(route.carrier).items())),
    }


def _responses(carrier: Carrier) -> dict[str, Any]:
    responses: dict[str, Any] = {"204": {"description": "Kept; there is nothing to say", "headers": _REQUEST_ID}}
    if render := _RENDERERS.get(carrier):
        example = render(_PLAN, lambda kind: f"https://api.example.com/webhooks/{carrier}/0123abcd/{kind}")
        responses["200"] = {
            "description": "What the caller hears; to a message, nothing",
            "headers": _REQUEST_ID,
            "content": {
                "application/xml": {
                    "schema": {"type": "string"},
                    "examples": {"example": {"summary": "A greeting, then the call is forwarded", "value": example}},
                }
            },
        }
    for error in _REFUSALS:
        responses[str(error.status)] = _refusal(error)
    responses["429"] = {"$ref": "#/components/responses/TooManyRequests"}
    return responses


def _signed(name: str, description: str) -> dict[str, Any]:
    return {"name": name, "in": "header", "description": description, "schema": {"type": "string"}}


def _refusal(error: TrunklineError) -> dict[str, Any]:
    content = {"schema": {"$ref": "#/components/schemas/WebhookRefusal"}, "example": {"detail": error.message}}
    headers = dict(_REQUEST_ID)
    if isinstance(error, UnavailableError):
        headers["Retry-After"] = {"$ref": "#/components/headers/Retry-After"}
    return {
        "description": _PHRASES[error.status],
        "headers": headers,
        "content": {"application/json": content},
    }
