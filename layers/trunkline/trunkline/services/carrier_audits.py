"""What is asked of a carrier to tell whether numbers are all right: page by page of a whole account, or one number.

The pages are what an account of half a million numbers can be asked for every day. They tell what is plainly wrong. For
what they do not show, of which each number has an object of its own, they give **ties**: what a number refers to, and
what such an object says of itself. An object that is as we have made it has the tie that its number has. Whatever
differs is looked at alone. Calls are paced, for the owner's own calls come first.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Protocol

from trunkline.domain.health import Setting
from trunkline.services.carrier_adapters import Budget, CarrierAccount, Configuration, OwnedNumber, WebhookTargets

# Of one account. The least that a carrier documents is Plivo's 300 in five seconds, for everything its owner does.
CALLS_A_SECOND = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedNumber:
    """A number as a page of its account tells it; ``resource`` is for its carrier's adapter alone."""

    number: OwnedNumber
    resource: Any
    monthly_price: str | None = None
    # Whether the page says what the number can do.
    tells_capabilities: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditPage:
    """Some of an account's numbers, and the position after the last of them; None when the list ends here."""

    numbers: Sequence[ListedNumber]
    next_position: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """What an object that was made for a number says of itself; ``name`` is that of ``WebhookTargets``."""

    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TiePage:
    """Some of an account's objects, and the position after them."""

    ties: Sequence[Tie]
    next_position: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What a page tells of a number that has our webhooks: whether all that it shows is so, and what it refers to."""

    is_as_set: bool
    ties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """What stands at the carrier for one number, beside what we have set, and what the number can do."""

    settings: Sequence[Setting]
    capabilities: frozenset[str]
    # What a person has set in place of ours, by the names of the adapter's configuration: to be kept if it is replaced.
    foreign: Configuration = field(default_factory=dict)


class CarrierAudit(Protocol):
    """One account at one carrier, read only but for ``restore``. Calls raise what those of CarrierAdapter raise."""

    def numbers(self, position: str | None) -> AuditPage:
        """List the numbers that the account owns, in the carrier's largest pages."""

    def compare(self, listed: ListedNumber, targets: WebhookTargets, previous: Configuration) -> Comparison:
        """Compare a number with what a page says of it; no call."""

    def ties(self, position: str | None) -> TiePage | None:
        """List the objects that were made for numbers; None where a carrier needs none."""

    def inspect(self, number: OwnedNumber, targets: WebhookTargets, previous: Configuration) -> Inspection:
        """Read all that is set for one number; CarrierGoneError when the account does not own it."""

    def restore(self, number: OwnedNumber, previous: Configuration) -> None:
        """Restore what was removed of the owner's settings that we leave alone: the fallback URLs."""


class AuditFactory(Protocol):
    """Makes them."""

    def __call__(self, account: CarrierAccount, budget: Budget) -> CarrierAudit:
        """Return the account's audit; its calls together keep to the budget."""


class PacedBudget(Budget):
    """The time of a turn, in which calls begin no closer to one another than so many a second."""

    def __init__(self, seconds: float, sleep: Callable[[float], None]) -> None:
        super().__init__(seconds)
        self._next, self._sleep = monotonic(), sleep
        self.calls = 0

    def next_call_seconds(self) -> float:
        """Return what the next call may take, after a pause where one is due."""
        now = monotonic()
        if self._next > now:
            self._sleep(self._next - now)
        self._next = max(now, self._next) + 1 / CALLS_A_SECOND
        self.calls += 1
        return super().next_call_seconds()
