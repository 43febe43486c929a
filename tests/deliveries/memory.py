"""The engine's tables in memory, for counts at which moto takes minutes. The real ones promise the same."""

import heapq
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from trunkline.domain.deliveries import Delivery
from trunkline.domain.identifiers import OrganizationId
from trunkline.domain.subscriptions import Subscription, SubscriptionId
from trunkline.services.deliveries import LONGEST_HINT, Deliverer, FanOut, Hint, hint_for
from trunkline.services.slow_organizations import SlowOrganizations

from tests.deliveries.world import World

Line = tuple[OrganizationId, SubscriptionId, str]


@dataclass
class Deliveries:
    """Deliveries by their lines."""

    world: "MemoryWorld"
    lines: dict[Line, dict[str, Delivery]] = field(default_factory=lambda: defaultdict(dict))

    def add(self, deliveries: Sequence[Delivery]) -> None:
        for each in deliveries:
            self._line(hint_for(each)).setdefault(each.id, each)

    def first_to_try(self, hint: Hint) -> Delivery | None:
        line = self._line(hint)
        first = line.get(hint.event_id)
        for earlier in sorted((each for each in line if each < hint.event_id), reverse=True):
            if first is None or first.started_at is not None or line[earlier].started_at is not None:
                break
            first = line[earlier]
        return first

    def begin(self, before: Delivery, after: Delivery) -> bool:
        line = self._line(hint_for(before))
        if line[before.id] != before:
            return False
        line[before.id] = after
        return True

    def end(self, begun: Delivery, ended: Delivery) -> bool:
        is_as_before = self.begin(begun, ended)
        if is_as_before and ended.next_try_at and ended.next_try_at - self.world.now > LONGEST_HINT:
            # The due index and the cleanup.
            heapq.heappush(self.world.waiting, (ended.next_try_at, next(self.world.counted), hint_for(ended)))
        return is_as_before

    def of(self, subscription: Subscription) -> list[Delivery]:
        return [each for key, line in self.lines.items() if key[1] == subscription.id for each in line.values()]

    def _line(self, hint: Hint) -> dict[str, Delivery]:
        return self.lines[hint.organization_id, hint.subscription_id, hint.line]


@dataclass
class Subscriptions:
    """Subscriptions by their organisations."""

    kept: dict[OrganizationId, list[Subscription]] = field(default_factory=lambda: defaultdict(list))

    def add(self, subscription: Subscription) -> None:
        self.kept[subscription.organization_id].append(subscription)

    def of_organization(self, organization: OrganizationId) -> Sequence[Subscription]:
        return self.kept[organization]

    def find(self, organization: OrganizationId, subscription: SubscriptionId) -> Subscription | None:
        return next((each for each in self.kept[organization] if each.id == subscription), None)

    def note_failure(self, subscription: Subscription, since: datetime) -> None:
        """Nobody asks for it here."""


class NobodyIsSlow:
    def is_slow(self, organization: OrganizationId, now: datetime) -> bool:
        del organization, now
        return False

    def mark(self, organization: OrganizationId, *, until: datetime, unless_beyond: datetime) -> None:
        raise AssertionError(f"{organization} took longer than any endpoint here, until {until} or {unless_beyond}")


class MemoryWorld(World):
    """The world without a table."""

    def __init__(self) -> None:
        super().__init__(None)  # type: ignore[arg-type]
        self._subscriptions, self._deliveries = Subscriptions(), Deliveries(self)

    @property
    def subscriptions(self) -> Any:
        return self._subscriptions

    @property
    def deliveries(self) -> Any:
        return self._deliveries

    def fan_out(self, table: Any = None) -> FanOut:
        del table
        return FanOut(self.subscriptions, self.deliveries, self, self.clock)

    def deliverer(self, table: Any = None, sender: Any = None) -> Deliverer:
        del table
        slow = SlowOrganizations(NobodyIsSlow(), self.slow, self.clock, self.timer)
        return Deliverer(self.subscriptions, self.deliveries, self, sender or self, self, slow, self.clock, lambda: 0.0)

    def of(self, subscription: Subscription) -> list[Delivery]:
        return self._deliveries.of(subscription)

    def _next_cleanup(self) -> None:
        return None
