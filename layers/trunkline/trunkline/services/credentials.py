"""Recognising tokens."""

from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import Protocol

from trunkline.domain.credentials import Audience, Credential, PresentedToken
from trunkline.domain.timestamps import Clock, utc_now
from trunkline.errors import UnauthenticatedError

# A revoked credential works for this long at most, in environments that have seen it.
CACHE_SECONDS = 60
CACHE_ENTRIES = 256


class CredentialStore(Protocol):
    """Where the stored halves of credentials are kept."""

    def find(self, credential_id: str) -> Credential | None:
        """The credential."""


@dataclass(frozen=True, slots=True)
class Authenticator:
    """Recognises tokens; one lives as long as the warm environment and remembers for a minute whom it has met."""

    store: CredentialStore
    clock: Clock = utc_now
    timer: Callable[[], float] = monotonic
    _seen: dict[str, tuple[float, Credential]] = field(default_factory=dict)

    def authenticate(self, presented: PresentedToken, audience: Audience) -> Credential:
        """The credential that the token proves.

        Raises:
            UnauthenticatedError: The token is unknown, revoked, expired, or another dialect's.
        """
        credential = self._credential(presented.id)
        if credential is None or not credential.accepts(presented.secret, self.clock()):
            raise UnauthenticatedError
        if credential.audience is not audience:
            raise UnauthenticatedError
        return credential

    def _credential(self, credential_id: str) -> Credential | None:
        now = self.timer()
        seen_at, credential = self._seen.get(credential_id, (0.0, None))
        if credential is not None and now - seen_at < CACHE_SECONDS:
            return credential
        self._seen.pop(credential_id, None)
        credential = self.store.find(credential_id)
        # What does not exist is not remembered: guesses must not push out those who are known.
        if credential is not None:
            if len(self._seen) >= CACHE_ENTRIES:
                self._seen.pop(next(iter(self._seen)))
            self._seen[credential_id] = (now, credential)
        return credential
