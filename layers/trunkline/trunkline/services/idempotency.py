"""Answering a repeated request with the first answer instead of a second change."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from trunkline.errors import IdempotencyKeyReusedError, RequestInFlightError
from trunkline.services.idempotent_responses import Claim, StoredResponse


@dataclass(frozen=True, slots=True)
class EarlierRequest:
    """What is known of the request that has the key; ``answer`` is None while it runs."""

    fingerprint: str
    response: StoredResponse | None


class IdempotencyStore(Protocol):
    """Where claims on idempotency keys and their answers are kept, for 24 hours."""

    def claim(self, claim: Claim) -> EarlierRequest | None:
        """Take the key for 60 seconds; None when it is taken now, else who has it."""

    def complete(self, claim: Claim, response: StoredResponse) -> None:
        """Keep the answer of a request that changed nothing, if the claim still holds."""

    def release(self, claim: Claim) -> None:
        """Give the key free for a retry, if the claim still holds."""


def fingerprint(parts: Sequence[bytes]) -> str:
    """A hash that two requests share only when all their parts are the same; lengths keep parts apart."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(b"%d:" % len(part))
        digest.update(part)
    return digest.hexdigest()


def begin(
    store: IdempotencyStore, *, credential_id: str, idempotency_key: str, request_fingerprint: str
) -> Claim | StoredResponse:
    """A claim on the key for a request that is new, or the answer that it got before.

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
