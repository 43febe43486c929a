"""Ids that no key can hold: half a surrogate pair, in a body or in a query."""

import pytest

from tests.support.quo import QuoApi


@pytest.mark.parametrize("member", ["externalId", "source", "sourceUrl"])
@pytest.mark.parametrize("raw", [b'"\\ud800"', b'"\xed\xa0\x80"', b'"\xff"'], ids=["escaped", "raw", "no UTF-8"])
def test_a_body_with_half_a_surrogate_pair_is_refused(quo: QuoApi, member: str, raw: bytes) -> None:
    body = b'{"defaultFields": {"firstName": "Ada"}, "' + member.encode() + b'": ' + raw + b"}"
    response = quo.send("POST", "contacts", raw=body)
    assert response.status == 400
    assert quo.listed() == []


@pytest.mark.parametrize("text", ["%ED%A0%80", "%FF", "%00", "%F0%9F%94%91" * 75, "%0A"])
def test_a_query_for_an_id_that_there_cannot_be_finds_nothing(quo: QuoApi, text: str) -> None:
    quo.created(externalId="a")
    for name in ("externalIds", "sources"):
        response = quo.send("GET", f"contacts?maxResults=5&{name}={text}")
        assert response.status in (200, 400)
        if response.status == 200:
            assert response.json()["data"] == []


@pytest.mark.parametrize("contact", ["a" * 2_041, "%0A", "%ED%A0%80", "0" * 23 + "G", "0" * 25])
def test_a_contact_id_that_there_cannot_be_is_not_found(quo: QuoApi, contact: str) -> None:
    assert quo.get(contact).status == 404
    assert quo.delete(contact).status == 404
