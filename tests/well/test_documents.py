"""What a document may hold, and how a bad one is refused: by the member that is wrong, without its value."""

import copy
import json
from typing import Any

import pytest

from tests.support.well import WellApi, a_company, a_document, a_person, a_phone_id, a_workspace
from tests.support.workspaces import Tenant

MARKER = "kX9vQ2"  # stands for what a client sends and no answer may repeat


def changed(path: str, value: Any) -> dict[str, Any]:
    """A good document with one member replaced."""
    document = a_document(
        persons=["p"],
        companies=["c"],
        workspaces=["w"],
        included=[a_person("p", first_name="A"), a_company("c", name="B"), a_workspace("w", name="C")],
        phone_id=a_phone_id(),
    )
    *parents, last = path.split(".")
    inner: Any = document
    for name in parents:
        inner = inner[int(name)] if isinstance(inner, list) else inner[name]
    inner[int(last) if isinstance(inner, list) else last] = value
    return document


WRONG_MEMBERS: list[tuple[str, Any, str]] = [
    ("data", None, "data"),
    ("data", [], "data"),
    ("data", MARKER, "data"),
    ("data.type", "phones", "data.type"),
    ("data.type", None, "data.type"),
    ("data.type", 1, "data.type"),
    ("data.id", MARKER, "data.id"),
    ("data.id", 7, "data.id"),
    ("data.id", "3c90c3cc0d444b5088888dd25736052a", "data.id"),
    ("data.attributes", None, "data.attributes"),
    ("data.attributes", [MARKER], "data.attributes"),
    ("data.attributes.country_code", "1", "data.attributes.country_code"),
    ("data.attributes.country_code", 1.5, "data.attributes.country_code"),
    ("data.attributes.country_code", True, "data.attributes.country_code"),
    ("data.attributes.country_code", 0, "data.attributes.country_code"),
    ("data.attributes.country_code", 10**400, "data.attributes.country_code"),
    ("data.attributes.country_code", 44, "data.attributes.country_code"),
    ("data.attributes.national_number", 4155552671, "data.attributes.national_number"),
    ("data.attributes.national_number", "4155552672", "data.attributes.national_number"),
    ("data.attributes.national_number", MARKER, "data.attributes.national_number"),
    ("data.attributes.national_number", "4" * 256, "data.attributes.national_number"),
    ("data.attributes.national_number", "", "data.attributes.national_number"),
    ("data.attributes.e164_number", "4155552671", "data.attributes.e164_number"),
    ("data.attributes.e164_number", "+1415", "data.attributes.e164_number"),
    ("data.attributes.e164_number", "+1" + MARKER, "data.attributes.e164_number"),
    ("data.attributes.e164_number", None, "data.attributes.e164_number"),
    ("data.attributes.e164_number", {}, "data.attributes.e164_number"),
    ("data.attributes.label", "x" * 51, "data.attributes.label"),
    ("data.attributes.label", "\u0000", "data.attributes.label"),
    ("data.attributes.is_primary", "true", "data.attributes.is_primary"),
    ("data.attributes.is_primary", None, "data.attributes.is_primary"),
    ("data.attributes.is_verified", 1, "data.attributes.is_verified"),
    ("data.attributes.created_at", MARKER, "data.attributes.created_at"),
    ("data.attributes.created_at", "2023-11-07T05:31:56", "data.attributes.created_at"),
    ("data.attributes.created_at", 1699335116, "data.attributes.created_at"),
    ("data.attributes.created_at", "0", "data.attributes.created_at"),
    ("data.attributes.created_at", "1699335116", "data.attributes.created_at"),
    ("data.attributes.created_at", "2023-11-07_05:31:56Z", "data.attributes.created_at"),
    ("data.attributes.created_at", "0001-01-01T00:00:00+23:59", "data.attributes.created_at"),
    ("data.attributes.created_at", "9999-12-31T23:59:59-23:59", "data.attributes.created_at"),
    ("data.relationships", MARKER, "data.relationships"),
    ("data.relationships", [], "data.relationships"),
    ("data.relationships.persons", [], "data.relationships.persons"),
    ("data.relationships.persons", {}, "data.relationships.persons.data"),
    ("data.relationships.persons.data", {"type": "people", "id": "p"}, "data.relationships.persons.data"),
    ("data.relationships.persons.data.0", MARKER, "data.relationships.persons.data.0"),
    ("data.relationships.persons.data.0.type", "person", "data.relationships.persons.data.0.type"),
    ("data.relationships.companies.data.0.type", "companies", "data.relationships.companies.data.0.type"),
    ("data.relationships.companies.data.0.id", "", "data.relationships.companies.data.0.id"),
    ("data.relationships.workspaces.data.0.id", 5, "data.relationships.workspaces.data.0.id"),
    ("data.relationships.workspaces.data.0.id", "x" * 129, "data.relationships.workspaces.data.0.id"),
    ("data.relationships.workspaces.data.0.id", "a b", "data.relationships.workspaces.data.0.id"),
    ("included", {}, "included"),
    ("included.0", MARKER, "included.0"),
    ("included.0.type", MARKER, "included.0"),
    ("included.0.type", None, "included.0"),
    ("included.0.id", None, "included.0.id"),
    ("included.0.attributes", MARKER, "included.0.attributes"),
    ("included.0.attributes.first_name", 1, "included.0.attributes.first_name"),
    ("included.0.attributes.last_name", "x" * 256, "included.0.attributes.last_name"),
    ("included.0.attributes.email", MARKER, "included.0.attributes.email"),
    ("included.1.attributes.name", ["x"], "included.1.attributes.name"),
    ("included.1.attributes.description", "x" * 1001, "included.1.attributes.description"),
    (
        "included.1.attributes.domain_name_primary_link_url",
        "javascript:alert(1)",
        "included.1.attributes.domain_name_primary_link_url",
    ),
    ("included.2.attributes.auto_extract_enabled", "yes", "included.2.attributes.auto_extract_enabled"),
    ("included.2.attributes.external_workspace_id", "", "included.2.attributes.external_workspace_id"),
]


@pytest.mark.parametrize("part", ["data", "data.attributes", "data.relationships", "included"])
def test_a_wrong_member_is_named_and_nothing_is_stored(well: WellApi, part: str) -> None:
    cases = [case for case in WRONG_MEMBERS if _part(case[0]) == part]
    assert len(cases) > 5
    for path, value, named in cases:
        response = well.create(changed(path, value))
        error = response.json()
        assert (response.status, error["status"]) == (400, 400), (path, value, response.text)
        assert error["details"]["path"] == named, (path, value, response.text)
        assert error["details"]["issue"]
        assert error["message"].startswith(named)
        assert MARKER not in response.text
        assert "4155552671" not in response.text
    assert well.page().json()["data"] == []


def _part(path: str) -> str:
    first, *rest = path.split(".")
    return f"data.{rest[0]}" if rest and rest[0] in ("attributes", "relationships") else first


@pytest.mark.parametrize("member", ["type", "attributes"])
def test_a_missing_member_is_said_as_the_vendor_says_it(well: WellApi, member: str) -> None:
    document = a_document()
    del document["data"][member]
    error = well.create(document).json()
    assert error["code"] == "SCHEMA_VALIDATION_ERROR"
    assert error["title"] == "Validation Error"
    assert error["message"] == f"data.{member} is required"
    assert error["details"] == {"path": f"data.{member}", "issue": "required"}


@pytest.mark.parametrize(
    "attributes",
    [{}, {"country_code": 1}, {"national_number": "4155552671"}, {"country_code": None, "national_number": None}],
)
def test_half_a_number_is_refused(well: WellApi, attributes: dict[str, Any]) -> None:
    response = well.create({"data": {"type": "phone", "attributes": attributes}})
    assert response.status == 400
    assert response.json()["details"]["path"] == "data.attributes.e164_number"


@pytest.mark.parametrize("raw", [b"", b" ", b"{", b"nonsense", b'{"data": NaN}', b"\xff\xfe", b'{"data": "\\ud800"}'])
def test_what_is_not_json_is_invalid_json(well: WellApi, raw: bytes) -> None:
    response = well.send("POST", raw=raw)
    assert (response.status, response.json()["code"]) == (400, "INVALID_JSON")


@pytest.mark.parametrize("raw", [b"[]", b"null", b'"text"', b"1"])
def test_json_that_is_not_an_object_is_refused(well: WellApi, raw: bytes) -> None:
    response = well.send("POST", raw=raw)
    assert (response.status, response.json()["code"]) == (400, "SCHEMA_VALIDATION_ERROR")


def test_unknown_members_are_ignored_wherever_they_are(well: WellApi) -> None:
    document = changed("data.unknown", {"deep": [MARKER]})
    document |= {"jsonapi": {"version": "1.0"}}
    document["data"]["attributes"]["extension"] = 12
    document["included"][0]["attributes"]["nickname"] = MARKER
    document["included"][0]["attributes"]["created_at"] = 5
    assert MARKER not in json.dumps(well.created(document))


@pytest.mark.parametrize("count", [26, 100, 9_000])
def test_too_many_relationships_name_the_limit(well: WellApi, count: int) -> None:
    references = [{"type": "people", "id": "p"}] * (count - 1)
    document = a_document(companies=["c"])
    document["data"]["relationships"]["persons"] = {"data": references}
    raw = json.dumps(document, separators=(",", ":")).encode()
    assert len(raw) < 256 * 1024
    response = well.send("POST", raw=raw)
    assert response.status == 400
    assert response.json()["details"]["path"] == "data.relationships"
    assert "25" in response.json()["message"]
    assert len(response.text) < 1000


def test_ten_thousand_relationships_name_the_limit_too_though_the_body_is_too_large(well: WellApi) -> None:
    response = well.create(a_document(persons=[f"people{number}" for number in range(10_000)]))
    assert response.status == 400
    assert response.json()["details"]["path"] == "data.relationships"
    assert "25" in response.json()["message"]


@pytest.mark.parametrize("size", [256 * 1024 + 1, 1024 * 1024 + 1])
@pytest.mark.parametrize("start", [b'{"data": ', b"[", b""])
def test_a_body_that_is_too_large_for_another_reason_is_a_413(well: WellApi, size: int, start: bytes) -> None:
    response = well.send("POST", raw=start + b" " * (size - len(start)))
    assert (response.status, response.json()["code"]) == (413, "PAYLOAD_TOO_LARGE")


def test_25_relationships_and_25_included_are_taken(well: WellApi) -> None:
    document = a_document(
        persons=[f"p{number}" for number in range(24)],
        companies=["c"],
        included=[a_person(f"p{number}", first_name="A") for number in range(24)] + [a_company("c")],
        is_primary=True,
    )
    relationships = well.created(document)["relationships"]
    assert [len(relationships[name]["data"]) for name in ("persons", "companies", "workspaces")] == [24, 1, 0]


def test_26_included_are_refused(well: WellApi) -> None:
    response = well.create(a_document(included=[a_person(f"p{number}") for number in range(26)]))
    assert (response.status, response.json()["details"]["path"]) == (400, "included")


def test_a_record_that_is_included_twice_is_refused(well: WellApi) -> None:
    response = well.create(a_document(included=[a_person("p", first_name="A"), a_person("p", first_name="B")]))
    assert (response.status, response.json()["code"]) == (400, "BAD_REQUEST")
    assert response.json()["details"]["path"] == "included.1"


def test_a_relationship_that_is_named_twice_is_refused(well: WellApi) -> None:
    response = well.create(a_document(persons=["p", "q", "p"], included=[a_person("p"), a_person("q")]))
    assert response.status == 400
    assert response.json()["details"]["path"] == "data.relationships.persons.data.2.id"


def test_one_id_may_name_a_person_and_a_company(well: WellApi) -> None:
    document = a_document(
        persons=["same"], companies=["same"], included=[a_person("same", first_name="A"), a_company("same", name="B")]
    )
    relationships = well.created(document)["relationships"]
    assert relationships["persons"]["data"][0]["attributes"] == {"first_name": "A"}
    assert relationships["companies"]["data"][0]["attributes"] == {"name": "B"}


def test_a_record_that_would_grow_too_large_is_refused_also_when_it_grows_in_steps(well: WellApi) -> None:
    well.created(a_document(included=[a_company("c", name="n" * 255, description="d" * 1000)]))
    grown = a_document(included=[a_company("c", locale="l" * 255, domain_name_primary_link_url="w" * 255)])
    assert well.create(grown).status == 201
    response = well.create(a_document(included=[a_company("c", description="ĵ" * 1000)]))
    assert response.status == 400
    assert response.json()["details"]["path"] == "included.0.attributes"
    assert "2048" in response.json()["message"]


def test_the_largest_document_and_its_stored_answer_stay_below_64_kb(well: WellApi, aws: Any) -> None:
    included = [a_company(f"{number:02}" + '"' * 126, name="n" * 255, description='"' * 760) for number in range(25)]
    document = a_document(
        companies=[company["id"] for company in included], included=included, is_primary=True, label='"' * 50
    )
    response = well.create(document, Idempotency_Key="k" * 255)
    assert response.status == 201
    assert 40_000 < len(response.text.encode()) < 64 * 1024
    assert well.create(document, Idempotency_Key="k" * 255).text == response.text


@pytest.mark.parametrize(
    ("sent", "website"),
    [
        ("acme.com", "https://acme.com"),
        ("http://acme.com/x", "http://acme.com/x"),
        ("https://bücher.example:8443/ü", "https://bücher.example:8443/ü"),
    ],
)
def test_the_website_is_the_domain_with_a_scheme(well: WellApi, sent: str, website: str) -> None:
    document = a_document(companies=["c"], included=[a_company("c", domain_name_primary_link_url=sent)])
    assert well.created(document)["relationships"]["companies"]["data"][0]["attributes"] == {"website": website}


def test_a_workspace_shows_its_external_id_for_an_alias_its_id_for_a_uuid(well: WellApi) -> None:
    uuid = "550e8400-e29b-41d4-a716-446655440000"
    included = [a_workspace("alias", external_workspace_id="ext"), a_workspace(uuid, external_workspace_id="ext2")]
    document = a_document(workspaces=["alias", uuid, "bare"], included=[*included, a_workspace("bare")])
    assert well.created(document)["relationships"]["workspaces"]["data"] == [
        {"type": "workspace", "external_workspace_id": "ext", "attributes": {}},
        {"type": "workspace", "id": uuid, "attributes": {}},
        {"type": "workspace", "id": "bare", "attributes": {}},
    ]


def test_a_workspace_of_the_token_is_known_without_being_included(well: WellApi, tenants: dict[str, Tenant]) -> None:
    own = tenants["acme"].workspace
    phone = well.created(a_document(workspaces=[own.upper()]))
    assert phone["relationships"]["workspaces"]["data"] == [{"type": "workspace", "id": own, "attributes": {}}]
    assert well.get(phone["id"]).json()["data"] == phone
    foreign = well.create(a_document(workspaces=[tenants["globex"].workspace]))
    assert (foreign.status, foreign.json()["code"]) == (404, "WORKSPACE_NOT_FOUND")


def test_a_record_with_a_uuid_is_one_however_its_letters_are_written(well: WellApi) -> None:
    uuid = "550e8400-e29b-41d4-a716-44665544abcd"
    well.created(a_document(persons=[uuid], included=[a_person(uuid.upper(), first_name="Ada")]))
    phone = well.created(a_document(persons=[uuid.upper()]))
    assert phone["relationships"]["persons"]["data"] == [
        {"type": "people", "id": uuid, "attributes": {"first_name": "Ada"}}
    ]


def test_a_bare_number_gets_an_id_a_time_and_defaults(well: WellApi) -> None:
    phone = well.created(a_document(e164_number="+39 06 1234 5678"))
    created_at = phone["attributes"].pop("created_at")
    assert created_at.endswith("Z")
    assert phone["attributes"] == {
        "country_code": 39,
        "national_number": "0612345678",
        "e164_number": "+390612345678",
        "label": None,
        "is_primary": False,
        "is_verified": False,
    }
    assert well.get(phone["id"]).json()["data"]["attributes"]["created_at"] == created_at


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("2023-11-07T05:31:56Z", "2023-11-07T05:31:56Z"),
        ("2023-11-07T05:31:56.5+02:00", "2023-11-07T03:31:56.500Z"),
        ("1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z"),
    ],
)
def test_the_time_that_is_sent_is_kept(well: WellApi, sent: str, shown: str) -> None:
    phone = well.created(a_document(created_at=sent))
    assert phone["attributes"]["created_at"] == shown
    assert well.get(phone["id"]).json()["data"]["attributes"]["created_at"] == shown


def test_an_id_in_capitals_is_the_same_id(well: WellApi) -> None:
    phone_id = a_phone_id()
    assert well.created(a_document(phone_id=phone_id.upper()))["id"] == phone_id
    assert well.create(a_document(phone_id=phone_id)).status == 409
    assert well.get(phone_id.upper()).status == 200


def test_optional_members_may_be_null(well: WellApi) -> None:
    document = copy.deepcopy(a_document(label=None, country_code=None, national_number=None, created_at=None))
    document["data"] |= {"id": None, "relationships": None}
    document["included"] = None
    assert well.create(document).status == 201
    document["data"]["relationships"] = {"persons": None, "companies": {"data": []}}
    assert well.create(document).status == 201
