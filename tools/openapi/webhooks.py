"""The routes that carriers call."""

from typing import Any

from trunkline.carriers.registry import reader_for
from trunkline.domain.phone_numbers import Carrier
from trunkline.errors import BodyTooLargeError, ForgedWebhookError, TrunklineError, UnavailableError
from trunkline.http.webhooks import WebhookRoute

from tools.openapi.dialects import WEBHOOKS_TAG
from tools.openapi.schemas import prose

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


def webhook_operation(folder: str, route: WebhookRoute, doc: str) -> dict[str, Any]:
    """The operation of a carrier's webhooks."""
    speaks_xml = route.carrier is not Carrier.TELNYX
    media_type = "application/x-www-form-urlencoded" if speaks_xml else "application/json"
    responses: dict[str, Any] = {"204": {"description": "Kept; there is nothing to say", "headers": _REQUEST_ID}}
    if speaks_xml:
        document = {"application/xml": {"schema": {"type": "string"}}}
        responses["200"] = {"description": "What the caller hears", "headers": _REQUEST_ID, "content": document}
    for error in _REFUSALS:
        responses[str(error.status)] = _refusal(error)
    responses["429"] = {"$ref": "#/components/responses/TooManyRequests"}
    return {
        "operationId": folder,
        "tags": [WEBHOOKS_TAG["name"]],
        "summary": route.summary,
        "description": prose(doc),
        "security": [{f"{route.carrier}Signature": []}],
        "parameters": [
            _part("token", "The secret part of the URL that the carrier was given.", {"type": "string"}),
            _part("kind", "What is told.", {"type": "string", "enum": sorted(reader_for(route.carrier).kinds)}),
        ],
        "requestBody": {"required": True, "content": {media_type: {"schema": {"type": "object"}}}},
        "responses": dict(sorted(responses.items())),
    }


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
