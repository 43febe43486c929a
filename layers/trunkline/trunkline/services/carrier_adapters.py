"""What every carrier can do for one account: the protocol behind which Twilio, Plivo and Telnyx look alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Protocol

from trunkline.domain.identifiers import E164, OrganizationId
from trunkline.domain.provider_phones import Carrier
from trunkline.errors import CarrierUnavailableError

# No single call to a carrier may take longer.
CALL_SECONDS = 5.0
# With less than this left a call is not begun: it would be cut off before most answers come.
SHORTEST_CALL_SECONDS = 0.25

# A number's settings at its carrier by the carrier's own names; "" is what is not set.
Configuration = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CarrierAccount:
    """An organisation's account at a carrier, with its secrets in the clear: never to be logged, stored or returned.

    ``account_id`` is Twilio's Account SID, Plivo's Auth ID, or the id of a Telnyx application. ``secret`` is what the
    account is called with. ``earlier_secret`` is what its carrier signed with before the last rotation, while that
    still counts.
    """

    organization_id: OrganizationId
    carrier: Carrier
    account_id: str
    secret: str = field(repr=False)
    earlier_secret: str | None = field(default=None, repr=False)
    # Telnyx only, and only as it was sent: base64 of the 32 bytes that its webhooks are to be verified with.
    public_key: str | None = None
    # Twilio only: the API key whose secret ``secret`` is, and the account's auth token, which then only signs.
    api_key_sid: str | None = None
    signing_token: str | None = field(default=None, repr=False)

    @property
    def signing_secret(self) -> str | None:
        """The secret with which the carrier signs; no API key signs, so None where we have nothing else."""
        return self.secret if self.api_key_sid is None else self.signing_token

    @property
    def signing_secrets(self) -> tuple[str, ...]:
        """The secrets with which the carrier may have signed."""
        return tuple(secret for secret in (self.signing_secret, self.earlier_secret) if secret is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnedNumber:
    """A number as its carrier knows it.

    ``carrier_id`` names it in the carrier's API. ``owner_id`` tells its owner there from any other: the account, or
    where an account has no id that we learn (Telnyx), the id that the number has in that account only.
    """

    carrier_id: str
    owner_id: str
    e164: E164
    capabilities: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnedPage:
    """Some of the numbers of an account, and the position after the last of them; None when the list ends here.

    ``total`` is how many there are, where the carrier says. ``unusable`` are those of this page that take no calls,
    as the carrier writes them, each with the reason.
    """

    numbers: Sequence[OwnedNumber]
    next_position: str | None
    total: int | None = None
    unusable: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookTargets:
    """Where a carrier is to send a number's events.

    ``base_url`` holds the webhook token. ``name`` is what objects are called that have to be made at the carrier for
    it: by the name they are found again after a crash.
    """

    name: str
    base_url: str = field(repr=False)

    def url(self, kind: str) -> str:
        """Return the exact URL that the carrier is given and signs."""
        return f"{self.base_url}/{kind}"


class CarrierAdapter(Protocol):
    """One account at one carrier.

    Every call raises CarrierRefusedError (asking again is no use), CarrierUnavailableError (asking again is right) or
    CarrierGoneError (the carrier does not know the number), and may be repeated.
    """

    def check_credentials(self) -> None:
        """Check that the account exists, the secret is right and the account may be used."""

    def find_owned(self, e164: E164) -> OwnedNumber:
        """Find a number that the account owns; NumberNotOwnedError when it does not."""

    def account_id(self, number: OwnedNumber) -> str:
        """Return the id of the account that owns the number: the given one, or for ``auto`` the carrier's."""

    def owned_page(self, position: str | None) -> OwnedPage:
        """List the numbers that the account owns, from a position of the previous page on."""

    def read_configuration(self, number: OwnedNumber) -> Configuration:
        """Read what ``attach`` would replace."""

    def attach(self, number: OwnedNumber, targets: WebhookTargets, found: Configuration | None = None) -> None:
        """Have calls and messages sent to ``hooks``; writes nothing when that is so.

        ``found`` is what ``read_configuration`` has just answered, so as not to ask again. What an earlier attempt has
        read and kept is not that: it is what stood there before, not what stands there now.
        """

    def is_attached(self, number: OwnedNumber, targets: WebhookTargets) -> bool:
        """Tell whether any part of the number's configuration is ours."""

    def detach(self, number: OwnedNumber, targets: WebhookTargets, previous: Configuration) -> None:
        """Put ``previous`` back where ours still stands, and remove what was made for ``hooks``."""

    def release_to_carrier(self, number: OwnedNumber) -> None:
        """Release the number to the carrier for good; one that is gone already counts as released."""


class Budget:
    """How long calls to a carrier may take: each a few seconds, all together no longer than a deadline.

    ``reserved_seconds`` at the end are for undoing what was done, not for going on.
    """

    def __init__(self, seconds: float, *, reserved_seconds: float = 0.0) -> None:
        self._ends_at = monotonic() + seconds
        self._reserved_seconds = reserved_seconds

    def next_call_seconds(self) -> float:
        """Return what the next call may take.

        Raises:
            CarrierUnavailableError: The time is used up.
        """
        left = self._ends_at - monotonic() - self._reserved_seconds
        if left < SHORTEST_CALL_SECONDS:
            raise CarrierUnavailableError("The carrier took too long")
        return min(CALL_SECONDS, left)

    def for_undoing(self) -> "Budget":
        """Return the same deadline, without reserved seconds."""
        budget = Budget(0)
        budget._ends_at = self._ends_at
        return budget


class AdapterFactory(Protocol):
    """Makes adapters."""

    def __call__(self, account: CarrierAccount, budget: Budget) -> CarrierAdapter:
        """Return the account's adapter; its calls together keep to the budget."""
