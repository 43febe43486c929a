"""The way of every request: authenticate, authorize, read, respond once, put errors into the dialect's words."""

import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from contextlib import suppress
from time import perf_counter
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from trunkline.errors import FieldError, ForbiddenError, SchemaError, TrunklineError, UnauthenticatedError
from trunkline.http.idempotency import respond_once
from trunkline.http.messages import Request, RequestContext, Response, request_from, to_lambda_response
from trunkline.http.origin import is_from_origin
from trunkline.invocation import invocation_deadline
from trunkline.observability import log_bug, logger

if TYPE_CHECKING:
    from trunkline.domain.credentials import Credential
    from trunkline.http.routes import Route
    from trunkline.services.credentials import Authenticator
    from trunkline.table.idempotency import IdempotencyTable

UseCase = TypeVar("UseCase")
Handle = Callable[[RequestContext[Any], UseCase], Response]


# What API Gateway itself says: whoever goes past the proxy learns no dialect.
FORBIDDEN = Response(403, '{"message":"Forbidden"}')


class Keyed(Protocol):
    """A route of whatever kind; logs name its ``key`` and never a path, which can hold a number or a token."""

    @property
    def key(self) -> str:
        """The route as API Gateway names it."""


class LambdaEntry(ABC):
    """The Lambda handler of one route: a response and a log line for each request, whatever happens."""

    message: str
    internal_error = TrunklineError("An internal error occurred")

    def __init__(self, route: Keyed) -> None:
        self.route = route

    def __call__(self, event: Mapping[str, Any], context: object) -> dict[str, Any]:
        """Respond to an event of API Gateway."""
        started = perf_counter()
        request, details = request_from(event), dict[str, Any]()
        with invocation_deadline(context):
            from_origin = is_from_origin(request.headers)
            response = self._respond_or_explain(request, details) if from_origin else FORBIDDEN
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
            return self.error_response(error, request.request_id)
        except Exception as error:  # noqa: BLE001 - the last stop: a bug is logged here and becomes a 500
            log_bug(error, route=self.route.key, request_id=request.request_id)
            return self.error_response(self.internal_error, request.request_id)


class Endpoint(LambdaEntry, Generic[UseCase]):
    """The Lambda handler of a documented route."""

    message = "request"
    route: "Route"

    def __init__(
        self, edge: "Edge", route: "Route", use_case: Callable[[], UseCase], handle: "Handle[UseCase]"
    ) -> None:
        super().__init__(route)
        self.edge = edge
        self.use_case = use_case
        self.handle = handle

    def respond(self, request: Request, details: dict[str, Any]) -> Response:
        """Respond to a caller that may call."""
        details |= {"credential_id": None, "organization_id": None}
        credential = self._authenticated(request)
        details |= {"credential_id": credential.id, "organization_id": credential.organization_id}
        self.route.dialect.authorize_tenant(credential, request)
        context = self._read(request, credential)

        def handle(context: RequestContext[Any]) -> Response:
            return self.handle(context, self.use_case())

        idempotency_key = request.headers.get("idempotency-key")
        if self.route.method != "POST" or idempotency_key is None:
            return handle(context)
        return respond_once(self.edge.idempotency_table(), context, idempotency_key, handle)

    def error_response(self, error: TrunklineError, request_id: str) -> Response:
        """Put an error into the dialect's envelope."""
        return self.route.dialect.error_response(error, request_id)

    def _authenticated(self, request: Request) -> "Credential":
        presented = self.route.dialect.credentials_from(request)
        if presented is None:
            raise UnauthenticatedError
        credential = self.edge.authenticator().authenticate(presented, self.route.dialect.audience)
        if self.route.scope and not credential.may(self.route.scope):
            raise ForbiddenError(self.route.scope)
        return credential

    def _read(self, request: Request, credential: "Credential") -> RequestContext[Any]:
        sent, query = request.query_lists(), {}
        for parameter in self.route.query:
            try:
                query[parameter.name] = parameter.read(sent.get(parameter.name, ()))
            except ValueError as error:
                raise SchemaError([FieldError(("query", parameter.name), str(error))]) from None
        body = None
        if self.route.body:
            from trunkline.http.bodies import read_body  # noqa: PLC0415 - loaded by then

            body = read_body(request, self.route.body, self.route.explain_too_large)
        return RequestContext(request=request, credential=credential, query=query, body=body)


class Edge:
    """What every endpoint asks for: who recognises callers, and where responses are kept for retries."""

    def __init__(
        self, authenticator: "Callable[[], Authenticator]", idempotency_table: "Callable[[], IdempotencyTable]"
    ) -> None:
        self.authenticator = authenticator
        self.idempotency_table = idempotency_table

    def endpoint(
        self, route: "Route", use_case: Callable[[], UseCase]
    ) -> "Callable[[Handle[UseCase]], Endpoint[UseCase]]":
        """Make the Lambda handler of a route from a function of the request and the use case.

        On Lambda the use case is made while the function starts, with a connection to the table.
        """
        if route.body:
            from trunkline.http.bodies import prepare  # noqa: PLC0415 - only for routes with a body

            prepare(route.body)
        # Nobody's credential: asking for it connects to the table.
        warm_up(use_case, lambda: self.authenticator().store.find(""))
        return lambda handle: Endpoint(self, route, use_case, handle)


def warm_up(*steps: Callable[[], object]) -> None:
    """Take the steps in turn where a Lambda environment starts, and none elsewhere.

    What the first request would wait for is done while the function starts: Lambda gives an environment that starts
    a whole processor, and one of 512 MB that runs 0.29 of it. A step that fails ends it: what fails here fails again
    with the first request, which says so to somebody.
    """
    # Not in a thread, though that could be waited for no longer than a moment: it made every later call slower by a
    # twentieth.
    if "AWS_LAMBDA_INITIALIZATION_TYPE" in os.environ:
        with suppress(Exception):
            for step in steps:
                step()
