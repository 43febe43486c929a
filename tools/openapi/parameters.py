"""Parameters of the routes: from the path, the query and the headers."""

import re
from collections.abc import Iterator
from typing import Any

from trunkline.domain.identifiers import NUMBER_ID_LIMIT
from trunkline.http.edge import QueryParameter, Route
from trunkline.http.idempotency import MAX_KEY_LENGTH

Parameter = dict[str, Any]

_UUID = {"type": "string", "format": "uuid"}
_PATH: dict[str, Parameter] = {
    "workspace_uuid": {
        "description": "A workspace that the token is a member of.",
        "schema": _UUID,
        "example": "0f6d2c1e-8f5b-4c3a-9a51-0c7d5f1b2a01",
    },
    "phone_number_id": {
        "description": "A number's `id` or its `uuid`.",
        "schema": {"anyOf": [{"type": "integer", "minimum": 1, "exclusiveMaximum": NUMBER_ID_LIMIT}, _UUID]},
        "example": 7594555089982731,
    },
    "phone_id": {
        "description": "The phone's `id`, a UUID; another text is a phone that there is not.",
        "schema": {"type": "string"},
        "example": "3c90c3cc-0d44-4b50-8888-8dd25736052a",
    },
    "id": {
        "description": "The contact's `id`.",
        "schema": {"type": "string"},
        "example": "664d0db69fcac7cf2e6ec0aa",
    },
    "messages/id": {
        "description": "The message's `id`.",
        "schema": {"type": "string"},
        "example": "ACdFNNMDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY",
    },
    "webhooks/id": {
        "description": "The webhook's `id`.",
        "schema": {"type": "string"},
        "example": "WH0f6d2c1e8f5b4c3a9a510c7d5f1b2a01",
    },
    "callId": {
        "description": "The call's `id`.",
        "schema": {"type": "string"},
        "example": "ACdENBMDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY",
    },
    "phone_number": {
        "description": "The number in E.164; its `+` as it is or as `%2B`.",
        "schema": {"type": "string"},
        "example": "+14157774444",
    },
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
    """All that a request to the route may carry besides its body and its credential.

    Raises:
        LookupError: Nothing is known of a parameter in the path.
    """
    headers = (
        [{"$ref": "#/components/parameters/IdempotencyKey"}] if route.method == "POST" and route.keeps_response else []
    )
    if route.other_success:
        headers.append({"$ref": "#/components/parameters/Prefer"})
    return [*path_parameters(route.path), *map(_query, route.query), *headers]


def path_parameters(path: str) -> Iterator[Parameter]:
    """The parameters in a path, in their order."""
    for collection, name in re.findall(r"([\w-]+)/{(\w+)}", path):
        # A name is one thing in all paths, unless what stands before it says otherwise.
        said = _PATH.get(f"{collection}/{name}") or _PATH.get(name)
        if said is None:
            raise LookupError(f"tools/openapi/parameters.py says nothing of the path parameter {name}; add it there")
        yield {"name": name, "in": "path", "required": True, **said}


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
        described["required"] = True
    return described
