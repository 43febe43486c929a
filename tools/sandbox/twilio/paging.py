"""Pages of a Twilio list."""

from typing import Any
from urllib.parse import urlencode

from tools.sandbox import parameters as p
from tools.sandbox.twilio.errors import TwilioError
from tools.sandbox.wire import Answer, Json, Request, json_answer

_DEFAULT_SIZE = 50

PAGING: dict[str, p.Check] = {
    "PageSize": p.digits(1, 1000),
    "Page": p.digits(0, 999_999),
    "PageToken": p.filled,
}


def page(key: str, found: list[Json], request: Request, filters: dict[str, Any]) -> Answer:
    """Answer with one page and the relative URI of the next; a page but the first needs the token of the one before."""
    size, number = filters.get("PageSize", _DEFAULT_SIZE), filters.get("Page", 0)
    start = number * size
    if number and filters.get("PageToken") != _token(found, start):
        raise TwilioError(400, message="PageToken does not belong to this page")
    shown = found[start : start + size]
    more = start + size < len(found)
    return json_answer(
        200,
        {
            "first_page_uri": _uri(request, size, 0, ""),
            "end": start + len(shown) - 1 if shown else 0,
            "next_page_uri": _uri(request, size, number + 1, _token(found, start + size)) if more else None,
            "page": number,
            "page_size": size,
            "previous_page_uri": _uri(request, size, number - 1, _token(found, start - size)) if number else None,
            "start": start,
            "uri": f"{request.path}?{request.query}" if request.query else request.path,
            key: shown,
        },
    )


def _token(found: list[Json], start: int) -> str:
    return f"PA{found[start - 1]['sid']}" if 0 < start <= len(found) else ""


def _uri(request: Request, size: int, number: int, token: str) -> str:
    kept = [pair for pair in request.query_pairs() if pair[0] not in PAGING]
    paging = [("PageSize", str(size)), ("Page", str(number)), *([("PageToken", token)] if token else [])]
    return f"{request.path}?{urlencode(kept + paging)}"
