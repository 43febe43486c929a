"""Pages of lists of contacts.

| list of               | order                       | a page costs                                                   |
|-----------------------|-----------------------------|----------------------------------------------------------------|
| all                   | ids                         | 1 query, and 1 more where it reaches into the second shard    |
| some sources          | sources as sent, then ids   | the same of the index for each source: 2 a source at most      |
| some external ids     | external ids as sent        | 1 query an external id, 1 batch of reads                       |
| both                  | external ids, then sources  | 1 batch of reads for each 100 pairs, 1 for the contacts        |

A list by sources reads the index, which follows the table within moments; the others read the table itself, as of all
writes answered before. How often external ids and sources may be named bounds all of it.
"""

from collections.abc import Iterator
from itertools import islice

from trunkline.domain.contacts import Contact
from trunkline.domain.identifiers import ContactId, OrganizationId
from trunkline.services.contacts import ContactFilter
from trunkline.services.pages import Page
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.contact_items import contact_from
from trunkline.table.items import Item

# The most keys that DynamoDB takes in one batch of reads.
BATCH_SIZE = 100

# Items, each with the position after it.
_Placed = Iterator[tuple[str, Item]]


def page_of(
    table: Table, organization: OrganizationId, which: ContactFilter, *, limit: int, after: str | None
) -> Page[Contact]:
    """Return the contacts after a position; a page without a next position is the last."""
    if not which.external_ids:
        placed = (
            _by_source(table, organization, which.sources, limit + 1, after)
            if which.sources
            else _all(table, organization, limit + 1, after)
        )
        items, position = _cut(placed, limit)
        return Page([contact_from(item) for item in items], position)
    guards = (
        _guards_of_pairs(table, organization, which, after)
        if which.sources
        else _guards(table, organization, which.external_ids, limit + 1, after)
    )
    items, position = _cut(guards, limit)
    return Page(_guarded(table, organization, items), position)


def _cut(placed: _Placed, limit: int) -> tuple[list[Item], str | None]:
    """Return the first items, and the position after them when there are more.

    It looks at one more than asked for, so that no list ends with an empty page.
    """
    found = list(islice(placed, limit + 1))
    return [item for _, item in found[:limit]], found[limit - 1][0] if len(found) > limit else None


def _all(table: Table, organization: OrganizationId, wanted: int, after: str | None) -> _Placed:
    last = ContactId(after) if after else None
    first = keys.contact_shard(last) if last else 0
    for shard in keys.contact_shards(organization)[first:]:
        start = keys.contact(organization, last) if last else None
        last = None
        result = table.query(pk=shard.pk, sk_prefix=shard.sk_prefix, limit=wanted, after=start)
        wanted -= len(result.items)
        yield from ((item["contact_id"], item) for item in result.items)


def _by_source(
    table: Table, organization: OrganizationId, sources: tuple[str, ...], wanted: int, after: str | None
) -> _Placed:
    number, _, last = (after or "0:").partition(":")
    first = keys.contact_shard(ContactId(last)) if last else 0
    for index in range(int(number), len(sources)):
        for partition in keys.contacts_from(organization, sources[index])[first:]:
            start = None
            if last:
                key = keys.contact(organization, ContactId(last))
                start = {"pk": key.pk, "sk": key.sk, "gsi1pk": partition, "gsi1sk": last}
            last = ""
            result = table.query_gsi1(gsi1pk=partition, limit=wanted, after=start)
            wanted -= len(result.items)
            yield from ((f"{index}:{item['contact_id']}", item) for item in result.items)
        first = 0


def _guards(
    table: Table, organization: OrganizationId, external_ids: tuple[str, ...], wanted: int, after: str | None
) -> _Placed:
    number, _, last = (after or "0:").partition(":")
    for index in range(int(number), len(external_ids)):
        guards = keys.contact_guards(organization, external_ids[index])
        start = keys.Key(guards.pk, last) if last else None
        last = ""
        result = table.query(pk=guards.pk, limit=wanted, after=start)
        wanted -= len(result.items)
        yield from ((f"{index}:{item['sk']}", item) for item in result.items)


def _guards_of_pairs(table: Table, organization: OrganizationId, which: ContactFilter, after: str | None) -> _Placed:
    pairs = [
        keys.contact_guard(organization, source, external_id)
        for external_id in which.external_ids
        for source in which.sources
    ]
    for start in range(int(after) + 1 if after else 0, len(pairs), BATCH_SIZE):
        found = table.get_all(pairs[start : start + BATCH_SIZE])
        yield from ((str(start + offset), item) for offset, item in enumerate(found) if item)


def _guarded(table: Table, organization: OrganizationId, guards: list[Item]) -> list[Contact]:
    """Return the contacts that the guards name, without those that were deleted or moved since."""
    if not guards:
        return []
    items = table.get_all([keys.contact(organization, ContactId(guard["contact_id"])) for guard in guards])
    found = [(guard, contact_from(item)) for guard, item in zip(guards, items, strict=True) if item]
    return [contact for guard, contact in found if _holds(guard, contact)]


def _holds(guard: Item, contact: Contact) -> bool:
    if contact.external_id is None:
        return False
    key = keys.contact_guard(contact.organization_id, contact.source, contact.external_id)
    return (key.pk, key.sk) == (guard["pk"], guard["sk"])
