"""Requests as API Gateway delivers them and answers as it takes them (HTTP API, payload format 2.0)."""

import base64
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from trunkline.errors import FieldError, SchemaError


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a client sent. ``headers`` have lower-case names; ``path`` is as sent, with the stage if it has one.

    Only what names nobody and opens nothing is in its ``repr``.
    """

    method: str
    path: str = field(repr=False)
    path_parameters: Mapping[str, str] = field(repr=False)
    query: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    request_id: str
    # The domain under which API Gateway was called, and the stage as the path begins with it: "" or "/prod".
    domain: str = ""
    stage_path: str = ""

    def query_lists(self) -> Mapping[str, Sequence[str]]:
        """The query's parameters, each with all the values that it was sent with, in their order."""
        return parse_qs(self.query, keep_blank_values=True)

    def query_values(self, known: Collection[str]) -> Mapping[str, str]:
        """The query's parameters of the names in ``known``; all others are ignored.

        Raises:
            SchemaError: One of them was sent more than once.
        """
        sent = {name: values for name, values in self.query_lists().items() if name in known}
        for name, values in sent.items():
            if len(values) > 1:
                raise SchemaError([FieldError(("query", name), "was sent more than once")])
        return {name: value for name, (value,) in sent.items()}


@dataclass(frozen=True, slots=True)
class Response:
    """A status and a JSON body; the edge adds the headers that every answer has."""

    status: int
    body: str
    headers: Mapping[str, str] = field(default_factory=dict)


def request_from(event: Mapping[str, Any]) -> Request:
    """The request that an event holds."""
    context = event["requestContext"]
    body: str = event.get("body") or ""
    return Request(
        method=context["http"]["method"],
        path=event["rawPath"],
        path_parameters=event.get("pathParameters") or {},
        query=event.get("rawQueryString") or "",
        headers={name.lower(): value for name, value in (event.get("headers") or {}).items()},
        # "surrogatepass": text that is not UTF-8 is to be refused by the JSON parser, not to crash here.
        body=base64.b64decode(body) if event.get("isBase64Encoded") else body.encode("utf-8", "surrogatepass"),
        request_id=context["requestId"],
        domain=context.get("domainName", ""),
        stage_path="" if context.get("stage", "$default") == "$default" else f"/{context['stage']}",
    )


def to_lambda_response(response: Response, request_id: str) -> dict[str, Any]:
    """The answer as a Lambda proxy integration returns it."""
    headers = {"content-type": "application/json", **response.headers, "x-request-id": request_id}
    if not response.body:
        del headers["content-type"]
    return {"statusCode": response.status, "headers": headers, "body": response.body}
