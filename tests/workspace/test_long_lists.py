"""Lists that no single read holds: DynamoDB answers a query in parts of 1 MB, Lambda takes 6 MB at most."""

from typing import Any

import pytest

from tests.support.refusals import assert_refused
from tests.support.workspaces import Tenant, WorkspaceApi


class PartialClient:
    """Ends each query after a few items, as DynamoDB does after 1 MB."""

    def __init__(self, client: Any, items: int) -> None:
        self._client = client
        self._items = items
        self.queries = 0

    def __getattr__(self, operation: str) -> Any:
        return getattr(self._client, operation)

    def query(self, **request: Any) -> Any:
        self.queries += 1
        return self._client.query(**{**request, "Limit": min(self._items, request.get("Limit", self._items))})


def test_a_whole_list_is_put_together_from_all_its_parts(api: WorkspaceApi, aws: Any, use_client: Any) -> None:
    numbers = sorted((api.created() for _ in range(7)), key=lambda number: str(number["uuid"]))
    client = PartialClient(aws, 2)
    use_client(client)

    assert api.list().json() == numbers
    assert client.queries == 4


def test_linkable_phones_are_put_together_from_all_parts(
    api: WorkspaceApi, acme: Tenant, aws: Any, use_client: Any
) -> None:
    for phone in acme.provider_phones[:3]:
        api.created(providerPhoneUuid=phone["uuid"])
    use_client(PartialClient(aws, 2))

    listed = api.linkable().json()

    assert len(listed) == len(acme.provider_phones)
    assert [entry["assignedWorkspaceUuid"] for entry in listed[:4]] == [api.workspace] * 3 + [None]


def test_a_page_may_be_short_and_still_leads_to_the_rest(api: WorkspaceApi, aws: Any, use_client: Any) -> None:
    numbers = {api.created()["id"] for _ in range(5)}
    use_client(PartialClient(aws, 2))
    walked: list[int] = []
    query = "?limit=4"
    while query:
        page = api.list(query)
        walked += [number["id"] for number in page.json()]
        query = page.headers.get("link", "").partition("<")[2].partition(">")[0]

    assert len(walked) == len(numbers)
    assert set(walked) == numbers


def test_a_list_that_lambda_could_not_return_is_asked_for_in_pages(
    api: WorkspaceApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        api.created()
    monkeypatch.setattr("trunkline.http.lists.MAX_LIST_BYTES", 2000)

    assert_refused(api.list(), 400, says="limit")
    assert len(api.list("?limit=3").json()) == 3
