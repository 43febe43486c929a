"""An organisation's Zudu numbers, filtered, sorted and cut into pages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from trunkline.domain.zudu_numbers import ZuduNumber


class SortBy(StrEnum):
    """The members that a list may be sorted by."""

    PHONE_NUMBER = "phone_number"
    NICKNAME = "nickname"
    AREA_CODE = "area_code"
    UPDATED_AT = "updated_at"


class SortOrder(StrEnum):
    """Which end of the order comes first."""

    ASCENDING = "ascending"
    DESCENDING = "descending"


@dataclass(frozen=True, slots=True, kw_only=True)
class ZuduFilter:
    """What a number has to be like to be listed; None asks for nothing."""

    nickname: str | None = None
    area_code: int | None = None
    agent_id: str | None = None

    def admits(self, number: ZuduNumber) -> bool:
        """Tell whether the number matches: area code, agent, and a text in the nickname in any case."""
        if self.area_code is not None and number.area_code != self.area_code:
            return False
        if self.agent_id is not None and self.agent_id not in number.agents.values():
            return False
        return self.nickname is None or self.nickname.casefold() in (number.nickname or "").casefold()


@dataclass(frozen=True, slots=True)
class ZuduPage:
    """A part of a list; ``number`` counts from 0, ``total_count`` is of the whole list."""

    entries: Sequence[ZuduNumber]
    number: int
    limit: int
    total_count: int

    @property
    def total_pages(self) -> int:
        """How many pages of this size the list has."""
        return -(-self.total_count // self.limit)


def page_of(
    numbers: Iterable[ZuduNumber],
    wanted: ZuduFilter,
    *,
    sort_by: SortBy,
    sort_order: SortOrder,
    number: int,
    limit: int,
) -> ZuduPage:
    """Return the page of that number.

    Equal records are in the order of their phone numbers; those without the member come last.
    """
    found = sorted(filter(wanted.admits, numbers), key=lambda entry: entry.phone_number)
    having = [entry for entry in found if _sort_value(entry, sort_by) is not None]
    lacking = [entry for entry in found if _sort_value(entry, sort_by) is None]
    # A stable sort, and stable in reverse too.
    having.sort(key=lambda entry: _sort_value(entry, sort_by), reverse=sort_order is SortOrder.DESCENDING)
    first = number * limit
    return ZuduPage([*having, *lacking][first : first + limit], number, limit, len(found))


def _sort_value(entry: ZuduNumber, sort_by: SortBy) -> Any:
    value = getattr(entry, sort_by)
    return value.casefold() if isinstance(value, str) else value
