"""The URLs that Zudu's numbers want their events sent to.

They are read apart from the rest of the records, which load the number parser: sending events does not need it.
"""

from collections.abc import Collection
from dataclasses import dataclass

from trunkline.domain.identifiers import OrganizationId
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.items import Item

# What DynamoDB reads in one batch.
MOST_IN_BATCH = 100

# An organisation's number.
Owned = tuple[OrganizationId, str]


@dataclass(frozen=True, slots=True)
class ZuduWebhookTable:
    """The store of ``trunkline.services.zudu_webhooks``."""

    table: Table

    def url_of(self, number: Owned) -> str | None:
        """Find the URL of a number.

        One read.
        """
        return _url(self.table.get(keys.zudu_number(*number)))

    def with_url(self, numbers: Collection[Owned]) -> set[Owned]:
        """Return those of the numbers that have a URL.

        One batch read for each hundred.
        """
        ordered = sorted(numbers)
        found: set[Owned] = set()
        for start in range(0, len(ordered), MOST_IN_BATCH):
            part = ordered[start : start + MOST_IN_BATCH]
            items = self.table.get_all([keys.zudu_number(*number) for number in part])
            found |= {number for number, item in zip(part, items, strict=True) if _url(item)}
        return found


def _url(item: Item | None) -> str | None:
    url: str | None = item.get("inbound_webhook_url") if item else None
    return url
