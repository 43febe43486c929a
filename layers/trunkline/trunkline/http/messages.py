"""Lambda events as requests, and responses as Lambda's (HTTP API, payload format 2.0)."""

import base64
import hashlib
import hmac
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from types import MappingProxyType
from typing import Any, Generic, NamedTuple, Protocol, TypeVar
from urllib.parse import parse_qs

from trunkline.domain.credentials import Credential, PresentedToken, parse_token
from trunkline.errors import FieldError, SchemaError, TrunklineError
from trunkline.invocation import invocation_deadline
from trunkline.observability import log_bug, log_causes, logger
from trunkline.services.idempotency import Claim, IdempotentResponse, StoredResponse
from trunkline.settings import origin_secret_digests

_SERVER_ERRORS = 500

Body = TypeVar("Body")
Result = TypeVar("Result")


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

    @property
    def bearer_token(self) -> PresentedToken | None:
        """The token of a bearer credential (RFC 6750); the scheme's name is case-insensitive."""
        scheme, _, token = self.headers.get("authorization", "").partition(" ")
        return parse_token(token.strip()) if scheme.lower() == "bearer" else None

    @property
    def base_url(self) -> str:
        """The address under which API Gateway was called, "" where that is not known.

        API Gateway serves its own domains only, so a client cannot make this another's address.
        """
        return f"https://{self.domain}{self.stage_path}" if self.domain else ""

    def prefers(self, preference: str) -> bool:
        """Tell whether the ``Prefer`` header (RFC 7240) names the preference, whatever its value and parameters."""
        named = self.headers.get("prefer", "").split(",")
        return preference in (part.partition(";")[0].strip().lower() for part in named)

    def query_lists(self) -> Mapping[str, Sequence[str]]:
        """Return the query's parameters, each with all the values that were sent, in order."""
        return parse_qs(self.query, keep_blank_values=True)

    def query_values(self, known: Collection[str]) -> Mapping[str, str]:
        """Return the query's parameters named in ``known``; all others are ignored.

        Raises:
            SchemaError: One of them was sent more than once.
        """
        sent = {name: values for name, values in self.query_lists().items() if name in known}
        for name, values in sent.items():
            if len(values) > 1:
                raise SchemaError([FieldError(("query", name), "was sent more than once")])
        return {name: value for name, (value,) in sent.items()}


class Response(NamedTuple):
    """A status and a JSON body; the edge adds the headers that every response has."""

    status: int
    body: str
    headers: Mapping[str, str] = MappingProxyType({})


@dataclass(slots=True, kw_only=True)
class RequestContext(Generic[Body]):
    """A request that was authorized, read and validated."""

    request: Request
    credential: Credential
    query: Mapping[str, Any]
    body: Body
    claim: Claim | None = None
    _idempotent: IdempotentResponse[Any] | None = field(default=None)

    def idempotent(self, response_for: Callable[[Result], Response]) -> IdempotentResponse[Result] | None:
        """Return what a use case stores with its change for a retry; None without an idempotency key."""
        if self.claim is None:
            return None

        def stored(result: Result) -> StoredResponse:
            response = response_for(result)
            return StoredResponse(response.status, response.body)

        self._idempotent = idempotent = IdempotentResponse(claim=self.claim, response_for=stored)
        return idempotent

    @property
    def response_is_stored(self) -> bool:
        """Whether the response was stored together with the change."""
        return self._idempotent is not None and self._idempotent.is_stored


def request_from(event: Mapping[str, Any]) -> Request:
    """Read the request from an event."""
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
    """Convert the response to what a Lambda proxy integration returns."""
    headers = {"content-type": "application/json", **response.headers, "x-request-id": request_id}
    if not response.body:
        del headers["content-type"]
    return {"statusCode": response.status, "headers": headers, "body": response.body}


# In API Gateway's own words: a client that goes past the proxy learns of no dialect.
FORBIDDEN = Response(403, '{"message":"Forbidden"}')


def is_from_origin(headers: Mapping[str, str]) -> bool:
    """Say whether a request may be looked at: it brings the secret of the proxy before the API, if there is one."""
    digests = origin_secret_digests()
    if not digests:
        return True
    sent = hashlib.sha256(headers.get("x-origin-verify", "").encode()).hexdigest()
    return any(hmac.compare_digest(sent, digest) for digest in digests)


class Keyed(Protocol):
    """A route of any kind; logs name its ``key`` and never a path, which can hold a number or a token."""

    @property
    def key(self) -> str:
        """The route as API Gateway names it."""


class LambdaEntry(ABC):
    """The Lambda handler of one route: a response and a log line for each request, even for a failed one."""

    message: str
    internal_error = TrunklineError("An internal error occurred")

    def __init__(self, route: Keyed) -> None:
        self.route = route

    def __call__(self, event: Mapping[str, Any], context: object) -> dict[str, Any]:
        """Respond to an event of API Gateway."""
        started = perf_counter()
        request, details = request_from(event), dict[str, Any]()
        with invocation_deadline(context):
            may_look = is_from_origin(request.headers)
            response = self._respond_or_explain(request, details) if may_look else FORBIDDEN
        logger.info(
            self.message,
            route=self.route.key,
            status=response.status,
            duration_ms=round((perf_counter() - started) * 1000, 1),
            request_id=request.request_id,
            **details,
        )
        return to_lambda_response(response, request.request_id)

    @abstractmethod
    def respond(self, request: Request, details: dict[str, Any]) -> Response:
        """Respond to a request; ``details`` are added to its log line."""

    @abstractmethod
    def error_response(self, error: TrunklineError, request_id: str) -> Response:
        """Put an error into the words of who called."""

    def _respond_or_explain(self, request: Request, details: dict[str, Any]) -> Response:
        try:
            return self.respond(request, details)
        except TrunklineError as error:
            response = self.error_response(error, request.request_id)
            if response.status >= _SERVER_ERRORS:
                log_causes(error, route=self.route.key, request_id=request.request_id, status=response.status)
            return response
        except Exception as error:  # noqa: BLE001 - the last stop: a bug is logged here and becomes a 500
            log_bug(error, route=self.route.key, request_id=request.request_id)
            return self.error_response(self.internal_error, request.request_id)
