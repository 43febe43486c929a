"""On Lambda a stand-in for pydantic reads requests, by schemas made beforehand: it must read as pydantic does."""

import copy
import importlib
import json
import subprocess
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from trunkline.http.edge import Route

from tests.package.reading import outcome
from tests.support.template import ROOT, functions

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
    route = _routes()[function]
    assert route.body
    example, known = _example(route), set(_names(route.body.model_json_schema()))
    return [json.dumps(document) for document in _mutants(example, [*sorted(known), "unheardOf"])] + ["", "{", "[NaN]"]


def _names(schema: Any) -> Iterator[str]:
    """Every member that a JSON schema and those within it know."""
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        schema = list(schema.values())
    for inner in schema if isinstance(schema, list) else ():
        yield from _names(inner)


@pytest.fixture(scope="module")
def read_as_shipped(trimmed: Path) -> dict[str, list[str]]:
    """What each function with a body makes of its bodies in a process that has only what is shipped."""
    lines = [
        json.dumps([route.body.__module__, route.body.__name__, body])
        for name, route in _routes().items()
        if route.body
        for body in _bodies(name)
    ]
    code = f"""
import sys
sys.path[:0] = {[str(ROOT), str(ROOT / "layers" / "trunkline"), str(trimmed)]!r}
import pydantic
assert not hasattr(pydantic, "TypeAdapter"), "this is to run with what is shipped"
from tests.package.reading import main
main()
"""
    command = [sys.executable, "-I", "-S", "-B", "-c", code]
    done = subprocess.run(command, env={}, input="\n".join(lines), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    outcomes = iter([json.loads(line) for line in done.stdout.splitlines()])
    return {name: [next(outcomes) for _ in _bodies(name)] for name in _routes()}


def test_a_body_is_read_and_refused_on_lambda_as_pydantic_would(read_as_shipped: dict[str, list[str]]) -> None:
    for function, route in _routes().items():
        bodies = _bodies(function)

        by_pydantic = [outcome(route.body, body.encode()) for body in bodies]

        assert by_pydantic[0].startswith("('"), f"the example of {function} is refused"
        assert len(set(by_pydantic)) > 5
        pairs = zip(bodies, by_pydantic, read_as_shipped[function], strict=True)
        assert not [each for each in pairs if each[1] != each[2]][:3], function
