"""The due index: what the scheduled cleanup has to look at."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from trunkline.domain.timestamps import Clock, from_iso, to_iso, utc_now
from trunkline.services.cleanup import MAX_TRIES, DueItem
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.items import ConditionFailedError, Item, Update
from trunkline.table.keys import Key


@dataclass(frozen=True, slots=True)
class DueTable:
    """The index of ``trunkline.services.cleanup``; ``readers`` make records of items, by entity."""

    table: Table
    readers: Mapping[str, Callable[[Item], Any]]
    clock: Clock = utc_now
    shards: Callable[[], Sequence[Sequence[str]]] = keys.due_partitions

    def partitions(self) -> Sequence[Sequence[str]]:
        """List the shards, the more urgent ones first, without the parked items."""
        return self.shards()

    def due(self, partition: str, *, until: datetime, limit: int) -> Iterator[Sequence[DueItem]]:
        """Read what is due, in batches: a query of the index and a batch read of the table for each.

        The index follows the table within moments. Entries that the table has no more are left out, and so are those
        that another run has postponed since they were read.
        """
        after = None
        while True:
            found = self.table.query_gsi2(gsi2pk=partition, until=to_iso(until), limit=limit, after=after)
            entries = [Key(entry["pk"], entry["sk"]) for entry in found.items]
            items = self.table.get_all(entries) if entries else []
            yield [
                self._item(key, item)
                for key, item in zip(entries, items, strict=True)
                if item and item.get("gsi2pk") == partition and item["gsi2sk"] <= to_iso(until)
            ]
            if found.ended:
                return
            after = found.items[-1]

    def take(self, item: DueItem, until: datetime) -> DueItem | None:
        """Postpone an item, so that no other run takes it; None when another has.

        One conditional write.
        """
        key = _key(item)
        taken = self._moved(item, keys.due_again(key, until), {"due_tries": 1})
        return replace(item, due_at=_rounded(until), seen=to_iso(until), tries=item.tries + 1) if taken else None

    def park(self, item: DueItem, now: datetime) -> bool:
        """Park an item for an operator; False when it has changed.

        One conditional write.
        """
        return self._moved(item, {"gsi2pk": keys.parked(), "gsi2sk": to_iso(now)}, {})

    def note(self, item: DueItem, reason: str) -> None:
        """Note why an item failed; an item that has changed meanwhile does not need it.

        One conditional write.
        """
        self._moved(item, {"due_error": reason}, {})

    def _moved(self, item: DueItem, changes: Item, counted: Mapping[str, int]) -> bool:
        try:
            self.table.write(
                Update(
                    label="due item",
                    key=_key(item),
                    set_=changes,
                    add=counted,
                    condition="gsi2sk = :seen",
                    values={":seen": item.seen},
                )
            )
        except ConditionFailedError:
            return False
        return True

    def _item(self, key: Key, item: Item) -> DueItem:
        try:
            due_at, tries = from_iso(item["gsi2sk"]), int(item.get("due_tries", 0))
        except (TypeError, ValueError):
            # Nobody can say when it was to be looked at, or how often it was: an operator has to.
            due_at, tries = self.clock(), MAX_TRIES
        return DueItem(
            entity=str(item.get("entity")),
            read=partial(self._read, item),
            key=key,
            due_at=due_at,
            seen=item["gsi2sk"],
            tries=tries,
        )

    def _read(self, item: Item) -> Any:
        return self.readers[item["entity"]](item)


def _key(item: DueItem) -> Key:
    assert isinstance(item.key, Key)  # noqa: S101 - made by this module
    return item.key


def _rounded(moment: datetime) -> datetime:
    """Round a time to what is stored."""
    return from_iso(to_iso(moment))
