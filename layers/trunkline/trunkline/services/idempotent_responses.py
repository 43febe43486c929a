"""What is stored together with a change so that a retry of the request gets the first answer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A request's hold on its idempotency key; ``lease`` tells this attempt from a later one."""

    credential_id: str
    idempotency_key: str
    lease: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class StoredResponse:
    """A status and a body, ready to be sent again."""

    status: int
    body: str


@dataclass(slots=True, kw_only=True)
class IdempotentResponse(Generic[Result]):
    """A claim and the answer that the result of the change will get.

    A use case hands it to the store with the change; the store writes both in one transaction and sets
    ``is_stored``. So a crash between change and answer cannot turn a retry into a second change or a conflict.
    """

    claim: Claim
    response_for: Callable[[Result], StoredResponse]
    is_stored: bool = False
