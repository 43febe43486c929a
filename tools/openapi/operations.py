"""One route as an operation of the document."""

import json
from http import HTTPStatus
from typing import Any

from trunkline.errors import TooManyRequestsError
from trunkline.http.edge import Route

from tools.openapi.dialects import DIALECTS
from tools.openapi.parameters import parameters_of
from tools.openapi.refusals import REQUEST_ID, refusals_of
from tools.openapi.samples import published, request_of, response_of
from tools.openapi.schemas import Schema, Schemas, prose

Operation = dict[str, Any]

_REQUEST_ID = {"X-Request-Id": {"$ref": "#/components/headers/X-Request-Id"}}
# As RFC 9110 has them; before 3.13 Python had older ones.
_PHRASES = {413: "Content Too Large", 422: "Unprocessable Content"}
_UNAUTHORIZED, _SERVER_ERROR, _UNAVAILABLE = 401, 500, 503


def dialect_of(route: Route) -> str:
    """Return the dialect's name in ``trunkline.http``."""
    return type(route.dialect).__module__.split(".")[2]


def operation_id(folder: str) -> str:
    """Return a method's name for clients, such as ``create_phone_number``.

    Of other dialects than the workspace's it has the dialect's name in it.
    """
    dialect, verb, rest = folder.split("_", 2)
    return f"{verb}_{rest}" if dialect == "workspace" else f"{verb}_{dialect}_{rest}"


def operation(folder: str, route: Route, doc: str, schemas: Schemas) -> Operation:
    """Describe the operation of a function; ``doc`` says what it does."""
    page = DIALECTS[dialect_of(route)]
    described: Operation = {
        "operationId": operation_id(folder),
        "tags": [page.tag],
        "summary": route.summary,
        "description": _description(route, doc),
        "security": [{scheme: [str(route.scope)] if route.scope else [] for scheme in page.schemes}],
        "parameters": parameters_of(route),
    }
    if route.body:
        described["requestBody"] = _request(
            folder, route, schemas.request(route.body.__name__, is_partial=route.method != "POST")
        )
    described["responses"] = {**_successes(folder, route, schemas), **_refusals(folder, route, schemas)}
    return described


def _description(route: Route, doc: str) -> str:
    scope = f"\n\nScope: `{route.scope}`." if route.scope else ""
    return prose(doc) + scope


def _request(folder: str, route: Route, schema: Schema) -> dict[str, Any]:
    example = request_of(folder, route)
    if example is None:
        raise LookupError(f"{folder} has no example of the body that it takes; add `request_example` to its ROUTE")
    name = "published" if published(folder, "request") else "example"
    examples = {name: {"summary": _summary(name), "value": example}}
    return {"required": True, "content": {"application/json": {"schema": schema, "examples": examples}}}


def _summary(name: str) -> str:
    return "The vendor's published example, to the letter" if name == "published" else "An example"


def _successes(folder: str, route: Route, schemas: Schemas) -> dict[str, Any]:
    statuses = [route.success, *([route.other_success] if route.other_success else [])]
    if len(statuses) > 1 and set(route.outcomes) != set(statuses):
        raise LookupError(f"{folder} has two successes; say what each means in `outcomes` of its ROUTE")
    return {str(status): _success(folder, route, status, schemas) for status in statuses}


def _success(folder: str, route: Route, status: int, schemas: Schemas) -> dict[str, Any]:
    described: dict[str, Any] = {
        "description": route.outcomes.get(status, _phrase(status)),
        "headers": _success_headers(route),
    }
    if route.response:
        name = "published" if published(folder, "answer") else "example"
        example = response_of(folder, route, status)
        if example is None:
            raise LookupError(f"{folder} has no example of its {status}; add `response_example` to its ROUTE")
        described["content"] = {
            "application/json": {
                "schema": schemas.response(route.response),
                "examples": {name: {"summary": _summary(name), "value": example}},
            }
        }
    return described


def _success_headers(route: Route) -> dict[str, Any]:
    headers = dict(_REQUEST_ID)
    if route.method == "POST":
        headers["Idempotency-Replayed"] = {"$ref": "#/components/headers/Idempotency-Replayed"}
    if route.response.endswith("List"):
        headers["Link"] = {"$ref": "#/components/headers/Link"}
    return headers


def _refusals(folder: str, route: Route, schemas: Schemas) -> dict[str, Any]:
    dialect = dialect_of(route)
    schema = schemas.response("ErrorResponse")
    described: dict[str, Any] = {}
    for status, examples in refusals_of(folder, dialect, route).items():
        headers = dict(_REQUEST_ID)
        if status == _UNAVAILABLE:
            headers["Retry-After"] = {"$ref": "#/components/headers/Retry-After"}
        if status == _SERVER_ERROR and dialect == "weya":
            headers["Retry-After"] = {"$ref": "#/components/headers/CarrierRetryAfter"}
        if status == _UNAUTHORIZED and dialect not in ("quo", "zudu"):
            headers["WWW-Authenticate"] = {"$ref": "#/components/headers/WWW-Authenticate"}
        described[str(status)] = {
            "description": _phrase(status),
            "headers": headers,
            "content": {"application/json": {"schema": schema, "examples": examples}},
        }
    described["429"] = _too_many(route, schema)
    return dict(sorted(described.items()))


def _too_many(route: Route, schema: Schema) -> dict[str, Any]:
    ours = json.loads(route.dialect.error_response(TooManyRequestsError(), REQUEST_ID).body)
    return {
        "description": "Too Many Requests",
        "headers": {
            "X-Request-Id": {
                "description": "Names this request in the logs; not of API Gateway's.",
                "schema": {"type": "string"},
            },
            "Retry-After": {
                "description": "Seconds after which to try again; not of API Gateway's.",
                "schema": {"type": "integer"},
            },
        },
        "content": {
            "application/json": {
                "schema": {"anyOf": [schema, {"$ref": "#/components/schemas/GatewayRefusal"}]},
                "examples": {
                    "credential": {"summary": "Too many requests of this credential", "value": ours},
                    "stage": {
                        "summary": "Too many requests in all: API Gateway's",
                        "value": {"message": "Too Many Requests"},
                    },
                },
            }
        },
    }


def _phrase(status: int) -> str:
    return _PHRASES.get(status) or HTTPStatus(status).phrase
