"""Lists as bare JSON arrays, whole or in pages with a ``Link`` to the next one."""

import json
from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeVar
from urllib.parse import urlencode

from trunkline.errors import RuleError
from trunkline.http.cursors import read_cursor, sign_cursor
from trunkline.http.edge import RequestContext
from trunkline.http.messages import Response
from trunkline.http.routes import QueryParameter
from trunkline.services.pages import Page

MAX_LIMIT = 1000
DEFAULT_LIMIT = 100
# Lambda returns 6 MB at most; what is larger has to be asked for in pages.
MAX_LIST_BYTES = 5_000_000

Entry = TypeVar("Entry")


class FetchPage(Protocol[Entry]):
    """Reads the part of a list after a position."""

    def __call__(self, *, limit: int | None, after: str | None) -> Page[Entry]:
        """Up to ``limit`` entries, or as many as one read gives."""


def parse_limit(text: str) -> int:
    """A page size."""
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(MAX_LIMIT)) and 1 <= int(text) <= MAX_LIMIT):
        raise ValueError(f"must be a whole number from 1 to {MAX_LIMIT}")
    return int(text)


def parse_flag(text: str) -> bool:
    """A yes or no."""
    flags = {"true": True, "1": True, "false": False, "0": False}
    if (flag := flags.get(text.lower())) is None:
        raise ValueError("must be true or false")
    return flag


LIMIT_SCHEMA = {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT}
FLAG_SCHEMA = {"type": "boolean"}
PAGE_PARAMETERS = (
    QueryParameter(
        "limit", parse_limit, f"Page size, 1 to {MAX_LIMIT}; without it the whole list is returned.", LIMIT_SCHEMA
    ),
    QueryParameter(
        "cursor",
        str,
        'Where the page starts, from the `Link: <...>; rel="next"` of the one before.',
    ),
)


def list_response(
    context: RequestContext[None],
    *,
    list_name: str,
    fetch: FetchPage[Entry],
    view: Callable[[Entry], Mapping[str, Any]],
) -> Response:
    """The whole list when the query names neither limit nor cursor, else one page.

    Raises:
        RuleError: The whole list is too large for one answer.
        SchemaError: The cursor is not one of this list's.
    """
    limit, cursor = context.query["limit"], context.query["cursor"]
    if limit is None and cursor is None:
        return _whole(fetch, view)
    key = context.credential.cursor_key
    after = None if cursor is None else read_cursor(cursor, list_name=list_name, key=key)
    page = fetch(limit=limit or DEFAULT_LIMIT, after=after)
    headers = {}
    if page.next_position is not None:
        # The other parameters stay as they are: a next page of another list would be refused anyway.
        query = dict(context.request.query_values(context.query))
        query["cursor"] = sign_cursor(page.next_position, list_name=list_name, key=key)
        # Relative to the request, so that it is right behind any domain, stage or base path.
        headers["link"] = f'<?{urlencode(query)}>; rel="next"'
    return Response(200, json.dumps([view(entry) for entry in page.entries]), headers)


def _whole(fetch: FetchPage[Entry], view: Callable[[Entry], Mapping[str, Any]]) -> Response:
    rendered: list[str] = []
    size, position = 0, None
    while True:
        page = fetch(limit=None, after=position)
        for entry in page.entries:
            rendered.append(json.dumps(view(entry)))
            size += len(rendered[-1]) + 2
        if size > MAX_LIST_BYTES:
            raise RuleError(
                "limit",
                "the whole list is too large for one answer; ask for pages with limit and cursor",
            )
        position = page.next_position
        if position is None:
            return Response(200, f"[{', '.join(rendered)}]")
