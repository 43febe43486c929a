"""What Plivo's resources take in and give out alike."""

import json
from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlencode

from tools.sandbox import parameters as p
from tools.sandbox.accounts import Account, Store
from tools.sandbox.plivo.errors import PlivoError
from tools.sandbox.wire import JSON, Answer, Json, Request, json_answer

PAGING: dict[str, p.Check] = {"limit": p.digits(1, 20), "offset": p.digits(0, 999_999)}


def sent(request: Request, allowed: Mapping[str, p.Check], required: Collection[str] = ()) -> Json:
    """Return the members of a JSON body.

    Raises:
        PlivoError: it is not a JSON object.
        ParameterError: a member is refused.
    """
    if not request.body:
        return p.checked({}, allowed, required)
    if request.content_type != JSON:
        raise PlivoError(400, "the body must be application/json")
    try:
        body = json.loads(request.body)
    except ValueError:
        raise PlivoError(400, "the body is not JSON") from None
    if not isinstance(body, dict):
        raise PlivoError(400, "the body must be an object")
    return p.checked(body, allowed, required)


def same(expected: str) -> p.Check:
    """Return the check of the id that the path has: Plivo's own client sends some ids in the body too."""

    def check(value: Any) -> str:
        if value != expected:
            raise ValueError("must be the one in the path")
        return expected

    return check


def listed(store: Store, account: Account, request: Request, *, kind: str, found: list[Json], asked: Json) -> Answer:
    """Answer with a page of a list."""
    limit, offset = asked.get("limit", 20), asked.get("offset", 0)
    kept = [pair for pair in request.query_pairs() if pair[0] not in PAGING]
    path = f"/v1/Account/{account.account_id}/{kind}/"

    def uri(start: int) -> str:
        return f"{path}?{urlencode([*kept, ('limit', str(limit)), ('offset', str(start))])}"

    meta = {
        "limit": limit,
        "next": uri(offset + limit) if offset + limit < len(found) else None,
        "offset": offset,
        "previous": uri(max(offset - limit, 0)) if offset else None,
        "total_count": len(found),
    }
    return answered(store, 200, {"meta": meta, "objects": found[offset : offset + limit]})


def answered(store: Store, status: int, members: Mapping[str, Any]) -> Answer:
    """Make a JSON answer with its own id."""
    return json_answer(status, {"api_id": store.new_uuid(), **members})
