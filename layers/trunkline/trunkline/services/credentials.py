"""Recognising tokens."""

from dataclasses import dataclass, field
from typing import Protocol

from trunkline.domain.credentials import Audience, Credential, PresentedToken
from trunkline.domain.timestamps import Clock, utc_now
from trunkline.errors import UnauthenticatedError
from trunkline.services.expiring_cache import ExpiringCache

# A revoked credential works for this long at most, in environments that have seen it.
CACHE_SECONDS = 60


class CredentialStore(Protocol):
    """Where the stored halves of credentials are kept."""

    def find(self, credential_id: str) -> Credential | None:
        """The credential."""


@dataclass(frozen=True, slots=True)
class Authenticator:
    """Recognises tokens; one lives as long as the warm environment and remembers for a minute whom it has met."""

    store: CredentialStore
    clock: Clock = utc_now
    seen: ExpiringCache[str, Credential] = field(default_factory=lambda: ExpiringCache(CACHE_SECONDS), repr=False)

    def authenticate(self, presented: PresentedToken, audience: Audience) -> Credential:
        """The credential that the token proves.

        Raises:
            UnauthenticatedError: The token is unknown, revoked, expired, or another dialect's.
        """
        credential = self.seen.get(presented.id, lambda: self.store.find(presented.id))
        if credential is None or not credential.accepts(presented.secret, self.clock()):
            raise UnauthenticatedError
        if credential.audience is not audience:
            raise UnauthenticatedError
        return credential
