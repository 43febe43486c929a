"""Lists that the table answers in pages: read on only as long as somebody looks."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from trunkline_cli.output import note, print_rows

if TYPE_CHECKING:
    from trunkline.services.pages import Page

Entry = TypeVar("Entry")

_PAGE = 500


def every(page: "Callable[[int, str | None], Page[Entry]]", after: str | None = None) -> Iterator[Entry]:
    """Yield all entries of a list from a position on; ``page`` reads so many of them after a position."""
    position = after
    while True:
        found = page(_PAGE, position)
        yield from found.entries
        position = found.next_position
        if position is None:
            return


def print_first(
    entries: Iterable[Entry],
    limit: int,
    view: Callable[[Entry], Mapping[str, Any]],
    *,
    cursor: Callable[[Entry], str],
    as_json: bool,
    columns: Mapping[str, str],
    empty: str,
) -> None:
    """Print up to ``limit`` entries as records of one kind and, when there are more, how to go on.

    Args:
        entries: The list; no more of it is read than is needed.
        limit: How many to print at most.
        view: What is printed of an entry.
        cursor: The text that names the position after an entry; ``--after`` takes it.
        as_json: Print one JSON document.
        columns: The members that people see, with their titles.
        empty: What to say when there are none.
    """
    found = list(islice(entries, limit + 1))
    print_rows([view(each) for each in found[:limit]], as_json=as_json, columns=columns, empty=empty)
    if len(found) > limit:
        note(f"There are more: go on with --after '{cursor(found[limit - 1])}'")
