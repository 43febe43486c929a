"""Responding to a repeated request with the first response instead of a second change."""

import hashlib
import secrets
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from trunkline.errors import IdempotencyKeyReusedError, RequestInFlightError

if TYPE_CHECKING:
    from trunkline.table.idempotency import IdempotencyTable

Result = TypeVar("Result")


class Claim(NamedTuple):
    """A request's hold on its idempotency key; ``lease`` tells this attempt from a later one."""

    credential_id: str
    idempotency_key: str
    lease: str
    fingerprint: str


class StoredResponse(NamedTuple):
    """A status and a body, ready to be sent again."""

    status: int
    body: str


class IdempotentResponse(Generic[Result]):
    """A claim and the response that the result of the change will get.

    A use case hands it to the store with the change; the store writes both in one transaction and sets
    ``is_stored``. So a crash between change and response cannot turn a retry into a second change or a conflict.
    """

    def __init__(self, *, claim: Claim, response_for: Callable[[Result], StoredResponse]) -> None:
        self.claim = claim
        self.response_for = response_for
        self.is_stored = False


class EarlierRequest(NamedTuple):
    """What is known of the request that has the key; ``response`` is None while it runs."""

    fingerprint: str
    response: StoredResponse | None


def fingerprint(parts: Sequence[bytes]) -> str:
    """Hash a request: two have one hash only when all their parts are the same, for lengths keep parts apart."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(b"%d:" % len(part))
        digest.update(part)
    return digest.hexdigest()


def begin(
    store: "IdempotencyTable", *, credential_id: str, idempotency_key: str, request_fingerprint: str
) -> Claim | StoredResponse:
    """Claim the key for a request that is new, or find the response that it got before.

    Raises:
        IdempotencyKeyReusedError: The key came with another request.
        RequestInFlightError: The first request has not ended.
    """
    claim = Claim(
        credential_id=credential_id,
        idempotency_key=idempotency_key,
        lease=secrets.token_hex(8),
        fingerprint=request_fingerprint,
    )
    earlier = store.claim(claim)
    if earlier is None:
        return claim
    if earlier.fingerprint != claim.fingerprint:
        raise IdempotencyKeyReusedError
    if earlier.response is None:
        raise RequestInFlightError
    return earlier.response
