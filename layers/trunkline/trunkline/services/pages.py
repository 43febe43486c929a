"""Parts of a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Entry = TypeVar("Entry")


@dataclass(frozen=True, slots=True)
class Page(Generic[Entry]):
    """Some entries of a list, and the position after the last of them; None when the list ends here."""

    entries: Sequence[Entry]
    next_position: str | None
