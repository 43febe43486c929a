"""Parts of a list."""

from collections.abc import Sequence
from typing import Generic, NamedTuple, TypeVar

Entry = TypeVar("Entry")


class Page(NamedTuple, Generic[Entry]):
    """Some entries of a list, and the position after the last of them; None when the list ends here."""

    entries: Sequence[Entry]
    next_position: str | None
