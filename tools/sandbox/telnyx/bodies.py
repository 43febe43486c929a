"""What Telnyx's resources take in and give out alike."""

import json
from collections.abc import Collection, Mapping
from typing import Any

from tools.sandbox import parameters as p
from tools.sandbox.telnyx.errors import TelnyxError
from tools.sandbox.wire import JSON, Answer, Json, Request, json_answer

# An ISO 8601 time with its zone.
moment = p.matching(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})", "an ISO 8601 time with its zone")
PAGING: dict[str, p.Check] = {"page[size]": p.digits(1, 250), "page[number]": p.digits(1, 999_999)}


def asked(request: Request, allowed: Mapping[str, p.Check]) -> Json:
    """Return the query's parameters.

    Raises:
        TelnyxError: one is refused.
    """
    try:
        return p.checked(p.once(request.query_pairs()), allowed)
    except p.ParameterError as error:
        raise TelnyxError(400, error.reason, parameter=error.name) from None


def sent(request: Request, allowed: Mapping[str, p.Check], required: Collection[str] = ()) -> Json:
    """Return the members of a JSON body.

    Raises:
        TelnyxError: it is not a JSON object, or a member is refused.
    """
    if request.content_type != JSON and request.body:
        raise TelnyxError(400, "The content type must be application/json.")
    try:
        body = json.loads(request.body or b"{}")
    except ValueError:
        raise TelnyxError(400, "The request body is not valid JSON.") from None
    if not isinstance(body, dict):
        raise TelnyxError(400, "The request body must be an object.")
    try:
        return p.checked(body, allowed, required)
    except p.ParameterError as error:
        raise TelnyxError(422, error.reason, pointer=f"/{error.name}") from None


def shown(value: Any, status: int = 200) -> Answer:
    """Answer with one resource."""
    return json_answer(status, {"data": value})


def listed(found: list[Json], paging: Json) -> Answer:
    """Answer with a page of a list."""
    size, number = paging.get("page[size]", 20), paging.get("page[number]", 1)
    meta = {
        "page_number": number,
        "page_size": size,
        "total_pages": -(-len(found) // size),
        "total_results": len(found),
    }
    return json_answer(200, {"data": found[(number - 1) * size : number * size], "meta": meta})
