"""Whatever the document names, it says what it is."""

from collections.abc import Iterator
from typing import Any

from tools.openapi.document import build

_WHERE = """
The document names these and does not say what they are. Give each one plain sentence, with its unit or form and when it
is absent or null, where it is declared:
- a member of a body: Field(description="...") in the dialect's `schemas.py` or `responses.py`; in its `descriptions.py`
  where several types have the member
- a type: its docstring
- a query parameter: the description of its `QueryParameter`; one of a path: `tools/openapi/parameters.py`
- a webhook of a carrier: `tools/openapi/webhook_bodies.py`
Then run: make openapi
"""


def _undescribed_members(schema: Any, path: str, described: frozenset[str] = frozenset()) -> Iterator[str]:
    """The members without a description; those in ``described`` have one already, and are only narrowed here."""
    if not isinstance(schema, dict):
        return
    members = schema.get("properties", {})
    for name, member in members.items():
        if name not in described and not member.get("description", "").strip():
            yield f"{path}.{name}"
        yield from _undescribed_members(member, f"{path}.{name}")
    for key in ("items", "additionalProperties"):
        yield from _undescribed_members(schema.get(key), f"{path}[]")
    for key in ("anyOf", "oneOf", "allOf"):
        for option in schema.get(key, ()):
            yield from _undescribed_members(option, path, described | members.keys())


def _undescribed(document: dict[str, Any]) -> Iterator[str]:
    components = document["components"]
    for name, schema in components["schemas"].items():
        yield from _silent({name: schema}, "")
        yield from _undescribed_members(schema, name)
    for kind in ("parameters", "headers", "responses", "securitySchemes"):
        yield from _silent(components[kind], f"{kind}/")
    for path, methods in [*document["paths"].items(), *document["webhooks"].items()]:
        operations = {method: each for method, each in methods.items() if method != "x-path"}
        for method, operation in operations.items():
            yield from (f"{method.upper()} {path} {part}" for part in _undescribed_parts(operation))


def _undescribed_parts(operation: dict[str, Any]) -> Iterator[str]:
    responses = operation["responses"]
    yield from _silent({each.get("name", ""): each for each in operation["parameters"]}, "parameter ")
    yield from _silent(responses, "response ")
    for status, response in responses.items():
        yield from _silent(response.get("headers", {}), f"response {status} header ")
    for body in (operation.get("requestBody", {}), *responses.values()):
        for content in body.get("content", {}).values():
            yield from _undescribed_members(content.get("schema"), "a schema of its own")


def _silent(named: dict[str, dict[str, Any]], prefix: str) -> Iterator[str]:
    """Those of them that neither describe themselves nor refer to what does."""
    for name, each in named.items():
        if not each.get("description", "").strip() and "$ref" not in each:
            yield f"{prefix}{name}"


def test_everything_that_the_document_names_is_described() -> None:
    missing = sorted(_undescribed(build()))

    assert not missing, "\n  ".join([_WHERE, *missing])
