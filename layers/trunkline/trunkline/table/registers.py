"""Pages of an organisation's records of one kind, from the index."""

from collections.abc import Callable
from typing import TypeVar

from trunkline.services.pages import Page
from trunkline.table.client import Table
from trunkline.table.items import Item
from trunkline.table.keys import Key

Record = TypeVar("Record")


def register_page(
    table: Table,
    partition: str,
    key_of: Callable[[str], Key],
    record_from: Callable[[Item], Record],
    *,
    limit: int | None,
    after: str | None,
) -> Page[Record]:
    """List a page of one kind of an organisation's records.

    One query of the index; positions are its sort keys, and ``key_of`` says whose they are.
    """
    start = None
    if after is not None:
        key = key_of(after)
        start = {"pk": key.pk, "sk": key.sk, "gsi1pk": partition, "gsi1sk": after}
    result = table.query_gsi1(gsi1pk=partition, limit=limit, after=start)
    last = None if result.ended or not result.items else result.items[-1]["gsi1sk"]
    return Page([record_from(item) for item in result.items], last)
