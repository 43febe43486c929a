import time
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from trunkline.domain.identifiers import E164, OrganizationId
from trunkline.domain.timestamps import from_iso
from trunkline.domain.zudu_numbers import SortBy, SortOrder, ZuduFilter, ZuduNumber, page_of
from trunkline.services import zudu_numbers

from tests.support.workspaces import Tenant
from tests.support.zudu import ZuduApi

STOCK: list[dict[str, Any]] = [
    {"phone_number": "+14157770003", "nickname": "Sales west", "inbound_agent_id": "agent_a"},
    {"phone_number": "+14157770001", "nickname": "support", "outbound_agent_id": "agent_b"},
    {"phone_number": "+12125550002", "nickname": "Sales east", "inbound_agent_id": "agent_b"},
    {"phone_number": "+442079460100", "inbound_agent_id": "agent_a", "outbound_agent_id": "agent_b"},
    {"phone_number": "+13125550004"},
]


def stock(zudu: ZuduApi) -> None:
    for members in STOCK:
        zudu.created(**members)
        time.sleep(0.002)  # so that each is updated in a millisecond of its own


def listed(zudu: ZuduApi, query: str = "") -> list[str]:
    response = zudu.list(query)
    assert response.status == 200, response.text
    return [entry["phone_number"] for entry in response.json()["data"]["phone_numbers"]]


def test_an_empty_list_has_no_pages(zudu: ZuduApi, acme: Tenant) -> None:
    answer = zudu.list().json()
    assert answer == {
        "message": "Phone numbers retrieved successfully",
        "status": "success",
        "error": None,
        "data": {
            "organization_id": acme.organization_id,
            "phone_numbers": [],
            "returned_count": 0,
            "pagination": {
                "page": 0,
                "limit": 50,
                "total_pages": 0,
                "total_count": 0,
                "has_next": False,
                "has_previous": False,
            },
            "sort_order": "ascending",
            "sort_by": "phone_number",
            "applied_filters": {},
        },
    }
    assert list(answer["data"]) == [
        "organization_id",
        "phone_numbers",
        "returned_count",
        "pagination",
        "sort_order",
        "sort_by",
        "applied_filters",
    ]


def test_a_list_has_the_records_as_they_were_created(zudu: ZuduApi) -> None:
    created = zudu.created(nickname="only", inbound_agent_id="agent_1")
    assert zudu.list().json()["data"]["phone_numbers"] == [created]


def test_pages_are_counted_from_0_and_hold_the_list_between_them(zudu: ZuduApi) -> None:
    stock(zudu)
    pages = [zudu.list(f"?limit=2&page={page}").json()["data"] for page in range(4)]
    numbers = [entry["phone_number"] for page in pages for entry in page["phone_numbers"]]
    assert numbers == ["+12125550002", "+13125550004", "+14157770001", "+14157770003", "+442079460100"]
    assert [page["returned_count"] for page in pages] == [2, 2, 1, 0]
    assert [page["pagination"]["has_next"] for page in pages] == [True, True, False, False]
    assert [page["pagination"]["has_previous"] for page in pages] == [False, True, True, True]
    assert {page["pagination"]["total_pages"] for page in pages} == {3}
    assert {page["pagination"]["total_count"] for page in pages} == {5}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?sort_by=phone_number&sort_order=descending", [100, 3, 1, 4, 2]),
        ("?sort_by=nickname", [2, 3, 1, 4, 100]),
        ("?sort_by=nickname&sort_order=descending", [1, 3, 2, 4, 100]),
        ("?sort_by=area_code", [2, 4, 1, 3, 100]),
        ("?sort_by=area_code&sort_order=descending", [1, 3, 4, 2, 100]),
        ("?sort_by=updated_at", [3, 1, 2, 100, 4]),
        ("?sort_by=updated_at&sort_order=descending", [4, 100, 2, 1, 3]),
    ],
)
def test_a_list_is_sorted_and_who_lacks_the_member_comes_last(
    zudu: ZuduApi, query: str, expected: Sequence[int]
) -> None:
    stock(zudu)
    assert [int(number[-4:]) for number in listed(zudu, query)] == expected


@pytest.mark.parametrize(
    ("query", "applied", "expected"),
    [
        ("nickname=SALES", {"nickname": "SALES"}, ["+12125550002", "+14157770003"]),
        ("nickname=sales%20w", {"nickname": "sales w"}, ["+14157770003"]),
        ("area_code=415", {"area_code": 415}, ["+14157770001", "+14157770003"]),
        ("agent_id=agent_b", {"agent_id": "agent_b"}, ["+12125550002", "+14157770001", "+442079460100"]),
        ("agent_id=agent", {"agent_id": "agent"}, []),
        (
            "nickname=s&area_code=415&agent_id=agent_a",
            {"nickname": "s", "area_code": 415, "agent_id": "agent_a"},
            ["+14157770003"],
        ),
    ],
)
def test_a_list_is_filtered_and_says_by_what(
    zudu: ZuduApi, query: str, applied: dict[str, Any], expected: list[str]
) -> None:
    stock(zudu)
    data = zudu.list("?" + query).json()["data"]
    assert [entry["phone_number"] for entry in data["phone_numbers"]] == expected
    assert data["applied_filters"] == applied
    assert data["pagination"]["total_count"] == data["returned_count"] == len(expected)


def test_a_parameter_that_cannot_be_read_is_named(zudu: ZuduApi) -> None:
    for query in (
        "limit=0",
        "limit=501",
        "limit=-1",
        "limit=ten",
        "limit=",
        "limit=٣",
        "limit=" + "9" * 5000,
        "page=-1",
        "page=1.0",
        "page=10001",
        "sort_by=created_at",
        "sort_by=Nickname",
        "sort_order=asc",
        "area_code=41",
        "area_code=100",
        "area_code=+415",
        "nickname=",
        "nickname=" + "n" * 201,
        "agent_id=",
        "limit=1&limit=2",
    ):
        refused = zudu.list("?" + query)
        assert (refused.status, refused.json()["error"]) == (400, "INVALID_REQUEST"), query
        assert query.partition("=")[0] in refused.json()["message"]


def test_a_parameter_that_is_not_known_is_ignored(zudu: ZuduApi) -> None:
    assert zudu.list("?colour=red").status == 200


def test_available_numbers_have_neither_agent(zudu: ZuduApi, acme: Tenant) -> None:
    stock(zudu)
    zudu.update("+14157770001", outbound_agent_id=None)
    answer = zudu.available().json()
    assert list(answer["data"]) == ["organization_id", "available_count", "phone_numbers"]
    assert [entry["phone_number"] for entry in answer["data"]["phone_numbers"]] == ["+13125550004", "+14157770001"]
    assert answer["data"]["available_count"] == 2
    assert answer["data"]["organization_id"] == acme.organization_id
    only = zudu.available("?area_code=415").json()["data"]["phone_numbers"]
    assert [entry["phone_number"] for entry in only] == ["+14157770001"]


def test_too_many_numbers_to_sort_are_refused_and_an_area_makes_them_fewer(
    zudu: ZuduApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    stock(zudu)
    monkeypatch.setattr(zudu_numbers, "MAX_LISTED", 4)
    for refused in (zudu.list(), zudu.list("?nickname=sales"), zudu.available()):
        assert (refused.status, refused.json()["error"]) == (400, "INVALID_REQUEST")
        assert "area_code" in refused.json()["message"]
    assert listed(zudu, "?area_code=415") == ["+14157770001", "+14157770003"]
    assert zudu.available("?area_code=312").json()["data"]["available_count"] == 1
    zudu.delete("+442079460100")
    assert len(listed(zudu)) == 4


def test_available_numbers_that_are_too_large_for_one_answer_are_refused(
    zudu: ZuduApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    stock(zudu)
    monkeypatch.setattr("trunkline.http.zudu.views.MAX_LIST_BYTES", 300)
    assert (zudu.available().status, zudu.available("?area_code=212").status) == (400, 200)


def a_number(e164: str, nickname: str | None, agent: str | None) -> ZuduNumber:
    moment = from_iso("2026-01-31T08:15:00.123Z")
    return ZuduNumber(
        organization_id=OrganizationId("org"),
        phone_number=E164(e164),
        phone_number_type="zudu-twilio",
        number_provider="twilio",
        created_at=moment,
        updated_at=moment,
        revision="r",
        nickname=nickname,
        inbound_agent_id=agent,
    )


some_numbers = st.lists(
    st.builds(
        a_number,
        st.integers(0, 30).map(lambda end: f"+1{212 + end % 3}555{end:04d}"),
        st.none() | st.sampled_from(["", "a", "B", "b"]),
        st.none() | st.sampled_from(["x", "y"]),
    ),
    unique_by=lambda number: number.phone_number,
    max_size=12,
)


@given(
    some_numbers,
    st.sampled_from(SortBy),
    st.sampled_from(SortOrder),
    st.integers(1, 5),
    st.none() | st.sampled_from(["x", "z"]),
)
def test_the_pages_of_a_list_hold_every_number_that_is_wanted_once(
    numbers: list[ZuduNumber], sort_by: SortBy, sort_order: SortOrder, limit: int, agent: str | None
) -> None:
    wanted = ZuduFilter(agent_id=agent)

    def page(number: int) -> Any:
        return page_of(numbers, wanted, sort_by=sort_by, sort_order=sort_order, number=number, limit=limit)

    first = page(0)
    entries = [entry for number in range(first.total_pages) for entry in page(number).entries]
    assert not page(first.total_pages).entries
    assert len(entries) == first.total_count
    assert {entry.phone_number for entry in entries} == {
        number.phone_number for number in numbers if agent is None or number.inbound_agent_id == agent
    }
