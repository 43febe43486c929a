"""The demo tenants again for each test, without writing them one conditional write at a time."""

from dataclasses import dataclass, field
from typing import Any

from trunkline.table.client import Table

# What BatchWriteItem takes.
BATCH = 25


@dataclass
class Seeded:
    """The items of a seeded table and the description of its tenants."""

    described: dict[str, Any] = field(default_factory=dict)
    items: list[dict[str, Any]] = field(default_factory=list)

    def keep(self, store: Table, described: dict[str, Any]) -> dict[str, Any]:
        """Remember the table as it is."""
        self.items = list(store.client.scan(TableName=store.name)["Items"])
        self.described = described
        return described

    def restore(self, store: Table) -> dict[str, Any]:
        """Put the items into an empty table; empty when there are none yet."""
        for start in range(0, len(self.items), BATCH):
            puts: Any = [{"PutRequest": {"Item": item}} for item in self.items[start : start + BATCH]]
            store.client.batch_write_item(RequestItems={store.name: puts})
        return self.described
