"""Bodies of the Zudu API as the domain's values."""

from typing import TYPE_CHECKING, Any, NamedTuple

from trunkline.domain.e164_parser import parse_e164
from trunkline.domain.zudu_numbers import DEFAULT_LIMIT, SortBy, SortOrder, ZuduFilter
from trunkline.errors import RuleError

if TYPE_CHECKING:
    from trunkline.http.zudu.schemas import MembersBody, SearchZuduNumbersRequest, UpdateZuduNumberRequest

_OF_THE_DOCUMENT = ("phone_number", "label")
# As text: with the carriers of the domain, every function that reads a body of this API would load what imports need.
_IMPORTED_FROM = ("twilio", "plivo")


def importable_provider(value: str) -> str:
    """Check the name of a carrier from whose accounts numbers are imported.

    Raises:
        ValueError: It is none of the two that are published.
    """
    if value not in _IMPORTED_FROM:
        raise ValueError("must be twilio or plivo")
    return value


def members_of(body: "MembersBody") -> dict[str, Any]:
    """Return the members that were sent, by their names in the domain."""
    return {name: value for name, value in body.items() if name not in _OF_THE_DOCUMENT}


def changes_of(body: "UpdateZuduNumberRequest", number: str) -> dict[str, Any]:
    """Return what is to change of ``number``.

    Raises:
        RuleError: The body asks for another number, or for two nicknames.
    """
    sent = body.get("phone_number")
    if sent is not None and parse_e164(sent, member="phone_number") != number:
        raise RuleError("phone_number", "cannot be changed; delete the number and create the other one")
    changes = members_of(body)
    # Sent as null it is a change too, so its presence counts and not its value.
    if "label" in body:
        if "nickname" in body:
            raise RuleError("label", "is another name of nickname; send one of the two")
        changes["nickname"] = body["label"]
    return changes


class Search(NamedTuple):
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
