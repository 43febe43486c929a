"""Idempotency keys: a request is done once, and has the same response for 24 hours."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from trunkline.errors import FieldError, SchemaError
from trunkline.http.messages import Request, RequestContext, Response
from trunkline.services.idempotency import StoredResponse, begin, fingerprint

if TYPE_CHECKING:
    from trunkline.table.idempotency import IdempotencyTable

MAX_KEY_LENGTH = 255


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
