"""Query parameters of Zudu's lists."""

from enum import StrEnum
from typing import Any

from trunkline.domain.zudu_numbers import DEFAULT_LIMIT, SortBy, SortOrder
from trunkline.http.edge import QueryParameter

# A page of the largest records stays within what a function may return.
MAX_LIMIT = 500
MAX_PAGE = 10_000
MAX_TEXT_LENGTH = 200


def _whole_number(text: str, least: int, most: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(most)) and least <= int(text) <= most):
        raise ValueError(f"must be a whole number from {least} to {most}")
    return int(text)


def parse_limit(text: str) -> int:
    """Parse a page size."""
    return _whole_number(text, 1, MAX_LIMIT)


def parse_page(text: str) -> int:
    """Parse a page's number."""
    return _whole_number(text, 0, MAX_PAGE)


def parse_area_code(text: str) -> int:
    """Parse a North American area code."""
    return _whole_number(text, 200, 999)


def parse_text(text: str) -> str:
    """Parse a text to look for."""
    if not 1 <= len(text) <= MAX_TEXT_LENGTH:
        raise ValueError(f"must have 1 to {MAX_TEXT_LENGTH} characters; leave it out to list all")
    return text


def parse_sort_by(text: str) -> SortBy:
    """Parse the member to sort by."""
    if text not in list(SortBy):
        raise ValueError(f"must be one of {', '.join(SortBy)}")
    return SortBy(text)


def parse_sort_order(text: str) -> SortOrder:
    """Parse which end comes first."""
    if text not in list(SortOrder):
        raise ValueError(f"must be one of {', '.join(SortOrder)}")
    return SortOrder(text)


def _whole_schema(least: int, most: int) -> dict[str, Any]:
    return {"type": "integer", "minimum": least, "maximum": most}


def _choice_schema(choice: type[StrEnum]) -> dict[str, Any]:
    return {"type": "string", "enum": [each.value for each in choice]}


_TEXT = {"type": "string", "minLength": 1, "maxLength": MAX_TEXT_LENGTH}

AREA_CODE = QueryParameter(
    "area_code", parse_area_code, "Only numbers of this North American area.", _whole_schema(200, 999)
)
LIST_PARAMETERS = (
    QueryParameter(
        "limit", parse_limit, f"Page size, 1 to {MAX_LIMIT}.", _whole_schema(1, MAX_LIMIT), default=DEFAULT_LIMIT
    ),
    QueryParameter("page", parse_page, "Which page, counted from 0.", _whole_schema(0, MAX_PAGE), default=0),
    QueryParameter("sort_by", parse_sort_by, "What to sort by.", _choice_schema(SortBy), default=SortBy.PHONE_NUMBER),
    QueryParameter(
        "sort_order", parse_sort_order, "Which end comes first.", _choice_schema(SortOrder), default=SortOrder.ASCENDING
    ),
    QueryParameter("nickname", parse_text, "Only numbers with this text in their nickname, in any case.", _TEXT),
    AREA_CODE,
    QueryParameter("agent_id", parse_text, "Only numbers of this agent, inbound or outbound.", _TEXT),
)
