"""The way of every request: authenticate, admit, read, answer once, refuse in the dialect."""

import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from time import perf_counter
from typing import Any, Generic, TypeVar

from trunkline import wiring
from trunkline.domain.credentials import Credential
from trunkline.errors import (
    FieldError,
    ForbiddenError,
    SchemaError,
    TrunklineError,
    UnauthenticatedError,
)
from trunkline.http.messages import Request, Response, request_from, to_lambda_response
from trunkline.http.routes import Route
from trunkline.http.warm_up import warm_up
from trunkline.invocation import invocation_deadline
from trunkline.observability import logger
from trunkline.services.idempotent_responses import Claim, IdempotentResponse, StoredResponse

Body = TypeVar("Body")
Result = TypeVar("Result")

LambdaHandler = Callable[[Mapping[str, Any], object], dict[str, Any]]


@dataclass(slots=True, kw_only=True)
class RequestContext(Generic[Body]):
    """A request that was let in, read and validated."""

    request: Request
    credential: Credential
    query: Mapping[str, Any]
    body: Body
    claim: Claim | None = None
    _idempotent: IdempotentResponse[Any] | None = field(default=None)

    def idempotent(self, response_for: Callable[[Result], Response]) -> IdempotentResponse[Result] | None:
        """What a use case stores with its change for a retry; None when the request has no idempotency key."""
        if self.claim is None:
            return None

        def stored(result: Result) -> StoredResponse:
            response = response_for(result)
            return StoredResponse(response.status, response.body)

        self._idempotent = idempotent = IdempotentResponse(claim=self.claim, response_for=stored)
        return idempotent

    @property
    def response_is_stored(self) -> bool:
        """Whether the answer was stored together with the change."""
        return self._idempotent is not None and self._idempotent.is_stored


def endpoint(
    route: Route, *needs: Callable[[], object]
) -> Callable[[Callable[[RequestContext[Any]], Response]], LambdaHandler]:
    """Make a function of a call the Lambda handler of a route. The route stays readable as ``.route``.

    ``needs`` are what the function will ask ``wiring`` for: on Lambda it is made while the function starts.
    """
    if route.body:
        from trunkline.http.bodies import prepare  # noqa: PLC0415 - pydantic, only for routes with a body

        prepare(route.body)
    # Nobody's credential: asking for it connects to the table.
    warm_up(*needs, lambda: wiring.authenticator().store.find(""))

    def decorate(handle: Callable[[RequestContext[Any]], Response]) -> LambdaHandler:
        @wraps(handle)
        def lambda_handler(event: Mapping[str, Any], context: object) -> dict[str, Any]:
            started = perf_counter()
            request = request_from(event)
            with invocation_deadline(context):
                response, credential = _serve(route, handle, request)
            logger.info(
                "request",
                route=route.key,
                status=response.status,
                duration_ms=round((perf_counter() - started) * 1000, 1),
                request_id=request.request_id,
                credential_id=credential and credential.id,
                organization_id=credential and credential.organization_id,
            )
            return to_lambda_response(response, request.request_id)

        lambda_handler.route = route  # type: ignore[attr-defined]
        return lambda_handler

    return decorate


def _serve(
    route: Route, handle: Callable[[RequestContext[Any]], Response], request: Request
) -> tuple[Response, Credential | None]:
    credential = None
    try:
        credential = _authenticated(route, request)
        context = _read(route, request, credential)
        return _respond_once(route, handle, context), credential
    except TrunklineError as error:
        return route.dialect.error_response(error, request.request_id), credential
    except Exception as error:  # noqa: BLE001 - the last stop: a bug is logged here and answered as a 500
        _log_bug(route, request, error)
        return route.dialect.error_response(
            TrunklineError("An internal error occurred"), request.request_id
        ), credential


def _authenticated(route: Route, request: Request) -> Credential:
    presented = route.dialect.credentials_from(request.headers)
    if presented is None:
        raise UnauthenticatedError
    credential = wiring.authenticator().authenticate(presented, route.dialect.audience)
    if route.scope and not credential.may(route.scope):
        raise ForbiddenError(route.scope)
    route.dialect.authorize_tenant(credential, request)
    return credential


def _read(route: Route, request: Request, credential: Credential) -> RequestContext[Any]:
    body = None
    query = _query(route, request)
    if route.body:
        from trunkline.http.bodies import read_body  # noqa: PLC0415 - loaded by then

        body = read_body(request, route.body, route.explain_too_large)
    return RequestContext(request=request, credential=credential, query=query, body=body)


def _query(route: Route, request: Request) -> Mapping[str, Any]:
    sent = request.query_lists()
    values = {}
    for parameter in route.query:
        try:
            values[parameter.name] = parameter.read(sent.get(parameter.name, ()))
        except ValueError as error:
            raise SchemaError([FieldError(("query", parameter.name), str(error))]) from None
    return values


def _respond_once(
    route: Route, handle: Callable[[RequestContext[Any]], Response], context: RequestContext[Any]
) -> Response:
    idempotency_key = context.request.headers.get("idempotency-key")
    if route.method != "POST" or idempotency_key is None:
        return handle(context)
    from trunkline.http.idempotency import respond_once  # noqa: PLC0415 - only requests with a key pay for it

    return respond_once(context, idempotency_key, handle)


def _log_bug(route: Route, request: Request, error: Exception) -> None:
    # Where it happened, without the message: the message of an unforeseen error may quote what a client sent.
    stack = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    logger.error(
        "unhandled error",
        route=route.key,
        request_id=request.request_id,
        error=type(error).__name__,
        stack=stack,
    )
