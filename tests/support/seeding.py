"""The demo tenants again for each test, without writing them one conditional write at a time."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.support.tables import in_moto


@dataclass
class Seeded:
    """The items that a seed wrote and the description that it returned."""

    described: dict[str, Any] = field(default_factory=dict)
    items: dict[Any, dict[Any, Any]] = field(default_factory=dict)

    def add(self, seed: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """Add the seed's items to the table; it runs once. Items are shared: moto's never change (moto_shortcuts)."""
        table, there = in_moto(), in_moto().items
        if not self.described:
            table.items = defaultdict(dict)
            self.described, self.items = seed(), table.items
        table.items = defaultdict(dict, {key: dict(items) for key, items in there.items()})
        for key, items in self.items.items():
            table.items[key] |= items
        return self.described
