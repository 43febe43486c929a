"""The whole document, from the functions' own declarations."""

import ast
import importlib
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trunkline.http.edge import Route
from trunkline.http.webhooks import WebhookRoute

from tools.openapi.customer_webhooks import event_operations, event_schemas
from tools.openapi.dialects import DIALECTS, EVENTS_TAG, INTRODUCTION, REFERENCE_TAG, SECURITY_SCHEMES, WEBHOOKS_TAG
from tools.openapi.operations import dialect_of, operation
from tools.openapi.parameters import SHARED
from tools.openapi.reference import PAGES
from tools.openapi.schemas import Schemas
from tools.openapi.webhook_bodies import SCHEMAS
from tools.openapi.webhooks import REFUSAL_SCHEMA, webhook_operation

ROOT = Path(__file__).resolve().parents[2]

_HEADERS: dict[str, Any] = {
    "X-Request-Id": {"description": "Names this request in the logs.", "required": True, "schema": {"type": "string"}},
    "Idempotency-Replayed": {
        "description": "`true`: this is the response to the first request with this key.",
        "schema": {"type": "string", "const": "true"},
    },
    "Link": {
        "description": 'The next page, relative to this request: `<?limit=...&cursor=...>; rel="next"`. '
        "Absent on the last one.",
        "schema": {"type": "string"},
    },
    "Retry-After": {
        "description": "Seconds after which to try again.",
        "required": True,
        "schema": {"type": "integer", "minimum": 1},
    },
    "CarrierRetryAfter": {
        "description": "Seconds after which to try again, where the carrier has said so.",
        "schema": {"type": "integer", "minimum": 0},
    },
    "WWW-Authenticate": {
        "description": "`Bearer`.",
        "required": True,
        "schema": {"type": "string", "const": "Bearer"},
    },
}
_TOO_MANY: dict[str, Any] = {
    "description": "Beyond the rate of the stage: wait and try again. API Gateway's, so without `X-Request-Id`.",
    "content": {
        "application/json": {
            "schema": {"$ref": "#/components/schemas/GatewayRefusal"},
            "example": {"message": "Too Many Requests"},
        }
    },
}
_GATEWAY_REFUSAL = {
    "type": "object",
    "properties": {"message": {"type": "string", "description": "What is wrong, for people."}},
    "required": ["message"],
    "description": "A response of API Gateway itself.",
}
# Creating comes first on a page, then reading, then the rest; within a path the document's readers expect these orders.
_METHODS = ("POST", "GET", "PATCH", "PUT", "DELETE")


@dataclass(frozen=True)
class Served:
    """A function that serves a route, and what its handler's docstring says."""

    folder: str
    route: Route | WebhookRoute
    doc: str

    @property
    def order(self) -> tuple[int, str, int]:
        """Its place in the document: by dialect, then by path, then by method."""
        place = list(DIALECTS).index(dialect_of(self.route)) if isinstance(self.route, Route) else len(DIALECTS)
        return place, self.route.path, _METHODS.index(self.route.method)


def build() -> dict[str, Any]:
    """Build the OpenAPI document.

    Raises:
        LookupError: Something of a route is not described; the message says what and where to add it.
    """
    schemas = {name: Schemas(name, page.prefix) for name, page in DIALECTS.items()}
    paths: dict[str, dict[str, Any]] = {}
    webhooks: dict[str, dict[str, Any]] = {}
    for each in sorted(served(), key=lambda each: each.order):
        if isinstance(each.route, Route):
            described = operation(each.folder, each.route, each.doc, schemas[dialect_of(each.route)])
            paths.setdefault(each.route.path, {})[each.route.method.lower()] = described
        else:
            described = webhook_operation(each.folder, each.route, each.doc)
            webhooks[each.folder] = {"x-path": each.route.path, each.route.method.lower(): described}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return {
        "openapi": "3.1.1",
        "info": {
            "title": "Trunkline",
            "version": project["version"],
            "summary": project["description"],
            "description": INTRODUCTION,
            "license": {"name": project["license"], "identifier": project["license"]},
        },
        "servers": [{"url": "./", "description": "Where this document was served"}],
        "tags": [_tags(page.tag, page.description) for page in DIALECTS.values()]
        + [EVENTS_TAG, WEBHOOKS_TAG, REFERENCE_TAG],
        "paths": {**paths, **PAGES},
        "webhooks": {**webhooks, **event_operations()},
        "components": _components(schemas),
    }


def served() -> Iterator[Served]:
    """Yield every function that serves a documented route."""
    for path in sorted((ROOT / "functions").glob("*/handler.py")):
        folder = path.parent.name
        route = getattr(importlib.import_module(f"functions.{folder}.handler"), "ROUTE", None)
        if isinstance(route, Route | WebhookRoute):
            yield Served(folder, route, _doc(path))


def _doc(path: Path) -> str:
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef) and node.name == "lambda_handler":
            return ast.get_docstring(node) or ""
    raise LookupError(f"{path} has no lambda_handler")


def _tags(name: str, description: str) -> dict[str, str]:
    return {"name": name, "description": description}


def _components(schemas: dict[str, Schemas]) -> dict[str, Any]:
    found: dict[str, Any] = {"GatewayRefusal": _GATEWAY_REFUSAL, "WebhookRefusal": REFUSAL_SCHEMA, **SCHEMAS}
    found |= event_schemas()
    for dialect in schemas.values():
        found |= dialect.components()
    return {
        "schemas": dict(sorted(found.items())),
        "parameters": SHARED,
        "headers": _HEADERS,
        "responses": {"TooManyRequests": _TOO_MANY},
        "securitySchemes": SECURITY_SCHEMES,
    }
