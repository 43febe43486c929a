"""Any contact that is taken comes back as it was sent, and reads the same from the table."""

import json
from datetime import UTC, datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from trunkline.domain.contacts import Contact, ContactChanges, PointChange, new_contact_id, new_point
from trunkline.domain.credentials import Audience, Credential
from trunkline.domain.custom_fields import CustomFieldType, SentCustomField, fitted, new_custom_field
from trunkline.domain.identifiers import OrganizationId
from trunkline.http.bodies import read_body
from trunkline.http.messages import Request
from trunkline.http.quo import schemas_core
from trunkline.http.quo.requests import new_contact
from trunkline.http.quo.views import contact_response
from trunkline.table.contact_items import contact_attributes, contact_from
from trunkline.table.items import from_item, to_item

NOW = datetime(2026, 1, 2, 3, 4, 5, 678000, tzinfo=UTC)
CREDENTIAL = Credential(
    id="c",
    audience=Audience.QUO,
    secret_sha256="",
    organization_id=OrganizationId("o"),
    workspaces=frozenset(),
    user_id="US1",
    scopes=frozenset(),
    cursor_key="",
)
FIELDS = [new_custom_field(key=f"a-{type_}", name=f"A {type_}", type_=type_) for type_ in CustomFieldType]

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
maybe_texts = st.none() | texts
points = st.lists(st.fixed_dictionaries({"name": texts, "value": maybe_texts}), max_size=5)
numbers = st.integers(-(2**70), 2**70) | st.floats(allow_nan=False, allow_infinity=False)
values: dict[CustomFieldType, st.SearchStrategy[Any]] = {
    CustomFieldType.ADDRESS: texts,
    CustomFieldType.BOOLEAN: st.booleans(),
    CustomFieldType.DATE: st.datetimes(min_value=datetime(1000, 1, 1)).map(lambda moment: moment.isoformat() + "Z"),  # noqa: DTZ001
    CustomFieldType.MULTI_SELECT: st.lists(texts, max_size=4),
    CustomFieldType.NUMBER: numbers,
    CustomFieldType.STRING: texts,
    CustomFieldType.URL: texts,
}
custom_fields = st.lists(st.sampled_from(list(CustomFieldType)), unique=True).flatmap(
    lambda types: st.tuples(
        *(st.fixed_dictionaries({"key": st.just(f"a-{type_}"), "value": st.none() | values[type_]}) for type_ in types)
    )
)
documents = st.fixed_dictionaries(
    {
        "defaultFields": st.fixed_dictionaries(
            {"firstName": maybe_texts},
            optional={
                "lastName": maybe_texts,
                "company": maybe_texts,
                "role": maybe_texts,
                "emails": points,
                "phoneNumbers": points,
            },
        )
    },
    optional={
        "customFields": custom_fields,
        "externalId": st.none() | st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=75),
    },
)


def _contact(document: dict[str, Any]) -> Contact:
    request = Request(
        method="POST",
        path="/v1/contacts",
        path_parameters={},
        query="",
        headers={},
        body=json.dumps(document).encode(),
        request_id="1",
    )
    body: Any = read_body(request, schemas_core.CreateContactRequest)
    new = new_contact(body, CREDENTIAL)
    return Contact(
        id=new_contact_id(),
        organization_id=OrganizationId("o"),
        created_by_user_id="US1",
        created_at=NOW,
        updated_at=NOW,
        external_id=new.external_id,
        company=new.company,
        first_name=new.first_name,
        last_name=new.last_name,
        role=new.role,
        emails=tuple(new.emails),
        phone_numbers=tuple(new.phone_numbers),
        custom_values=tuple(fitted(new.custom_fields, FIELDS)),
    )


@settings(max_examples=150, deadline=None)
@given(documents)
def test_a_document_comes_back_through_the_table_as_it_was_sent(document: dict[str, Any]) -> None:
    contact = _contact(document)

    stored = contact_from(from_item(to_item(contact_attributes(contact))))

    assert stored == contact
    answer = json.loads(contact_response(stored).body.encode())["data"]
    fields = {
        "company": None,
        "lastName": None,
        "role": None,
        "emails": [],
        "phoneNumbers": [],
        **document["defaultFields"],
    }
    for point in answer["defaultFields"]["emails"] + answer["defaultFields"]["phoneNumbers"]:
        del point["id"]
    assert answer["defaultFields"] == fields
    assert answer["externalId"] == document.get("externalId")
    sent = [(item["key"], repr(item["value"])) for item in document.get("customFields", [])]
    assert [(item["key"], repr(item["value"])) for item in answer["customFields"]] == sent


changes = st.lists(st.tuples(st.sampled_from(["add", "change", "remove"]), st.integers(0, 9), texts), max_size=12)


@settings(max_examples=100, deadline=None)
@given(changes)
def test_changes_of_items_one_by_one_or_all_at_once_end_the_same(steps: list[tuple[str, int, str]]) -> None:
    start = Contact(
        id=new_contact_id(),
        organization_id=OrganizationId("o"),
        created_by_user_id="US1",
        created_at=NOW,
        updated_at=NOW,
        emails=tuple(new_point(str(number), "x") for number in range(4)),
    )
    present = [point.id for point in start.emails]
    expected = {point.id: (point.name, point.value) for point in start.emails}
    added: list[tuple[str, str]] = []
    asked: list[PointChange] = []
    for kind, number, text in steps:
        if kind == "add":
            asked.append(PointChange(id=None, name=text, value=text))
            added.append((text, text))
        elif present:
            target = present[number % len(present)]
            if kind == "change":
                asked.append(PointChange(id=target, name=None, value=text))
                expected[target] = (expected[target][0], text)
            else:
                asked.append(PointChange(id=target, name=None, value=None))
                present.remove(target)
                del expected[target]

    at_once = start.changed(ContactChanges(emails=asked), NOW)
    one_by_one = start
    for change in asked:
        one_by_one = one_by_one.changed(ContactChanges(emails=[change]), NOW)

    for after in (at_once, one_by_one):
        assert [(point.name, point.value) for point in after.emails] == [*expected.values(), *added]
    assert len({point.id for point in at_once.emails}) == len(at_once.emails)
    assert (at_once is start) == (at_once.emails == start.emails)


@given(numbers)
def test_numbers_keep_their_digits(number: float) -> None:
    (field,) = [field for field in FIELDS if field.type is CustomFieldType.NUMBER]

    (value,) = fitted([SentCustomField(key=field.key, id=None, value=number)], FIELDS)

    assert repr(json.loads(json.dumps(value.value))) == repr(number)
