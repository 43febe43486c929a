"""The schemas that functions load read each request as pydantic reads the types that they were made of."""

import copy
import importlib
import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pytest
from pydantic import TypeAdapter
from pydantic_core import SchemaValidator, ValidationError
from trunkline.http.edge import Route

from tests.support.template import ROOT, functions
from tools.core_schemas import SUFFIX

# Each fits some members and is wrong for the others.
PROBES: tuple[Any, ...] = (
    *(None, True, 0, -1, 5, 415, 2**63, 1.5, "", "x", "é\u0000", "x" * 2000, [], ["x"], [None] * 200, {}, {"data": {}}),
    *("ALWAYS", "always_forward", "US1", "+14155550123", "https://a.example/x", "a@b.example", "twilio", "csv-import"),
    *("2026-01-02T03:04:05Z", "2026-01-02T03:04:05", "1969-12-31T23:59:59+00:00", "2200-01-01T00:00:00Z"),
    *("123e4567-e89b-42d3-a456-426614174000", "123E4567E89B42D3A456426614174000", "507f1f77bcf86cd799439011"),
    *("MCowBQYDK2VwAyEAAAAA", "A" * 43 + "=", "people", "workspace", "phone"),
    *({"type": "people", "id": "p1"}, [{"type": "company", "id": "c1"}], {"data": [{"type": "workspace", "id": "w1"}]}),
    *([{"type": "people", "id": "p1", "attributes": {"email": "a@b.example"}}, {"type": "alien"}],),
    *([{"name": "home", "value": None}], [{"id": "i1", "value": "x"}], [{"key": "k", "value": [1]}, {"value": 1}]),
)


@lru_cache(maxsize=1)
def _routes() -> dict[str, Route]:
    """Those with a body, by their functions."""
    routes = {
        name: getattr(importlib.import_module(f"functions.{name}.handler"), "ROUTE", None) for name in functions()
    }
    return {name: route for name, route in routes.items() if isinstance(route, Route) and route.body}


def _example(route: Route) -> Any:
    document = json.loads((ROOT / "docs" / "openapi.json").read_text())
    body = document["paths"][route.path][route.method.lower()]["requestBody"]
    return next(iter(body["content"]["application/json"]["examples"].values()))["value"]


def _places(document: Any) -> Iterator[tuple[Any, ...]]:
    """The way to each object and array in a document, the document's own first; of alike entries to the first."""
    yield ()
    seen = set()
    for key, inner in document.items() if isinstance(document, dict) else enumerate(document):
        alike = (key if isinstance(document, dict) else "", inner.get("type") if isinstance(inner, dict) else "")
        if isinstance(inner, dict | list) and alike not in seen:
            seen.add(alike)
            yield from ((key, *place) for place in _places(inner))


def _mutants(example: Any, names: list[str]) -> Iterator[Any]:
    """The example with one thing changed: each member left out, with each probe for its value, and with one more."""
    yield example
    yield from PROBES
    for place in _places(example):
        at = _at(example, place)
        keys = [*at] if isinstance(at, dict) else [*range(len(at))][:1]
        for key in keys:
            document = copy.deepcopy(example)
            del _at(document, place)[key]
            yield document
        absent = [name for name in names if name not in at] if isinstance(at, dict) else []
        changes = [*((key, probe) for key in keys for probe in PROBES)]
        # Most of them belong elsewhere, and are ignored or refused for that.
        changes += [(name, probe) for name in absent for probe in (PROBES[::4] if place else PROBES)]
        for key, probe in changes:
            document = copy.deepcopy(example)
            _at(document, place)[key] = probe
            yield document


def _at(document: Any, place: tuple[Any, ...]) -> Any:
    for key in place:
        document = document[key]
    return document


@lru_cache
def _bodies(function: str) -> list[str]:
    example, known = _example(_routes()[function]), set(_names(TypeAdapter(_type(function)).json_schema()))
    return [json.dumps(document) for document in _mutants(example, [*sorted(known), "unheardOf"])]


def _schema(function: str) -> Any:
    schema = _routes()[function].body
    assert schema
    return schema


def _type(function: str) -> Any:
    """The type that the function's schema was made of."""
    schema = _schema(function)
    return getattr(importlib.import_module(schema.__module__.removesuffix(SUFFIX)), schema.__name__)


def _names(schema: Any) -> Iterator[str]:
    """Every member that a JSON schema and those within it know."""
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        schema = list(schema.values())
    for inner in schema if isinstance(schema, list) else ():
        yield from _names(inner)


def _outcome(validator: Any, body: str) -> str:
    """What was read, or each fault with its place and its words."""
    try:
        return repr(validator.validate_python(json.loads(body)))
    except ValidationError as error:
        return repr(error.errors(include_url=False, include_context=False, include_input=False))


@pytest.mark.parametrize("function", sorted(_routes()))
def test_a_body_is_read_and_refused_as_pydantic_would(function: str) -> None:
    of_type, of_schema = TypeAdapter(_type(function)), SchemaValidator(_schema(function)())

    by_pydantic = [_outcome(of_type, body) for body in _bodies(function)]

    assert by_pydantic[0].startswith("{"), f"the example of {function} is refused"
    assert len(set(by_pydantic)) > 5
    assert [_outcome(of_schema, body) for body in _bodies(function)] == by_pydantic
