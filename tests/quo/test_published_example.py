import json
import re
from datetime import datetime
from typing import Any

from tests.support import published
from tests.support.quo import QuoApi

REQUEST = published.request("quo_create_contact")
ANSWER = published.answer("quo_create_contact")
PUBLISHED = ANSWER["data"]


def _without_ids_and_times(contact: dict[str, Any]) -> dict[str, Any]:
    text = json.dumps(contact)
    text = re.sub(r'"id": "[^"]*"', '"id": "*"', text)
    plain: dict[str, Any] = json.loads(re.sub(r'"(createdAt|updatedAt)": "[^"]*"', r'"\1": "*"', text))
    return plain


def test_the_published_request_gets_the_published_answer(quo: QuoApi) -> None:
    response = quo.send("POST", "contacts", raw=REQUEST)

    assert response.status == 201
    assert response.headers["content-type"] == "application/json"
    answer = response.json()
    assert list(answer) == ["data"]
    assert _without_ids_and_times(answer["data"]) == _without_ids_and_times(PUBLISHED)


def test_the_members_of_the_answer_are_in_the_published_order(quo: QuoApi) -> None:
    def names(value: Any) -> Any:
        if isinstance(value, dict):
            return [(name, names(member)) for name, member in value.items()]
        return [names(member) for member in value] if isinstance(value, list) else None

    assert names(quo.send("POST", "contacts", raw=REQUEST).json()["data"]) == names(PUBLISHED)


def test_ids_are_hexadecimal_and_times_are_rfc_3339(quo: QuoApi) -> None:
    contact = quo.send("POST", "contacts", raw=REQUEST).json()["data"]

    fields = contact["defaultFields"]
    items = [contact, *fields["emails"], *fields["phoneNumbers"], *contact["customFields"]]
    ids = [item["id"] for item in items]
    assert all(re.fullmatch(r"[0-9a-f]{24}", text) for text in ids)
    assert len(set(ids)) == len(ids)
    assert contact["createdAt"] == contact["updatedAt"]
    assert datetime.fromisoformat(contact["createdAt"]).utcoffset() is not None
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", contact["createdAt"])


def test_the_created_contact_reads_as_the_answer_said(quo: QuoApi) -> None:
    contact = quo.send("POST", "contacts", raw=REQUEST).json()

    response = quo.get(contact["data"]["id"])

    assert (response.status, response.json()) == (200, contact)


def test_the_published_request_a_second_time_is_a_conflict_that_names_the_first_contact(quo: QuoApi) -> None:
    first = quo.send("POST", "contacts", raw=REQUEST).json()["data"]["id"]

    response = quo.send("POST", "contacts", raw=REQUEST)

    assert response.status == 409
    answer = response.json()
    assert answer.pop("trace") == response.headers["x-request-id"]
    assert answer == {
        "message": f"A contact with the same source and external ID already exists: {first}",
        "code": "0800409",
        "status": 409,
        "docs": "https://openphone.com/docs",
        "title": "Conflict",
    }
    assert [contact["id"] for contact in quo.listed()] == [first]


def test_the_word_bearer_before_the_key_is_tolerated(quo: QuoApi) -> None:
    for scheme in ("Bearer", "bearer"):
        assert quo.send("GET", "contact-custom-fields", headers={"Authorization": f"{scheme} {quo.key}"}).status == 200


def test_the_custom_fields_of_the_organisation_are_listed(quo: QuoApi) -> None:
    response = quo.custom_fields()

    assert response.status == 200
    assert response.json() == {"data": [{"name": "Inbound Lead", "key": "inbound-lead", "type": "multi-select"}]}
