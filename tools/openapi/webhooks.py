"""The routes that carriers call."""

from typing import Any

from trunkline.carriers.call_documents import plivo_xml, twiml
from trunkline.carriers.registry import reader_for
from trunkline.domain.call_plans import Forward, Say
from trunkline.domain.phone_numbers import Carrier
from trunkline.errors import BodyTooLargeError, ForgedWebhookError, TrunklineError, UnavailableError
from trunkline.http.webhooks import WebhookRoute

from tools.openapi.dialects import WEBHOOKS_TAG
from tools.openapi.schemas import prose
from tools.openapi.webhook_bodies import body_of

_REQUEST_ID = {"X-Request-Id": {"$ref": "#/components/headers/X-Request-Id"}}
REFUSAL_SCHEMA = {
    "type": "object",
    "properties": {"detail": {"type": "string"}},
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


# Any of a carrier's schemes is enough. Of a Telnyx account without a public key nothing can be verified.
_SECURITY: dict[Carrier, list[dict[str, list[str]]]] = {
    Carrier.TWILIO: [{"twilioSignature": []}],
    Carrier.PLIVO: [
        {"plivoSignature": []},
        {"plivoMainSignature": []},
        {"plivoMessageSignature": []},
        {"plivoMainMessageSignature": []},
    ],
    Carrier.TELNYX: [{"telnyxSignature": []}, {}],
}
_SIGNED: dict[Carrier, dict[str, str]] = {
    Carrier.TWILIO: {},
    Carrier.PLIVO: {
        "X-Plivo-Signature-V3-Nonce": "What version 3 signs besides the URL and the form.",
        "X-Plivo-Signature-V2-Nonce": "What version 2 signs besides the URL.",
    },
    Carrier.TELNYX: {"Telnyx-Timestamp": "When it was signed, in seconds since 1970: five minutes ago at most."},
}
_RENDERERS = {Carrier.TWILIO: twiml, Carrier.PLIVO: plivo_xml}
_PLAN = (Say("Welcome to Acme."), Forward("+12125551234"))


def webhook_operation(folder: str, route: WebhookRoute, doc: str) -> dict[str, Any]:
    """The operation of a carrier's webhooks."""
    return {
        "operationId": folder,
        "tags": [WEBHOOKS_TAG["name"]],
        "summary": route.summary,
        "description": prose(doc),
        "security": _SECURITY[route.carrier],
        "parameters": [
            _part("token", "The secret part of the URL that the carrier was given.", {"type": "string"}),
            _part("kind", "What is told.", {"type": "string", "enum": sorted(reader_for(route.carrier).kinds)}),
            *(_signed(name, description) for name, description in _SIGNED[route.carrier].items()),
        ],
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


def _part(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "description": description, "schema": schema}


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
