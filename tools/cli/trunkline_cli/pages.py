"""Lists that the table answers in pages: read on only as long as somebody looks."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from trunkline_cli.output import note, print_rows

if TYPE_CHECKING:
    from trunkline.services.pages import Page

Entry = TypeVar("Entry")

_PAGE = 500


def every(page: "Callable[[int, str | None], Page[Entry]]") -> Iterator[Entry]:
    """All entries of a list; ``page`` reads so many of them after a position."""
    position: str | None = None
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
    as_json: bool,
    columns: Mapping[str, str],
    empty: str,
) -> None:
    """Up to ``limit`` entries as records of one kind, and whether there are more."""
    found = list(islice(entries, limit + 1))
    print_rows([view(each) for each in found[:limit]], as_json=as_json, columns=columns, empty=empty)
    if len(found) > limit:
        note(f"There are more than {limit}: raise --limit")
