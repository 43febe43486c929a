"""API Gateway in process: the template's routes, real handlers, payload format 2.0."""

import base64
import importlib
import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
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
    event: dict[str, Any] = {
        "version": "2.0",
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


class InProcessGateway:
    """Calls the handlers directly; an answer that docs/openapi.json does not describe is an error of the test."""

    def __init__(self) -> None:
        # As API Gateway does, the route with the most literal segments wins.
        ordered = sorted(routes().items(), key=lambda item: item[0][1].count("{"))
        self._routes = [(method, path, _pattern(path), folder) for (method, path), folder in ordered]

    def send(self, method: str, target: str, *, headers: Mapping[str, str], body: bytes | None) -> Response:
        path = target.partition("?")[0]
        for route_method, route_path, pattern, folder in self._routes:
            if route_method == method and (match := pattern.fullmatch(path)):
                handler = importlib.import_module(f"functions.{folder}.handler").lambda_handler
                parameters = {name: unquote(value) for name, value in match.groupdict().items()}
                event = api_event(method, target, headers=headers, body=body, parameters=parameters)
                answer = handler(event, None)
                assert_documented(method, route_path, answer)
                return Response(answer["statusCode"], answer["headers"], answer["body"])
        return Response(404, {}, '{"message":"Not Found"}')


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path))
