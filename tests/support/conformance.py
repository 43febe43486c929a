"""Whether an answer is one that docs/openapi.json describes."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl

from jsonschema import Draft202012Validator, FormatChecker

from tests.support.template import ROOT

# A list's entries are all made by the same code: a thousand of them say no more than these.
MAX_ENTRIES = 10


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((ROOT / "docs" / "openapi.json").read_text())
    return loaded


@lru_cache(maxsize=1)
def operations() -> dict[str, dict[str, Any]]:
    """The operations by path and method, those of carriers' webhooks among them."""
    found: dict[str, dict[str, Any]] = dict(document()["paths"])
    return found | {
        item["x-path"]: {"post": item["post"]} for item in document()["webhooks"].values() if "x-path" in item
    }


# What a server or API Gateway adds to every answer, whatever a function says.
OF_THE_TRANSPORT = {
    "apigw-requestid",
    "connection",
    "content-length",
    "date",
    "keep-alive",
    "server",
    "transfer-encoding",
}


def assert_documented(method: str, path: str, answer: Mapping[str, Any]) -> None:
    """Check status, headers, media type and body of what was answered for a route."""
    status, body = answer["statusCode"], answer["body"]
    headers = {name: value for name, value in answer["headers"].items() if name not in OF_THE_TRANSPORT}
    responses = operations()[path][method.lower()]["responses"]
    where = f"{method} {path} -> {status}"
    assert str(status) in responses, f"{where} is not documented"
    response = _response(method, path, str(status))
    fault = _header_fault(response.get("headers", {}), headers)
    assert fault is None, f"{where}: {fault}"
    if not body:
        assert "content" not in response, f"{where} should have a body"
        return
    media_type = headers["content-type"].partition(";")[0]
    assert media_type in response.get("content", ()), f"{where}: {media_type}"
    if media_type == "application/json":
        fault = first_fault(method, path, str(status), json.loads(body))
        assert fault is None, f"{where}: {fault}"


def _header_fault(described: Mapping[str, Any], sent: Mapping[str, str]) -> str | None:
    headers = {name.lower(): header for name, header in described.items()}
    if unknown := set(sent) - {*headers, "content-type"}:
        return f"headers that are not described: {unknown}"
    if missing := {name for name, header in headers.items() if header.get("required")} - set(sent):
        return f"headers that are required: {missing}"
    for name, header in headers.items():
        schema, text = header["schema"], sent.get(name)
        value = int(text) if text and text.isdecimal() and schema.get("type") == "integer" else text
        if value is not None and (fault := fault_of(validator_of(schema), value)):
            return f"{name}: {fault}"
    return None


def first_fault(method: str, path: str, status: str, body: Any) -> str | None:
    """What is wrong with a body by the schema of a route's status, if anything."""
    return fault_of(_validator(method, path, status), body)


def delivery_fault(path: str, media_type: str, body: bytes) -> str | None:
    """What is wrong with a carrier's delivery by the document, which names only the fields that are read."""
    content = operations()[path]["post"]["requestBody"]["content"]
    if media_type not in content:
        return f"{media_type} is not described"
    sent = json.loads(body) if media_type == "application/json" else dict(parse_qsl(body.decode()))
    return fault_of(validator_of(content[media_type]["schema"], is_closed=False), sent)


def fault_of(validator: Draft202012Validator, body: Any) -> str | None:
    for error in validator.iter_errors(_shortened(body)):
        return f"{error.json_path}: {error.message[:300]}"
    return None


def validator_of(schema: Mapping[str, Any], *, is_closed: bool = True) -> Draft202012Validator:
    """A validator; a closed one takes no member that the schema does not name."""
    return Draft202012Validator(
        inlined(schema, is_closed=is_closed), format_checker=FormatChecker(("date-time", "uuid"))
    )


@lru_cache(maxsize=512)
def _response(method: str, path: str, status: str) -> dict[str, Any]:
    found: dict[str, Any] = inlined(operations()[path][method.lower()]["responses"][status])
    return found


@lru_cache(maxsize=512)
def _validator(method: str, path: str, status: str) -> Draft202012Validator:
    response = _response(method, path, status)
    return validator_of(response["content"]["application/json"].get("schema", {}))


def inlined(schema: Any, *, is_closed: bool = True) -> Any:
    """The schema with what it refers to in its place: looking references up would take most of a check's time.

    In answers objects are closed: a member that the document does not name is a fault of the one or the other.
    """
    if isinstance(schema, list):
        return [inlined(each, is_closed=is_closed) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        found: Any = document()
        for part in schema["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        return inlined({**found, **{key: value for key, value in schema.items() if key != "$ref"}}, is_closed=is_closed)
    result = {
        key: inlined(value, is_closed=is_closed) for key, value in schema.items() if key not in ("examples", "example")
    }
    if is_closed and schema.get("type") == "object" and "properties" in schema:
        result.setdefault("additionalProperties", False)
    return result


def _shortened(body: Any) -> Any:
    if isinstance(body, list):
        return [_shortened(each) for each in body[:MAX_ENTRIES]]
    if isinstance(body, dict):
        return {name: _shortened(value) for name, value in body.items()}
    return body
