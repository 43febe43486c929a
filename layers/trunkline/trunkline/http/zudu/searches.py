"""The body of a list as the domain's values."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from trunkline.domain.zudu_numbers import SortBy, SortOrder, ZuduFilter
from trunkline.http.zudu.parameters import DEFAULT_LIMIT

if TYPE_CHECKING:
    from trunkline.http.zudu.schemas import SearchZuduNumbersRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """A page of the organisation's numbers that match."""

    wanted: ZuduFilter
    sort_by: SortBy
    sort_order: SortOrder
    page: int
    limit: int


def search_of(body: "SearchZuduNumbersRequest") -> Search:
    """Return what the body asks to list."""
    criteria: Any = body.get("filter_criteria") or {}
    return Search(
        wanted=ZuduFilter(**{name: criteria.get(name) for name in ("nickname", "area_code", "agent_id")}),
        sort_by=body.get("sort_by") or SortBy.PHONE_NUMBER,
        sort_order=body.get("sort_order") or SortOrder.ASCENDING,
        page=body.get("page") or 0,
        limit=body.get("limit") or DEFAULT_LIMIT,
    )
