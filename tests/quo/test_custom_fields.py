from typing import Any

import pytest
from trunkline.domain.custom_fields import CustomFieldType
from trunkline.domain.identifiers import OrganizationId
from trunkline.errors import ConflictError, RuleError
from trunkline.services.custom_fields import CustomFields
from trunkline.table.client import Table

from tests.support.composition import compose_with
from tests.support.quo import QuoApi, a_contact
from tests.support.tables import CountingClient

DATES = [
    "2024-09-11T04:00:00.000Z",
    "2024-02-29T23:59:59+05:30",
    "2024-09-11t04:00:00z",
    "2024-09-11T04:00:00.123456789Z",
    "2016-12-31T23:59:60Z",
    "1990-12-31T15:59:60.5-08:00",
]
NOT_DATES = [
    "",
    "2024-09-11",
    "2016-12-31T23:58:60Z",
    "2016-12-30T23:59:60Z",
    "9999-12-31T23:59:60Z",
    "2024-09-11T04:00:00",
    "2024-09-11 04:00:00Z",
    "2023-02-29T00:00:00Z",
    "2024-W37-3T00:00:00Z",
    "now",
]
FITTING: list[tuple[str, Any]] = [
    *[(key, text) for key in ("a-address", "a-string", "a-url") for text in ("", "123 Main St", "ä\n")],
    ("a-boolean", True),
    ("a-boolean", False),
    *[("a-date", text) for text in DATES],
    ("a-multi-select", []),
    ("a-multi-select", ["x", "", "x"]),
    *[("a-number", number) for number in (0, -1, 1.5, -0.25, 10**30, 1e300, 2**53 + 1)],
    *[(f"a-{type_}", None) for type_ in CustomFieldType],
]
NOT_TEXTS: list[Any] = [1, True, [], {}, ["x"]]
NOT_FITTING: list[tuple[str, list[Any], str]] = [
    ("a-address", NOT_TEXTS, "string"),
    ("a-string", NOT_TEXTS, "string"),
    ("a-url", NOT_TEXTS, "string"),
    ("a-boolean", ["true", 1, 0, [], {}], "boolean"),
    ("a-date", [*NOT_DATES, 5, True, []], "string"),
    ("a-multi-select", ["x", [1], [None], [["x"]], {}, True], "array"),
    ("a-number", ["5", True, [], {}, 10**400], "number"),
]


def test_a_value_of_the_fields_type_comes_back_with_the_fields_name_id_and_type(
    quo: QuoApi, one_field_of_each_type: None, subtests: pytest.Subtests
) -> None:
    for key, value in FITTING:
        with subtests.test(key=key, value=value):
            contact = quo.created(customFields=[{"key": key, "value": value}])

            (field,) = quo.get(contact["id"]).json()["data"]["customFields"]
            type_ = key.removeprefix("a-")
            assert field == {"name": f"A {type_}", "key": key, "id": field["id"], "type": type_, "value": value}
            assert type(field["value"]) is type(value)


def test_a_value_of_another_type_is_refused(
    quo: QuoApi, one_field_of_each_type: None, subtests: pytest.Subtests
) -> None:
    cases = [(key, value, json_type) for key, unfit, json_type in NOT_FITTING for value in unfit]
    for key, value, json_type in cases:
        with subtests.test(key=key, value=repr(value)[:40]):
            items = [{"key": "inbound-lead", "value": None}, {"key": key, "value": value}]
            _assert_invalid(quo.create(a_contact(customFields=items)), [("/customFields/1/value", json_type)])
    assert quo.listed() == []


def _assert_invalid(response: Any, expected: list[tuple[str, str]]) -> None:
    answer = response.json()
    assert response.status == 400, response.text
    faults = answer.pop("errors")
    del answer["trace"]
    assert answer == {
        "message": "Request contained invalid custom field item(s)",
        "code": "0801400",
        "status": 400,
        "docs": "https://openphone.com/docs",
        "title": "Invalid Custom Field Item",
        "description": "Invalid Custom Field Item",
    }
    assert [(fault["path"], fault["schema"]["type"]) for fault in faults] == expected
    assert all(fault["message"] for fault in faults)


def test_a_number_beyond_a_double_is_refused_however_it_is_written(quo: QuoApi, one_field_of_each_type: None) -> None:
    raw = b'{"defaultFields": {"firstName": "A"}, "customFields": [{"key": "a-number", "value": 1e400}]}'

    _assert_invalid(quo.send("POST", "contacts", raw=raw), [("/customFields/0/value", "number")])


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([{"key": "inbound-leed", "value": None}], [("/customFields/0/key", "string")]),
        ([{"id": "0" * 24, "value": None}], [("/customFields/0/id", "string")]),
        ([{"value": "x"}], [("/customFields/0/key", "string")]),
        ([{"key": "inbound-lead", "id": "0" * 24, "value": []}], [("/customFields/0/key", "string")]),
        ([{"key": "inbound-lead", "value": []}] * 2, [("/customFields/1/key", "string")]),
        ([{"key": "inbound-lead", "value": ["option1", "option3"]}], [("/customFields/0/value", "array")]),
        (
            [{"key": "x", "value": 1}, {"key": "inbound-lead", "value": "option1"}],
            [("/customFields/0/key", "string"), ("/customFields/1/value", "array")],
        ),
    ],
)
def test_what_does_not_fit_the_organisations_fields_is_refused(
    quo: QuoApi, items: list[dict[str, Any]], expected: list[tuple[str, str]]
) -> None:
    contact = quo.created()

    _assert_invalid(quo.create(a_contact(customFields=items)), expected)
    _assert_invalid(quo.update(contact["id"], customFields=items), expected)
    assert quo.listed() == [contact]


def test_of_many_misfits_the_first_ten_are_named(quo: QuoApi) -> None:
    items = [{"key": f"unknown-{number}", "value": 1} for number in range(100)]

    _assert_invalid(
        quo.create(a_contact(customFields=items)), [(f"/customFields/{n}/key", "string") for n in range(10)]
    )


def test_a_field_may_be_named_by_key_and_id_together(quo: QuoApi) -> None:
    (lead,) = quo.created(customFields=[{"key": "inbound-lead", "value": []}])["customFields"]

    again = quo.created(customFields=[{"key": "inbound-lead", "id": lead["id"], "value": ["option2"]}])

    assert again["customFields"] == [{**lead, "value": ["option2"]}]


def test_another_organisations_fields_are_unknown(
    quo: QuoApi, globex: QuoApi, fields: CustomFields, organization: OrganizationId
) -> None:
    field = fields.define(organization, key="ours", name="Ours", type_=CustomFieldType.STRING)

    for named in ({"key": "ours"}, {"id": field.id}):
        assert quo.create(a_contact(customFields=[{**named, "value": "x"}])).status == 201
        assert globex.create(a_contact(customFields=[{**named, "value": "x"}])).status == 400
    assert [listed["key"] for listed in globex.custom_fields().json()["data"]] == ["inbound-lead"]


def test_the_list_is_in_the_order_of_keys(quo: QuoApi, one_field_of_each_type: None) -> None:
    listed = quo.custom_fields().json()["data"]

    assert [field["key"] for field in listed] == sorted(field["key"] for field in listed)
    assert {field["type"] for field in listed} == set(CustomFieldType)


def test_a_key_is_defined_once(fields: CustomFields, organization: OrganizationId) -> None:
    with pytest.raises(ConflictError):
        fields.define(organization, key="inbound-lead", name="Other", type_=CustomFieldType.STRING)

    assert [field.name for field in fields.all(organization)] == ["Inbound Lead"]


@pytest.mark.parametrize(
    ("member", "arguments"),
    [
        ("key", {"key": ""}),
        ("key", {"key": "a#b"}),
        ("key", {"key": "k" * 65}),
        ("name", {"name": ""}),
        ("name", {"name": "n" * 101}),
        ("options", {"options": ["x"], "type_": CustomFieldType.STRING}),
        ("options", {"options": ["x", "x"]}),
        ("options", {"options": [""]}),
        ("options", {"options": [str(number) for number in range(51)]}),
        ("options", {"options": [f"{number:02d}" + "o" * 98 for number in range(31)]}),
    ],
)
def test_a_definition_has_its_limits(
    fields: CustomFields, organization: OrganizationId, member: str, arguments: dict[str, Any]
) -> None:
    good: dict[str, Any] = {"key": "k", "name": "n", "type_": CustomFieldType.MULTI_SELECT, "options": []}

    with pytest.raises(RuleError) as refused:
        fields.define(organization, **{**good, **arguments})

    assert refused.value.member == member


def test_an_organisation_has_a_hundred_definitions_at_most(fields: CustomFields, organization: OrganizationId) -> None:
    for number in range(99):
        fields.define(organization, key=f"k{number}", name="n", type_=CustomFieldType.STRING)

    with pytest.raises(RuleError):
        fields.define(organization, key="one-more", name="n", type_=CustomFieldType.STRING)

    assert len(fields.all(organization)) == 100


def test_definitions_are_read_only_for_a_contact_with_custom_fields(
    quo: QuoApi, aws: Any, store: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = CountingClient(aws)
    compose_with(monkeypatch, "table", lambda: Table(client, store.name))  # type: ignore[arg-type]

    quo.created()
    assert client.calls["query"] == 0
    quo.created(customFields=[{"key": "inbound-lead", "value": []}])
    assert client.calls["query"] == 1
