"""Lists: signed cursors, and bare JSON arrays, whole or in pages with a ``Link`` to the next one."""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeVar
from urllib.parse import urlencode

from trunkline.errors import FieldError, RuleError, SchemaError
from trunkline.http.edge import QueryParameter
from trunkline.http.messages import RequestContext, Response
from trunkline.services.pages import Page

MAX_LIMIT = 1000
DEFAULT_LIMIT = 100
# Lambda returns 6 MB at most; what is larger has to be asked for in pages.
MAX_LIST_BYTES = 5_000_000
_MAC_BYTES = 16

Entry = TypeVar("Entry")


class FetchPage(Protocol[Entry]):
    """Reads the part of a list after a position."""

    def __call__(self, *, limit: int | None, after: str | None) -> Page[Entry]:
        """Read up to ``limit`` entries, or as many as one read gives."""


def page_size(most: int) -> Callable[[str], int]:
    """Make the reader of a page size."""

    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) <= len(str(most)) and 1 <= int(text) <= most):
            raise ValueError(f"must be a whole number from 1 to {most}")
        return int(text)

    return read


def page_size_schema(most: int) -> Mapping[str, Any]:
    """Return the JSON Schema of what ``page_size`` takes."""
    return {"type": "integer", "minimum": 1, "maximum": most}


def parse_flag(text: str) -> bool:
    """Parse a yes or no."""
    flags = {"true": True, "1": True, "false": False, "0": False}
    if (flag := flags.get(text.lower())) is None:
        raise ValueError("must be true or false")
    return flag


# What one looks like is our own business; an empty one is none.
CURSOR_SCHEMA = {"type": "string", "minLength": 1}
FLAG_SCHEMA = {"type": "boolean"}
PAGE_PARAMETERS = (
    QueryParameter(
        "limit",
        page_size(MAX_LIMIT),
        f"Page size, 1 to {MAX_LIMIT}; without it the whole list is returned.",
        page_size_schema(MAX_LIMIT),
    ),
    QueryParameter(
        "cursor",
        str,
        'Where the page starts, from the `Link: <...>; rel="next"` of the one before.',
        CURSOR_SCHEMA,
    ),
)
# Of a list that only grows, or of which a page costs what it holds: always in pages.
PAGES_ONLY_PARAMETERS = (
    PAGE_PARAMETERS[0]._replace(description=f"Page size, 1 to {MAX_LIMIT}.", default=DEFAULT_LIMIT),
    PAGE_PARAMETERS[1],
)


def list_response(
    context: RequestContext[None],
    *,
    list_name: str,
    fetch: FetchPage[Entry],
    view: Callable[[Entry], Mapping[str, Any]],
) -> Response:
    """Respond with the whole list when the query names neither limit nor cursor, else with one page.

    Raises:
        RuleError: The whole list is too large for one response.
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
                "the whole list is too large for one response; ask for pages with limit and cursor",
            )
        position = page.next_position
        if position is None:
            return Response(200, f"[{', '.join(rendered)}]")


def sign_cursor(position: str, *, list_name: str, key: str) -> str:
    """Sign a position as a cursor, good for the list of that name only."""
    raw = position.encode()
    return base64.urlsafe_b64encode(_mac(raw, list_name, key) + raw).decode().rstrip("=")


def read_cursor(cursor: str, *, list_name: str, key: str, parameter: str = "cursor") -> str:
    """Return the position that a cursor signs.

    Args:
        cursor: As the client sent it.
        list_name: The list that it has to be for.
        key: The organisation's key.
        parameter: The dialect's name of the cursor in its query, for the error.

    Raises:
        SchemaError: This service has not made the cursor for this list.
    """
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    except (binascii.Error, ValueError):
        raw = b""
    mac, position = raw[:_MAC_BYTES], raw[_MAC_BYTES:]
    if not hmac.compare_digest(mac, _mac(position, list_name, key)):
        raise SchemaError([FieldError(("query", parameter), "is not a cursor of this list; start again without it")])
    return position.decode()


def _mac(position: bytes, list_name: str, key: str) -> bytes:
    message = list_name.encode() + b"\n" + position
    return hmac.digest(key.encode(), message, hashlib.sha256)[:_MAC_BYTES]
