"""docs/openapi.json is valid, up to date, whole, and its examples are of its own schemas."""

import importlib
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator
from trunkline.errors import SchemaError
from trunkline.http.edge import QueryParameter, Route
from trunkline.http.lists import read_cursor

from tests.support import published
from tests.support.conformance import document, fault_of, operations, validator_of
from tests.support.template import ROOT, functions, routes
from tools.openapi.__main__ import DOCUMENT, SHIPPED
from tools.openapi.dialects import DIALECTS
from tools.openapi.document import build
from tools.openapi.operations import operation_id

PUBLISHED = ("quo_create_contact", "well_create_phone", "weya_add_phone", "zudu_create_phone_number")


def _operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in operations().items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def _of(folder: str) -> dict[str, Any]:
    return next(
        operation for _, _, operation in _operations() if operation["operationId"] in (folder, operation_id(folder))
    )


def _own_routes() -> Iterator[tuple[str, Route]]:
    for folder in functions():
        route = getattr(importlib.import_module(f"functions.{folder}.handler"), "ROUTE", None)
        if isinstance(route, Route):
            yield folder, route


def _examples(response: dict[str, Any]) -> list[Any]:
    return [example["value"] for example in response["content"]["application/json"]["examples"].values()]


def test_the_document_is_openapi_3_1() -> None:
    OpenAPIV31SpecValidator(document()).validate()


def test_the_document_is_what_the_code_says() -> None:
    built = build()

    assert json.loads(DOCUMENT.read_text()) == built
    assert json.loads(SHIPPED.read_text()) == built


def test_every_route_of_the_template_is_an_operation_and_every_operation_a_route() -> None:
    assert {(method, path) for method, path, _ in _operations()} == set(routes())


def test_every_component_is_referred_to_and_every_operation_has_a_name_of_its_own() -> None:
    text = json.dumps(document())
    schemes = {name for _, _, operation in _operations() for way in operation["security"] for name in way}
    names = [operation["operationId"] for _, _, operation in _operations()]

    for kind, components in document()["components"].items():
        for name in components:
            assert name in schemes if kind == "securitySchemes" else f'"#/components/{kind}/{name}"' in text, name
    assert len(set(names)) == len(names)


def test_every_declared_status_is_documented_with_an_example() -> None:
    for folder, route in _own_routes():
        responses = _of(folder)["responses"]
        successes = {route.success, route.other_success or route.success}
        assert set(responses) == {str(status) for status in {*successes, *route.refusals, 429}}, folder
        for status in route.refusals:
            assert responses[str(status)]["content"]["application/json"]["examples"], (folder, status)


def test_two_successes_of_a_route_are_told_apart() -> None:
    doubled = [(folder, route) for folder, route in _own_routes() if route.other_success]

    assert doubled
    for folder, route in doubled:
        first, second = (_of(folder)["responses"][str(status)] for status in (route.success, route.other_success))
        assert first["description"] != second["description"], folder
        assert _examples(first) != _examples(second), folder


def test_every_example_is_of_the_schema_beside_it() -> None:
    checked = 0
    for method, path, operation in _operations():
        sent, answers = operation.get("requestBody", {}), operation["responses"].values()
        contents = [(False, each) for each in sent.get("content", {}).values()]
        contents += [(True, each) for answer in answers for each in answer.get("content", {}).values()]
        for is_answer, content in contents:
            validator = validator_of(content.get("schema", {}), is_closed=is_answer)
            for name, example in content.get("examples", {}).items():
                assert fault_of(validator, example["value"]) is None, (method, path, name)
                checked += 1
    assert checked > 200


def test_the_published_bodies_are_those_of_four_dialects() -> None:
    bodies = {path.name for path in published.FOLDER.iterdir()}

    assert bodies == {f"{folder}.{part}.json" for folder in PUBLISHED for part in ("request", "answer")}


@pytest.mark.parametrize("folder", PUBLISHED)
def test_the_published_examples_are_in_the_document_to_the_letter(folder: str) -> None:
    operation = _of(folder)
    success = min(operation["responses"])
    sent, answered = json.loads(published.request(folder)), published.answer(folder)

    for body, original in ((operation["requestBody"], sent), (operation["responses"][success], answered)):
        example = body["content"]["application/json"]["examples"]["published"]["value"]
        assert json.dumps(example) == json.dumps(original)


@pytest.mark.parametrize("dialect", sorted(DIALECTS))
def test_the_refusals_on_a_dialect_page_are_of_the_documented_schema(dialect: str) -> None:
    text = (ROOT / "docs" / "dialects" / f"{dialect}.md").read_text()
    name = f"{DIALECTS[dialect].prefix}ErrorResponse"
    validator = validator_of(document()["components"]["schemas"][name])
    bodies = re.findall(r"^\| \d{3} \|.*?`(\{.*?\})`(?: |$)", text, re.MULTILINE)

    assert len(bodies) >= 9
    for body in bodies:
        assert fault_of(validator, json.loads(body)) is None, body


def _query_parameters() -> list[tuple[str, QueryParameter]]:
    return [(folder, parameter) for folder, route in _own_routes() for parameter in route.query]


@pytest.mark.parametrize(
    ("folder", "parameter"), _query_parameters(), ids=[f"{folder}-{each.name}" for folder, each in _query_parameters()]
)
def test_the_schema_of_a_query_parameter_says_what_its_parser_takes(folder: str, parameter: QueryParameter) -> None:
    schema = dict(parameter.schema or {})
    good = [schema[edge] for edge in ("minimum", "maximum") if edge in schema] + list(schema.get("enum", ()))
    bad = [schema["minimum"] - 1, schema["maximum"] + 1, "1.5"] if "minimum" in schema else []
    if "enum" in schema:
        bad.append("another")
    if schema.get("type") == "boolean":
        good, bad = ["true", "false"], ["perhaps"]
    if "maxLength" in schema:
        good, bad = ["x" * schema["minLength"], "x" * schema["maxLength"]], ["", "x" * (schema["maxLength"] + 1)]

    for value in good:
        parameter.parse(str(value))
    for value in bad:
        with pytest.raises(ValueError, match="must"):
            parameter.parse(str(value))


def test_a_body_without_an_example_is_not_described(monkeypatch: pytest.MonkeyPatch) -> None:
    handler = importlib.import_module("functions.quo_update_contact.handler")
    monkeypatch.setattr(handler, "ROUTE", handler.ROUTE._replace(request_example=None))

    with pytest.raises(LookupError, match="quo_update_contact has no example of the body"):
        build()


def test_a_cursor_is_never_empty_in_the_document_nor_for_the_service() -> None:
    cursors = [each for _, each in _query_parameters() if each.name in ("cursor", "pageToken")]

    assert len(cursors) > 5
    assert [each.schema for each in cursors] == [{"type": "string", "minLength": 1}] * len(cursors)
    with pytest.raises(SchemaError):
        read_cursor("", list_name="a list", key="0" * 64)
