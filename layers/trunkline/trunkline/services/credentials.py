"""Recognising tokens."""

from typing import TYPE_CHECKING

from trunkline.domain.credentials import Audience, Credential, PresentedToken
from trunkline.domain.timestamps import Clock, utc_now
from trunkline.errors import UnauthenticatedError
from trunkline.services.expiring_cache import ExpiringCache

if TYPE_CHECKING:
    from trunkline.table.credentials import CredentialTable

# A revoked credential works for this long at most, in environments that have seen it.
CACHE_SECONDS = 60


class Authenticator:
    """Recognises tokens; one lives as long as the warm environment and remembers for a minute whom it has met."""

    def __init__(
        self, store: "CredentialTable", clock: Clock = utc_now, seen: ExpiringCache[str, Credential] | None = None
    ) -> None:
        self.store = store
        self.clock = clock
        self.seen = seen or ExpiringCache(CACHE_SECONDS)

    def authenticate(self, presented: PresentedToken, audience: Audience) -> Credential:
        """Return the credential that the token proves.

        Raises:
            UnauthenticatedError: The token is unknown, revoked, expired, or another dialect's.
        """
        credential = self.seen.get(presented.id, lambda: self.store.find(presented.id))
        if credential is None or not credential.accepts(presented.secret, self.clock()):
            raise UnauthenticatedError
        if credential.audience is not audience:
            raise UnauthenticatedError
        return credential
