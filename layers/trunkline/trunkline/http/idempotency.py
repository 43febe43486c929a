"""Requests that carry an ``Idempotency-Key``: done once, answered the same way each time for 24 hours."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from trunkline import wiring
from trunkline.errors import Fault, SchemaError
from trunkline.http.edge import Call
from trunkline.http.messages import Answer, Request
from trunkline.services.idempotency import begin, fingerprint
from trunkline.services.receipts import StoredAnswer

MAX_KEY_LENGTH = 255


def answered_once(call: Call[Any], idempotency_key: str, handle: Callable[[Call[Any]], Answer]) -> Answer:
    """The answer of ``handle``, or the one that the first request with this key got.

    Only successes are kept: after a refusal or a crash the key is free for another try.

    Raises:
        IdempotencyKeyReusedError: The key came with another request.
        RequestInFlightError: The first request has not ended.
        SchemaError: The key is empty or over 255 characters.
    """
    if not 1 <= len(idempotency_key) <= MAX_KEY_LENGTH:
        raise SchemaError([Fault(("header", "Idempotency-Key"), f"must have 1 to {MAX_KEY_LENGTH} characters")])
    store = wiring.idempotency_store()
    begun = begin(
        store,
        credential_id=call.credential.id,
        idempotency_key=idempotency_key,
        request_fingerprint=_fingerprint(call.request),
    )
    if isinstance(begun, StoredAnswer):
        return Answer(begun.status, begun.body, {"idempotency-replayed": "true"})
    call = replace(call, claim=begun)
    try:
        answer = handle(call)
    except Exception:
        # Refusals and bugs alike: nothing is kept of them. An attempt that dies leaves its claim to the lease.
        store.release(begun)
        raise
    if not call.answer_is_stored:
        store.complete(begun, StoredAnswer(answer.status, answer.body))
    return answer


def _fingerprint(request: Request) -> str:
    texts = (request.method, request.path, request.query, request.headers.get("prefer", ""))
    return fingerprint([*(text.encode() for text in texts), request.body])
