"""Lists: what was created is there, every number once, and cursors that cannot be made or carried elsewhere."""

import base64
from collections.abc import Iterator

import pytest

from tests.support.endpoints import LINKABLE, LIST, Endpoint
from tests.support.gateway import Response
from tests.support.refusals import assert_refused
from tests.support.workspaces import Tenant, WorkspaceApi


def _next_query(page: Response) -> str:
    """The query of the ``Link`` to the next page, or nothing on the last."""
    link = page.headers.get("link", "")
    if not link:
        return ""
    target, _, relation = link.partition(">")
    assert relation == '; rel="next"'
    assert target.startswith("<?")
    return target[1:]


def _pages(api: WorkspaceApi, query: str) -> Iterator[Response]:
    while query:
        page = api.list(query)
        assert page.status == 200, page.text
        yield page
        query = _next_query(page)


def _cursor(api: WorkspaceApi, endpoint: Endpoint = LIST, query: str = "?limit=1") -> str:
    query = _next_query(api.send("GET", endpoint.suffix + query))
    return dict(part.split("=", 1) for part in query[1:].split("&"))["cursor"]


@pytest.fixture
def two(api: WorkspaceApi) -> list[int]:
    """Two numbers, so that a page of one has a next."""
    return [api.created()["id"] for _ in range(2)]


def test_a_create_is_seen_by_the_next_list(api: WorkspaceApi) -> None:
    for _ in range(10):
        number = api.created()

        assert number in api.list().json()


def test_an_update_is_seen_by_the_next_list(api: WorkspaceApi) -> None:
    number = api.created()
    for name in ("one", "two", "three"):
        changed = api.update(number["id"], name=name).json()

        assert changed in api.list().json()


def test_pages_hold_every_number_exactly_once_with_creates_in_between(api: WorkspaceApi) -> None:
    before = {api.created()["id"] for _ in range(7)} | {number["id"] for number in api.list().json()}
    # A third of what is there and at least two, so that there are several pages wherever this runs.
    limit = max(2, len(before) // 3)
    walked: list[int] = []
    for page in _pages(api, f"?limit={min(limit, 1000)}"):
        walked += [number["id"] for number in page.json()]
        api.created()

    assert len(walked) == len(set(walked))
    assert before <= set(walked)


def test_pages_have_the_size_that_was_asked_for(api: WorkspaceApi) -> None:
    for _ in range(5):
        api.created()

    sizes = [len(page.json()) for page in _pages(api, "?limit=2")]

    assert sum(sizes) >= 5
    assert all(size == 2 for size in sizes[:-1])
    assert sizes[-1] <= 2


def test_pages_and_the_whole_list_have_one_order(api: WorkspaceApi, two: list[int]) -> None:
    whole = api.list().json()

    paged = [number for page in _pages(api, f"?limit={min(1000, max(1, len(whole) // 2))}") for number in page.json()]

    assert paged == whole
    assert "link" not in api.list().headers


def test_a_cursor_is_good_for_other_limits_tokens_and_more_than_once(
    api: WorkspaceApi, acme: Tenant, two: list[int]
) -> None:
    cursor = _cursor(api)
    reader = WorkspaceApi(api.gateway, api.workspace, acme.tokens["read"])

    first = api.list(f"?limit=5&cursor={cursor}")

    assert first.status == 200
    assert reader.list(f"?limit=5&cursor={cursor}").json() == first.json()
    assert api.list(f"?cursor={cursor}").json()[:5] == first.json()


def test_a_cursor_of_another_list_is_refused(
    api: WorkspaceApi, other_api: WorkspaceApi, globex: Tenant, two: list[int]
) -> None:
    theirs = WorkspaceApi(api.gateway, globex.workspace, globex.tokens["admin"])
    for owner in (other_api, theirs):
        for _ in range(2):
            owner.created()
    live = _cursor(api)
    refused = {
        "other workspace's": api.list(f"?cursor={_cursor(other_api)}"),
        "other tenant's": api.list(f"?cursor={_cursor(theirs)}"),
        "ours there": theirs.list(f"?cursor={live}"),
        "other filter": api.list(f"?is_archived=true&cursor={live}"),
        "other route": api.linkable(f"?cursor={live}"),
        "other route's": api.list(f"?cursor={_cursor(api, LINKABLE)}"),
    }
    for which, answer in refused.items():
        assert "query.cursor" in assert_refused(answer, 422), which


def test_a_cursor_with_any_character_changed_is_refused(api: WorkspaceApi, two: list[int]) -> None:
    cursor = _cursor(api)
    raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    forged = [
        *(bytes([*raw[:at], raw[at] ^ 1, *raw[at + 1 :]]) for at in range(len(raw))),
        *(raw[:length] for length in (0, 1, 15, 16, 17, len(raw) - 1)),
        raw + b"x",
        raw[16:],
        raw + raw,
        b"\0" * 16 + raw[16:],
    ]
    for position in forged:
        sent = base64.urlsafe_b64encode(position).decode().rstrip("=")
        assert_refused(api.list(f"?cursor={sent}"), 422, says="query.cursor", hides=[sent] if len(sent) > 4 else [])


def test_archived_numbers_are_asked_for_apart(api: WorkspaceApi) -> None:
    number = api.created()

    for flag in ("true", "True", "1"):
        assert number["id"] not in [entry["id"] for entry in api.list(f"?is_archived={flag}").json()]
    for flag in ("false", "0"):
        assert number in api.list(f"?is_archived={flag}").json()
