"""Documented routes, and the way of a request through one.

Authenticate, authorize, read, respond once, and write errors in the format of the dialect.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, Protocol, TypeVar

from trunkline.domain.credentials import Audience, Credential, PresentedToken, Scope
from trunkline.errors import FieldError, ForbiddenError, SchemaError, TrunklineError, UnauthenticatedError
from trunkline.http.messages import LambdaEntry, Request, RequestContext, Response
from trunkline.services.idempotency import StoredResponse, begin, fingerprint

if TYPE_CHECKING:
    from trunkline.services.credentials import Authenticator, RequestRates
    from trunkline.table.idempotency import IdempotencyTable

# Of an idempotency key.
MAX_KEY_LENGTH = 255

UseCase = TypeVar("UseCase")
Handle = Callable[[RequestContext[Any], UseCase], Response]


class Dialect(Protocol):
    """One published API's credentials and error format."""

    audience: Audience

    def credentials_from(self, request: Request) -> PresentedToken | None:
        """Find the credential that the request presents, where this API has it."""

    def authorize_tenant(self, credential: Credential, request: Request) -> None:
        """Check what the path says about the tenant.

        Raises:
            NotFoundError: The credential has no business there.
        """

    def error_response(self, error: TrunklineError, request_id: str) -> Response:
        """Put an error into this API's envelope."""


class QueryParameter(NamedTuple):
    """A query parameter; ``parse`` raises ValueError with what is wrong, without quoting the value."""

    name: str
    parse: Callable[[str], Any]
    description: str
    # What ``parse`` takes, as JSON Schema for the API document; None is any text.
    schema: Mapping[str, Any] | None = None
    default: Any = None
    is_required: bool = False
    # How many times it may be sent. Above one its value is a tuple, and the default is one too.
    max_count: int = 1

    def read(self, texts: Sequence[str]) -> Any:
        """Read the value of the parameter that was sent with these texts, one each time.

        Raises:
            ValueError: It is missing, was sent too often, or one of the texts does not parse.
        """
        if not texts:
            if self.is_required:
                raise ValueError("is required")
            return self.default
        if len(texts) > self.max_count:
            often = "more than once" if self.max_count == 1 else f"more than {self.max_count} times"
            raise ValueError(f"was sent {often}")
        values = tuple(self.parse(text) for text in texts)
        return values if self.max_count > 1 else values[0]


class Route(NamedTuple):
    """One documented endpoint.

    ``scope`` is None where every credential of the dialect may call. ``success`` and ``refusals`` are the statuses
    that the function responds with. ``response`` names the type of a success's body in the dialect's ``responses``
    module; empty is no body. ``errors`` are those of this route alone, each under a summary: the API document shows
    them with those that every route has. ``explain_too_large`` is shown a body that is over the limit, and may raise
    what is wrong with it in terms of the document.
    """

    dialect: Dialect
    method: str
    path: str
    summary: str
    success: int
    refusals: tuple[int, ...]
    response: str = ""
    # Another success with the same body: a 202 for what goes on. Of a route that has one, what each of them means.
    other_success: int | None = None
    outcomes: Mapping[int, str] = MappingProxyType({})
    # No response of a POST is stored for a retry where it writes nothing, or where its response holds a secret.
    keeps_response: bool = True
    scope: Scope | None = None
    query: tuple[QueryParameter, ...] = ()
    # Makes the schema of the body's type: a function of the dialect's ``schemas_core`` module.
    body: Callable[[], Mapping[str, Any]] | None = None
    explain_too_large: Callable[[bytes], None] | None = None
    errors: Mapping[str, TrunklineError] = MappingProxyType({})
    # Of the body that it takes and of a success, for the API document.
    request_example: Any = None
    response_example: Any = None

    @property
    def key(self) -> str:
        """The route as API Gateway names it; the only form in which logs name a request's target."""
        return f"{self.method} {self.path}"


class Endpoint(LambdaEntry, Generic[UseCase]):
    """The Lambda handler of a documented route."""

    message = "request"
    route: Route

    def __init__(self, edge: "Edge", route: Route, use_case: Callable[[], UseCase], handle: "Handle[UseCase]") -> None:
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
        if self.route.method != "POST" or not self.route.keeps_response or idempotency_key is None:
            return handle(context)
        return respond_once(self.edge.idempotency_table(), context, idempotency_key, handle)

    def error_response(self, error: TrunklineError, request_id: str) -> Response:
        """Put an error into the dialect's envelope."""
        return self.route.dialect.error_response(error, request_id)

    def _authenticated(self, request: Request) -> Credential:
        presented = self.route.dialect.credentials_from(request)
        if presented is None:
            raise UnauthenticatedError
        credential = self.edge.authenticator().authenticate(presented, self.route.dialect.audience)
        if rates := self.edge.request_rates():
            rates.count(credential.id)
        if self.route.scope and not credential.may(self.route.scope):
            raise ForbiddenError(self.route.scope)
        return credential

    def _read(self, request: Request, credential: Credential) -> RequestContext[Any]:
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


def respond_once(
    store: "IdempotencyTable",
    context: RequestContext[Any],
    idempotency_key: str,
    handle: Callable[[RequestContext[Any]], Response],
) -> Response:
    """Respond with ``handle``, or as the first request with this key was responded to.

    Only successes are stored: after an error or a crash the key is free for another try.

    Raises:
        IdempotencyKeyReusedError: The key came with another request.
        RequestInFlightError: The first request has not ended.
        SchemaError: The key is empty or over 255 characters.
    """
    if not 1 <= len(idempotency_key) <= MAX_KEY_LENGTH:
        raise SchemaError([FieldError(("header", "Idempotency-Key"), f"must have 1 to {MAX_KEY_LENGTH} characters")])
    begun = begin(
        store,
        credential_id=context.credential.id,
        idempotency_key=idempotency_key,
        request_fingerprint=_fingerprint(context.request),
    )
    if isinstance(begun, StoredResponse):
        return Response(begun.status, begun.body, {"idempotency-replayed": "true"})
    context = replace(context, claim=begun)
    try:
        response = handle(context)
    except Exception:
        # Errors and bugs alike: nothing of them is stored. An attempt that dies leaves its claim to the lease.
        store.release(begun)
        raise
    if not context.response_is_stored:
        store.complete(begun, StoredResponse(response.status, response.body))
    return response


def _fingerprint(request: Request) -> str:
    texts = (request.method, request.path, request.query, request.headers.get("prefer", ""))
    return fingerprint([*(text.encode() for text in texts), request.body])


class Edge:
    """What every endpoint needs: authentication, rate limit, idempotency."""

    def __init__(
        self,
        authenticator: "Callable[[], Authenticator]",
        idempotency_table: "Callable[[], IdempotencyTable]",
        request_rates: "Callable[[], RequestRates | None]",
    ) -> None:
        self.authenticator = authenticator
        self.idempotency_table = idempotency_table
        self.request_rates = request_rates

    def endpoint(
        self, route: Route, use_case: Callable[[], UseCase]
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
