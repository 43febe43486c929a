"""Recognise tokens, and limit how often one credential calls, by what one warm environment has seen of it."""

from collections.abc import Callable
from time import time
from typing import TYPE_CHECKING

from trunkline.domain.credentials import Audience, Credential, PresentedToken
from trunkline.domain.timestamps import Clock, utc_now
from trunkline.errors import TooManyRequestsError, UnauthenticatedError
from trunkline.services.expiring_cache import ExpiringCache

if TYPE_CHECKING:
    from trunkline.table.credentials import CredentialTable

# A revoked credential works for this long at most, in environments that have seen it.
CACHE_SECONDS = 60
# Of as many credentials as this an environment keeps account; the one that it met first is forgotten, and starts full.
MAX_CREDENTIALS = 256


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


class RequestRates:
    """A bucket for each credential: it holds the requests of a second, and fills as the second passes.

    In memory, so it costs nothing, and is exact for one environment only: Lambda runs as many as there are requests at
    once. Ages are told by the wall clock, as in ``ExpiringCache``: another may stand still while Lambda keeps the
    environment frozen, and a caller would be refused for what it did an hour ago.
    """

    def __init__(self, a_second: float, clock: Callable[[], float] = time) -> None:
        self.a_second = a_second
        self.clock = clock
        self._left: dict[str, tuple[float, float]] = {}

    def count(self, credential_id: str) -> None:
        """Count one request.

        Raises:
            TooManyRequestsError: There were more than a second's within the last second.
        """
        now = self.clock()
        left, counted_at = self._left.pop(credential_id, (self.a_second, now))
        left = min(self.a_second, left + max(0.0, now - counted_at) * self.a_second)
        if len(self._left) >= MAX_CREDENTIALS:
            self._left.pop(next(iter(self._left)))
        is_over = left < 1
        self._left[credential_id] = (left if is_over else left - 1, now)
        if is_over:
            raise TooManyRequestsError
