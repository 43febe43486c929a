"""Items that the scheduled cleanup has tried too often, as operators see them."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from trunkline.domain.timestamps import from_iso
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.items import ConditionFailedError, Item, Update
from trunkline.table.keys import Key

# An alarm rings for one; with more than that parked something else is wrong.
MAX_PARKED_READ = 1000
# What one batch read takes.
_BATCH = 100
_FOR_EVER = "9"


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkedItem:
    """An item that the cleanup has tried ten times; ``reason`` is the error of the last, None when it was cut off."""

    id: str
    entity: str
    organization_id: str | None
    key: Key
    parked_at: datetime
    tries: int
    reason: str | None


class ParkedTable:
    """The parked items. There are few: an alarm tells of them."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def all(self) -> list[ParkedItem]:
        """List all parked items, the longest parked first.

        Queries of the index and batch reads of the table.
        """
        parked: list[ParkedItem] = []
        after = None
        while len(parked) < MAX_PARKED_READ:
            found = self.table.query_gsi2(gsi2pk=keys.parked(), until=_FOR_EVER, limit=_BATCH, after=after)
            entries = [Key(entry["pk"], entry["sk"]) for entry in found.items]
            items = self.table.get_all(entries) if entries else []
            parked += [_parked(item) for item in items if item and item.get("gsi2pk") == keys.parked()]
            if found.ended:
                break
            after = found.items[-1]
        return parked

    def retry(self, item: ParkedItem, now: datetime) -> bool:
        """Make an item due at once, its tries counted anew; False when it is not parked any more."""
        try:
            self.table.write(
                Update(
                    label="parked item",
                    key=item.key,
                    set_=keys.due_attributes(item.key, now),
                    condition="gsi2pk = :parked",
                    values={":parked": keys.parked()},
                )
            )
        except ConditionFailedError:
            return False
        return True


def _parked(item: Item) -> ParkedItem:
    key = Key(item["pk"], item["sk"])
    return ParkedItem(
        id=hashlib.sha256(f"{key.pk}\n{key.sk}".encode()).hexdigest()[:12],
        entity=str(item.get("entity")),
        organization_id=item.get("organization"),
        key=key,
        parked_at=from_iso(item["gsi2sk"]),
        tries=item.get("due_tries", 0),
        reason=item.get("due_error"),
    )
