"""API Gateway in process: the template's routes, real handlers, payload format 2.0."""

import base64
import gzip
import importlib
import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol
from urllib.parse import unquote

from tests.support.conformance import assert_documented
from tests.support.template import routes


@dataclass(frozen=True)
class Response:
    status: int
    headers: Mapping[str, str]
    text: str

    def json(self) -> Any:
        return json.loads(self.text)


class Gateway(Protocol):
    """Takes a request to the service, in process or over HTTP. ``target`` is path and query, already encoded."""

    def send(self, method: str, target: str, *, headers: Mapping[str, str], body: bytes | None) -> Response: ...


def api_event(
    method: str, target: str, *, headers: Mapping[str, str], body: bytes | None, parameters: Mapping[str, str]
) -> dict[str, Any]:
    """The event that an HTTP API sends for a request."""
    path, _, query = target.partition("?")
    matched = route_of(method, path)
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": f"{method} {matched.path}" if matched else "$default",
        "rawPath": unquote(path),
        "rawQueryString": query,
        "headers": {name.lower(): value for name, value in headers.items()},
        "requestContext": {
            "http": {"method": method, "path": path},
            "requestId": uuid.uuid4().hex,
            "stage": "$default",
        },
        "isBase64Encoded": False,
    }
    if parameters:
        event["pathParameters"] = dict(parameters)
    if body is not None:
        try:
            event["body"] = body.decode()
        except UnicodeDecodeError:
            event |= {"body": base64.b64encode(body).decode(), "isBase64Encoded": True}
    return event


@dataclass(frozen=True)
class Matched:
    """A route of the template that takes a request, its function, and what the path says."""

    path: str
    folder: str
    parameters: Mapping[str, str]


def route_of(method: str, path: str) -> Matched | None:
    """The route that API Gateway would choose."""
    for route_method, route_path, pattern, folder in _patterns():
        if route_method == method and (match := pattern.fullmatch(path)):
            return Matched(route_path, folder, {name: unquote(value) for name, value in match.groupdict().items()})
    return None


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[str, str, re.Pattern[str], str]]:
    # As API Gateway does, the route with the most literal segments wins.
    ordered = sorted(routes().items(), key=lambda item: item[0][1].count("{"))
    return [(method, path, _pattern(path), folder) for (method, path), folder in ordered]


class InProcessGateway:
    """Calls the handlers directly; an answer that docs/openapi.json does not describe is an error of the test."""

    def send(self, method: str, target: str, *, headers: Mapping[str, str], body: bytes | None) -> Response:
        found = route_of(method, target.partition("?")[0])
        if found is None:
            return Response(404, {}, '{"message":"Not Found"}')
        handler = importlib.import_module(f"functions.{found.folder}.handler").lambda_handler
        answer = handler(api_event(method, target, headers=headers, body=body, parameters=found.parameters), None)
        if answer["headers"].get("content-encoding") == "gzip":
            answer |= {"body": gzip.decompress(base64.b64decode(answer["body"])).decode(), "isBase64Encoded": False}
        assert_documented(method, found.path, answer)
        return Response(answer["statusCode"], answer["headers"], answer["body"])


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path))
