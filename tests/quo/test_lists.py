from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

import pytest
from trunkline.domain.contacts import Contact
from trunkline.domain.identifiers import ContactId, OrganizationId
from trunkline.domain.timestamps import utc_now
from trunkline.table.client import Table
from trunkline.table.contacts import ContactTable

from tests.support.quo import QuoApi


def _ids(contacts: Sequence[dict[str, Any]]) -> list[str]:
    return [contact["id"] for contact in contacts]


@pytest.fixture
def stocked(store: Table, organization: OrganizationId) -> list[str]:
    """The ids of 24 contacts: twelve in each shard, two of each six from the source "crm"."""
    ids = [f"{digit}{number}".ljust(24, "0") for digit in ("0", "5", "a", "f") for number in range(6)]
    for number, contact_id in enumerate(ids):
        contact = Contact(
            id=ContactId(contact_id),
            organization_id=organization,
            created_by_user_id="US1",
            created_at=utc_now(),
            updated_at=utc_now(),
            external_id=f"e{number}",
            source="crm" if number % 3 == 0 else "public-api",
        )
        ContactTable(store).add(contact, None)
    return ids


def test_an_organisation_without_contacts_has_an_empty_list(quo: QuoApi) -> None:
    response = quo.page()

    assert response.status == 200
    assert response.json() == {"data": [], "totalItems": 0, "nextPageToken": None}


def test_pages_of_any_size_make_up_the_whole_list_in_the_order_of_ids(quo: QuoApi, stocked: list[str]) -> None:
    for size in (1, 5, 6, 7, 12, 23, 24, 50):
        assert _ids(quo.listed(maxResults=size)) == stocked


def test_a_list_by_source_has_that_source_only(quo: QuoApi, stocked: list[str]) -> None:
    for size in (1, 2, 3, 7, 8, 50):
        assert _ids(quo.listed(sources="crm", maxResults=size)) == stocked[::3]


def test_a_list_by_sources_has_one_source_after_the_other(quo: QuoApi, stocked: list[str]) -> None:
    rest = [contact for number, contact in enumerate(stocked) if number % 3]

    for size in (1, 5, 16, 50):
        listed = quo.listed(sources=["public-api", "nobody", "crm", "crm"], maxResults=size)

        assert _ids(listed) == rest + stocked[::3]


def test_a_list_by_external_ids_is_in_the_order_of_the_request(quo: QuoApi, stocked: list[str]) -> None:
    quo.created(externalId="e7", source="else")

    for size in (1, 2, 3, 50):
        listed = quo.listed(externalIds=["e9", "none", "e7", "e0", "e7"], maxResults=size)

        assert [(contact["externalId"], contact["source"]) for contact in listed] == [
            ("e9", "crm"),
            ("e7", "else"),
            ("e7", "public-api"),
            ("e0", "crm"),
        ]


def test_external_ids_and_sources_have_to_hold_together(quo: QuoApi, stocked: list[str]) -> None:
    for size in (1, 2, 50):
        listed = quo.listed(externalIds=["e0", "e1", "e2", "e3"], sources=["crm", "nobody"], maxResults=size)

        assert [contact["externalId"] for contact in listed] == ["e0", "e3"]


def test_as_many_external_ids_and_sources_as_are_allowed_are_looked_up(quo: QuoApi, stocked: list[str]) -> None:
    external_ids = [f"e{number}" for number in range(50)]
    sources = [f"s{number}" for number in range(8)] + ["crm", "public-api"]

    assert _ids(quo.listed(externalIds=external_ids, sources=sources, maxResults=7)) == stocked


def test_values_with_any_characters_find_what_has_them(quo: QuoApi) -> None:
    for text in ("a b", "a+b", "a,b", "a#b", "a&b=c", "ä%20"):
        contact = quo.created(externalId=text, source=text)
        assert _ids(quo.listed(externalIds=text)) == [contact["id"]]
        assert _ids(quo.listed(sources=text)) == [contact["id"]]


def test_a_contact_is_on_the_list_as_soon_as_it_is_created_and_as_it_reads_alone(quo: QuoApi) -> None:
    contact = quo.created(externalId="1", sourceUrl="https://example.com/1")

    assert quo.listed() == quo.listed(externalIds="1") == quo.listed(sources="public-api") == [contact]


def test_the_total_is_always_above_what_was_read_until_it_is_exact(quo: QuoApi, stocked: list[str]) -> None:
    totals, token = [], None
    while True:
        page = quo.page(maxResults=10, **({"pageToken": token} if token else {})).json()
        totals.append(page["totalItems"])
        token = page["nextPageToken"]
        if token is None:
            break

    assert totals == [11, 21, 24]


def test_a_page_token_is_good_for_its_own_list_only(quo: QuoApi, globex: QuoApi, stocked: list[str]) -> None:
    token = quo.page(maxResults=2).json()["nextPageToken"]

    assert quo.page(maxResults=9, pageToken=token).status == 200
    for response in (
        globex.page(pageToken=token),
        quo.page(pageToken=token, sources="crm"),
        quo.page(pageToken=token, externalIds="e1"),
        quo.page(pageToken=token[:-2] + "AA"),
        quo.page(pageToken=""),
        quo.page(pageToken="\N{SNOWMAN}"),
    ):
        assert response.status == 400
        assert response.json()["errors"][0]["path"] == "/query/pageToken"


BAD_QUERIES = [
    ("", "/query/maxResults"),
    ("maxResults=", "/query/maxResults"),
    ("maxResults=0", "/query/maxResults"),
    ("maxResults=51", "/query/maxResults"),
    ("maxResults=-1", "/query/maxResults"),
    ("maxResults=1.0", "/query/maxResults"),
    ("maxResults=" + quote("٣"), "/query/maxResults"),
    ("maxResults=5&maxResults=5", "/query/maxResults"),
    ("maxResults=5&externalIds=", "/query/externalIds"),
    ("maxResults=5&externalIds=" + "x" * 76, "/query/externalIds"),
    ("maxResults=5" + "&externalIds=x" * 51, "/query/externalIds"),
    ("maxResults=5&sources=", "/query/sources"),
    ("maxResults=5" + "&sources=x" * 11, "/query/sources"),
]


def test_a_bad_parameter_is_named(quo: QuoApi, subtests: pytest.Subtests) -> None:
    for query, path in BAD_QUERIES:
        with subtests.test(query=query):
            response = quo.send("GET", f"contacts?{query}")

            assert response.status == 400
            assert response.json()["code"] == "0800400"
            assert [fault["path"] for fault in response.json()["errors"]] == [path]


def test_unknown_parameters_are_ignored(quo: QuoApi) -> None:
    assert quo.send("GET", "contacts?maxResults=1&since=yesterday").status == 200


def test_a_contact_that_moved_while_a_list_was_read_is_not_listed_under_its_old_id(
    quo: QuoApi, store: Table, organization: OrganizationId, monkeypatch: pytest.MonkeyPatch
) -> None:
    contact = quo.created(externalId="1")
    read = Table.get_all

    def moved_meanwhile(table: Table, keys: Any) -> Any:
        monkeypatch.setattr(Table, "get_all", read)
        assert quo.update(contact["id"], externalId="2").status == 200
        return read(table, keys)

    monkeypatch.setattr(Table, "get_all", moved_meanwhile)

    assert quo.page(externalIds="1").json()["data"] == []
