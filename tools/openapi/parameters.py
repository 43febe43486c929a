"""Parameters of the routes: from the path, the query and the headers."""

import re
from collections.abc import Iterator
from typing import Any

from trunkline.domain.identifiers import NUMBER_ID_LIMIT
from trunkline.domain.provider_phones import Carrier
from trunkline.domain.quo import event_id, number_id, webhook_id
from trunkline.http.bodies import NUMBER_SCHEMA
from trunkline.http.edge import MAX_KEY_LENGTH, QueryParameter, Route

from tools import examples

Parameter = dict[str, Any]

_UUID = {"type": "string", "format": "uuid"}
_PATH: dict[str, Parameter] = {
    "workspace_uuid": {
        "description": "A workspace that the token is a member of.",
        "schema": _UUID,
        "example": examples.WORKSPACE,
    },
    "webhook_id": {
        "description": "The webhook's id.",
        "schema": {"type": "string", "format": "uuid"},
        "example": examples.WEBHOOK_ID,
    },
    "delivery_id": {
        "description": "The delivery's id, which is the event's.",
        "schema": {"type": "string", "pattern": "^[A-Za-z0-9_]{1,64}$"},
        "example": examples.DELIVERY_ID,
    },
    "phone_number_id": {
        "description": "A number's `id` or its `uuid`.",
        "schema": {"anyOf": [{"type": "integer", "minimum": 1, "exclusiveMaximum": NUMBER_ID_LIMIT}, _UUID]},
        "example": examples.NUMBER_ID,
    },
    "phone_id": {
        "description": "The phone's `id`, a UUID; another text is a phone that there is not.",
        "schema": {"type": "string"},
        "example": examples.WELL_PHONE_ID,
    },
    "id": {
        "description": "The contact's `id`.",
        "schema": {"type": "string"},
        "example": examples.CONTACT_ID,
    },
    "messages/id": {
        "description": "The message's `id`.",
        "schema": {"type": "string"},
        "example": event_id(Carrier.TWILIO, examples.MESSAGE_ID),
    },
    "webhooks/id": {
        "description": "The webhook's `id`.",
        "schema": {"type": "string"},
        "example": webhook_id(examples.QUO_WEBHOOK),
    },
    "callId": {
        "description": "The call's `id`.",
        "schema": {"type": "string"},
        "example": event_id(Carrier.TWILIO, examples.CALL_ID),
    },
    "phone_number": {
        "description": "The number in E.164; its `+` as it is or as `%2B`.",
        "schema": {"type": "string", **NUMBER_SCHEMA},
        "example": examples.ZUDU_NUMBER,
    },
}
# What an operation takes away is no other's example.
_TAKEN_AWAY: dict[str, Any] = {
    "POST /api/v2/w/{workspace_uuid}/phone-numbers/{phone_number_id}/archive": {
        "phone_number_id": examples.TO_ARCHIVE_ID
    },
    "DELETE /api/v2/w/{workspace_uuid}/webhooks/{webhook_id}": {"webhook_id": examples.WEBHOOK_TO_DELETE},
    "DELETE /v1/webhooks/{id}": {"id": webhook_id(examples.QUO_WEBHOOK_TO_DELETE)},
    "DELETE /v1/phones/{phone_id}": {"phone_id": examples.WELL_PHONE_TO_DELETE},
    "DELETE /v1/contacts/{id}": {"id": examples.CONTACT_TO_DELETE},
    "DELETE /api/phone-numbers/{phone_number}": {"phone_number": examples.ZUDU_NUMBER_TO_DELETE},
}
# Of required parameters: "Try it out" begins with them.
_QUERY: dict[str, Any] = {
    "maxResults": 10,
    "phoneNumberId": number_id(examples.NUMBER_UUID),
    "participants": [examples.CALLER],
}
IDEMPOTENCY_KEY: Parameter = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": (
        "A text of your own for this request. A retry with the same key and the same request gets the first response "
        "again. Another request with the key is a 422, and one that comes while the first is under way a 409."
    ),
    "schema": {"type": "string", "minLength": 1, "maxLength": MAX_KEY_LENGTH},
}
PREFER: Parameter = {
    "name": "Prefer",
    "in": "header",
    "description": "`respond-async`: respond 202 at once rather than wait for the end.",
    "schema": {"type": "string", "examples": ["respond-async"]},
}
SHARED = {"IdempotencyKey": IDEMPOTENCY_KEY, "Prefer": PREFER}


def parameters_of(route: Route) -> list[Parameter]:
    """Describe all that a request to the route may carry besides its body and its credential.

    Raises:
        LookupError: Nothing is known of a parameter in the path.
    """
    headers = (
        [{"$ref": "#/components/parameters/IdempotencyKey"}] if route.method == "POST" and route.keeps_response else []
    )
    if route.other_success:
        headers.append({"$ref": "#/components/parameters/Prefer"})
    return [*_path(route), *map(_query, route.query), *headers]


def _path(route: Route) -> Iterator[Parameter]:
    """Yield the parameters in the path, in their order."""
    own = _TAKEN_AWAY.get(route.key, {})
    for collection, name in re.findall(r"([\w-]+)/{(\w+)}", route.path):
        # A name is one thing in all paths, unless what stands before it says otherwise.
        said = _PATH.get(f"{collection}/{name}") or _PATH.get(name)
        if said is None:
            raise LookupError(f"tools/openapi/parameters.py says nothing of the path parameter {name}; add it there")
        yield {"name": name, "in": "path", "required": True, **said, "example": own.get(name, said["example"])}


def _query(parameter: QueryParameter) -> Parameter:
    schema = dict(parameter.schema or {"type": "string"})
    if parameter.default not in (None, ()):
        schema["default"] = parameter.default
    if parameter.max_count > 1:
        schema = {"type": "array", "items": schema, "maxItems": parameter.max_count}
    described: Parameter = {
        "name": parameter.name,
        "in": "query",
        "description": parameter.description,
        "schema": schema,
    }
    if parameter.is_required:
        if parameter.name not in _QUERY:
            raise LookupError(f"tools/openapi/parameters.py has no example of the query parameter {parameter.name}")
        described |= {"required": True, "example": _QUERY[parameter.name]}
    return described
