"""POST /list says what GET says, asked for in a body."""

from typing import Any
from urllib.parse import urlencode

import pytest
from trunkline.table.client import Table

from tests.support.composition import compose_with
from tests.support.tables import TABLE_NAME, CountingClient
from tests.support.zudu import ZuduApi

FILTERS = ("nickname", "area_code", "agent_id")


@pytest.fixture
def numbers(zudu: ZuduApi) -> None:
    zudu.created(phone_number="+14157774441", nickname="Front desk", inbound_agent_id="agent_1")
    zudu.created(phone_number="+14157774442", nickname="Night line")
    zudu.created(phone_number="+12125550143", nickname="Back desk", outbound_agent_id="agent_1")


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"page": 1, "limit": 2},
        {"sort_by": "nickname", "sort_order": "descending"},
        {"nickname": "DESK"},
        {"area_code": 415, "limit": 1},
        {"agent_id": "agent_1", "sort_by": "area_code"},
        {"nickname": "nothing"},
    ],
    ids=str,
)
def test_it_is_what_get_answers_without_the_filters(zudu: ZuduApi, numbers: None, asked: dict[str, Any]) -> None:
    criteria = {name: value for name, value in asked.items() if name in FILTERS}
    page = {name: value for name, value in asked.items() if name not in FILTERS}

    listed = zudu.list(f"?{urlencode(asked)}").json()
    found = zudu.search(**page, filter_criteria=criteria)

    assert found.status == 200
    assert listed["data"].pop("applied_filters") == criteria
    assert found.json() == listed
    assert list(found.json()["data"]) == list(listed["data"])


def test_null_is_as_good_as_left_out(zudu: ZuduApi, numbers: None) -> None:
    nothing = dict.fromkeys(("page", "limit", "sort_by", "sort_order", "filter_criteria"))
    no_filters = dict.fromkeys(FILTERS)

    assert zudu.search(**nothing).json() == zudu.search().json() == zudu.search(filter_criteria=no_filters).json()


def test_an_organisation_sees_its_own_only(zudu: ZuduApi, globex_zudu: ZuduApi, numbers: None) -> None:
    assert zudu.search().json()["data"]["returned_count"] == 3
    assert globex_zudu.search().json()["data"]["phone_numbers"] == []


@pytest.mark.parametrize(
    "body",
    [
        {"limit": 0},
        {"limit": 501},
        {"limit": "50"},
        {"page": -1},
        {"sort_by": "created_at"},
        {"sort_order": "up"},
        {"filter_criteria": []},
        {"filter_criteria": {"area_code": 99}},
        {"filter_criteria": {"nickname": ""}},
    ],
    ids=str,
)
def test_what_get_refuses_is_refused(zudu: ZuduApi, body: dict[str, Any]) -> None:
    answer = zudu.search(**body)

    assert (answer.status, answer.json()["error"]) == (400, "INVALID_REQUEST")


def test_it_is_one_query_and_keeps_nothing_for_a_retry(
    zudu: ZuduApi, numbers: None, aws: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = CountingClient(aws)
    compose_with(monkeypatch, "table", lambda: Table(client, TABLE_NAME))  # type: ignore[arg-type]

    for _ in range(2):
        answer = zudu.send("POST", "/list", body={}, headers={"Idempotency-Key": "one"})
        assert answer.status == 200
        assert "idempotency-replayed" not in answer.headers

    assert dict(client.calls) == {"query": 2}
