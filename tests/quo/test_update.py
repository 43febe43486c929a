from typing import Any

import pytest

from tests.support.quo import QuoApi


@pytest.fixture
def contact(quo: QuoApi) -> dict[str, Any]:
    return quo.created(
        defaultFields={
            "firstName": "Ada",
            "lastName": "Lovelace",
            "role": "Analyst",
            "emails": [{"name": "work", "value": "ada@example.com"}, {"name": "home", "value": "lady@example.com"}],
            "phoneNumbers": [{"name": "work", "value": "+442079460001"}],
        },
        customFields=[{"key": "inbound-lead", "value": ["option1"]}],
        externalId="1",
    )


def _updated(quo: QuoApi, contact: dict[str, Any], **members: Any) -> dict[str, Any]:
    response = quo.update(contact["id"], **members)
    assert response.status == 200, response.text
    after: dict[str, Any] = response.json()["data"]
    assert quo.get(contact["id"]).json()["data"] == after
    return after


def test_what_is_not_named_stays(quo: QuoApi, contact: dict[str, Any]) -> None:
    after = _updated(quo, contact, defaultFields={"role": "Countess", "lastName": None})

    expected = {**contact["defaultFields"], "role": "Countess", "lastName": None}
    assert after == {**contact, "defaultFields": expected, "updatedAt": after["updatedAt"]}
    assert after["updatedAt"] >= contact["updatedAt"]


@pytest.mark.parametrize(
    "members", [{}, {"defaultFields": {}}, {"customFields": []}, {"defaultFields": {"role": "Analyst"}}]
)
def test_a_change_that_changes_nothing_leaves_the_time_as_it_is(
    quo: QuoApi, contact: dict[str, Any], members: dict[str, Any]
) -> None:
    assert _updated(quo, contact, **members) == contact


def test_an_item_with_an_id_changes_and_one_without_is_added(quo: QuoApi, contact: dict[str, Any]) -> None:
    work, home = contact["defaultFields"]["emails"]

    after = _updated(
        quo,
        contact,
        defaultFields={"emails": [{"id": work["id"], "name": "office", "value": "a@b"}, {"name": "", "value": ""}]},
    )

    emails = after["defaultFields"]["emails"]
    assert emails[:2] == [{"name": "office", "value": "a@b", "id": work["id"]}, home]
    assert (emails[2]["name"], emails[2]["value"]) == ("", "")
    assert len({email["id"] for email in emails}) == 3


def test_an_item_may_keep_its_name_or_lose_it(quo: QuoApi, contact: dict[str, Any]) -> None:
    work, home = contact["defaultFields"]["emails"]

    after = _updated(
        quo,
        contact,
        defaultFields={"emails": [{"id": work["id"], "value": "x"}, {"id": home["id"], "name": "", "value": "y"}]},
    )

    assert [(email["name"], email["value"]) for email in after["defaultFields"]["emails"]] == [("work", "x"), ("", "y")]


@pytest.mark.parametrize("member", ["emails", "phoneNumbers"])
def test_a_value_of_null_removes_the_item(quo: QuoApi, contact: dict[str, Any], member: str) -> None:
    first, *rest = contact["defaultFields"][member]

    after = _updated(quo, contact, defaultFields={member: [{"id": first["id"], "name": "work", "value": None}]})

    assert after["defaultFields"][member] == rest


@pytest.mark.parametrize(
    ("item", "path"),
    [
        ({"id": "acb123", "name": "x", "value": "y"}, "/defaultFields/emails/0/id"),
        ({"name": "x", "value": None}, "/defaultFields/emails/0/id"),
        ({"value": "y"}, "/defaultFields/emails/0/name"),
        ({"id": "acb123", "name": "x"}, "/defaultFields/emails/0/value"),
        ({"name": "x", "value": "y", "kind": "z"}, "/defaultFields/emails/0/2"),
    ],
)
def test_an_item_that_cannot_be_applied_is_named_and_changes_nothing(
    quo: QuoApi, contact: dict[str, Any], item: dict[str, Any], path: str
) -> None:
    response = quo.update(contact["id"], defaultFields={"role": "Other", "emails": [item]})

    assert response.status == 400
    assert [fault["path"] for fault in response.json()["errors"]] == [path]
    assert quo.get(contact["id"]).json()["data"] == contact


def test_another_contacts_item_is_not_known(quo: QuoApi, contact: dict[str, Any]) -> None:
    other = quo.created()

    item = {**contact["defaultFields"]["emails"][0]}
    assert quo.update(other["id"], defaultFields={"emails": [item]}).status == 400


def test_custom_fields_change_by_key_or_id_and_the_others_stay(
    quo: QuoApi, contact: dict[str, Any], one_field_of_each_type: None
) -> None:
    (lead,) = contact["customFields"]

    after = _updated(quo, contact, customFields=[{"key": "a-number", "value": 1.5}, {"id": lead["id"], "value": None}])

    values = {field["key"]: field["value"] for field in after["customFields"]}
    assert values == {"inbound-lead": None, "a-number": 1.5}


def test_a_contact_can_move_to_another_external_id_and_back(quo: QuoApi, contact: dict[str, Any]) -> None:
    _updated(quo, contact, externalId="2")
    assert [found["id"] for found in quo.listed(externalIds="2")] == [contact["id"]]
    assert quo.listed(externalIds="1") == []

    quo.created(externalId="1")
    assert quo.update(contact["id"], externalId="1").status == 409
    assert quo.get(contact["id"]).json()["data"]["externalId"] == "2"
    assert _updated(quo, contact, externalId="1", source="elsewhere")["source"] == "elsewhere"


def test_a_move_to_a_taken_external_id_names_the_contact_that_has_it(quo: QuoApi, contact: dict[str, Any]) -> None:
    other = quo.created(externalId="2")

    response = quo.update(other["id"], externalId="1")

    assert (response.status, response.json()["code"]) == (409, "0800409")
    assert response.json()["message"].endswith(contact["id"])
    assert [found["id"] for found in quo.listed(externalIds=["1", "2"])] == [contact["id"], other["id"]]


def test_giving_up_the_external_id_frees_it(quo: QuoApi, contact: dict[str, Any]) -> None:
    assert _updated(quo, contact, externalId=None)["externalId"] is None

    assert quo.created(externalId="1")["id"] != contact["id"]


def test_a_source_of_null_is_a_source_of_its_own(quo: QuoApi, contact: dict[str, Any]) -> None:
    assert _updated(quo, contact, source=None)["source"] is None
    other = quo.created(externalId="1")

    assert quo.update(other["id"], source=None).status == 409
    assert [found["id"] for found in quo.listed(sources="public-api")] == [other["id"]]
    assert {found["id"] for found in quo.listed(externalIds="1")} == {contact["id"], other["id"]}


def test_a_source_url_can_be_added_and_taken_away(quo: QuoApi, contact: dict[str, Any]) -> None:
    assert _updated(quo, contact, sourceUrl="https://example.com/1")["sourceUrl"] == "https://example.com/1"
    assert "sourceUrl" not in _updated(quo, contact, sourceUrl=None)


def test_the_creator_cannot_be_changed(quo: QuoApi, contact: dict[str, Any]) -> None:
    assert _updated(quo, contact, createdByUserId="US9") == contact


def test_a_contact_takes_fifty_items_of_a_kind_and_no_more(quo: QuoApi, contact: dict[str, Any]) -> None:
    more = [{"name": "x", "value": str(number)} for number in range(49)]
    assert len(_updated(quo, contact, defaultFields={"phoneNumbers": more})["defaultFields"]["phoneNumbers"]) == 50

    response = quo.update(contact["id"], defaultFields={"phoneNumbers": more[:1]})

    assert response.status == 400
    assert response.json()["errors"][0]["path"] == "/defaultFields/phoneNumbers"


def test_a_contact_cannot_grow_beyond_the_limit(quo: QuoApi, contact: dict[str, Any]) -> None:
    response = quo.update(contact["id"], defaultFields={"company": "x" * 20_000})

    assert response.status == 400
    assert quo.get(contact["id"]).json()["data"] == contact


def test_a_deleted_contact_is_gone_and_its_external_id_free(quo: QuoApi, contact: dict[str, Any]) -> None:
    response = quo.delete(contact["id"])

    assert (response.status, response.text) == (204, "")
    assert "content-type" not in response.headers
    assert quo.get(contact["id"]).status == 404
    assert quo.delete(contact["id"]).status == 404
    assert quo.update(contact["id"], externalId="9").status == 404
    assert quo.listed() == []
    assert quo.created(externalId="1")["id"] != contact["id"]
