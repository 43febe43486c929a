import json
from collections.abc import Callable
from typing import Any

import pytest
from trunkline.errors import UnavailableError
from trunkline.wiring.contacts import contacts as wired_contacts

from tests.support.composition import compose_with
from tests.support.gateway import Gateway, Response
from tests.support.quo import QuoApi, a_contact
from tests.support.workspaces import Tenant

DOCS = "https://openphone.com/docs"
ABSENT = "0" * 24
EVERY_ROUTE = [
    ("POST", "contacts"),
    ("GET", "contacts?maxResults=1"),
    ("GET", f"contacts/{ABSENT}"),
    ("PATCH", f"contacts/{ABSENT}"),
    ("DELETE", f"contacts/{ABSENT}"),
    ("GET", "contact-custom-fields"),
]


def _assert_refused(response: Response, *, status: int, code: str, title: str, message: str | None = None) -> Any:
    answer = response.json()
    assert (response.status, answer["status"], answer["code"], answer["title"]) == (status, status, code, title)
    assert answer["docs"] == DOCS
    assert answer["trace"] == response.headers["x-request-id"]
    assert response.headers["content-type"] == "application/json"
    members = {"message", "code", "status", "docs", "title", "trace", "errors", "description"}
    assert members >= set(answer)
    for fault in answer.get("errors", []):
        assert set(fault) == {"path", "message", "schema"}
        assert set(fault["schema"]) == {"type"}
    if message is not None:
        assert answer["message"] == message
    return answer


def _family(target: str) -> str:
    return "07" if target == "contact-custom-fields" else "08"


@pytest.mark.parametrize(("method", "target"), EVERY_ROUTE)
def test_every_route_refuses_a_caller_without_a_good_key(
    gateway: Gateway, acme: Tenant, method: str, target: str
) -> None:
    keys = [None, "", "Bearer", "Basic abc", acme.quo_key + "x", acme.quo_key[:-1], "tl_" + "0" * 24 + "_" + "x" * 43]
    for key in [*keys, acme.tokens["admin"], f"Bearer {acme.tokens['admin']}"]:
        response = QuoApi(gateway, key).send(method, target, body=a_contact() if method in ("POST", "PATCH") else None)

        subject = "contact custom fields" if _family(target) == "07" else "contact"
        _assert_refused(
            response,
            status=401,
            code=f"{_family(target)}00401",
            title="Unauthorized",
            message=f"You are unauthorized to access the {subject}",
        )
        # This API is not called with a bearer token.
        assert "www-authenticate" not in response.headers


@pytest.mark.parametrize(("method", "target"), EVERY_ROUTE)
def test_every_route_has_its_bugs_in_the_envelope(
    quo: QuoApi, monkeypatch: pytest.MonkeyPatch, method: str, target: str
) -> None:
    def broken() -> None:
        raise RuntimeError("the body was ...")

    compose_with(monkeypatch, "contacts", broken)
    compose_with(monkeypatch, "custom_fields", broken)

    response = quo.send(method, target, body=a_contact() if method in ("POST", "PATCH") else None)

    code = f"{_family(target)}01500"
    _assert_refused(response, status=500, code=code, title="Unknown", message="An unknown error occurred")


@pytest.mark.parametrize(("method", "target"), EVERY_ROUTE)
def test_every_route_says_when_the_store_is_busy(
    quo: QuoApi, monkeypatch: pytest.MonkeyPatch, method: str, target: str
) -> None:
    def busy() -> None:
        raise UnavailableError

    compose_with(monkeypatch, "contacts", busy)
    compose_with(monkeypatch, "custom_fields", busy)

    response = quo.send(method, target, body=a_contact() if method in ("POST", "PATCH") else None)

    _assert_refused(response, status=503, code=f"{_family(target)}00503", title="Service Unavailable")
    assert response.headers["retry-after"] == "1"


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_a_contact_that_does_not_exist_is_not_found(quo: QuoApi, method: str) -> None:
    for contact in (ABSENT, "no-id", "A" * 24, "%23", "a" * 2000):
        response = quo.send(method, f"contacts/{contact}", body={} if method == "PATCH" else None)

        answer = _assert_refused(response, status=404, code="0800404", title="Not Found", message="Contact not found")
        assert "errors" not in answer


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_another_organisations_contact_reads_as_absent(quo: QuoApi, globex: QuoApi, method: str) -> None:
    contact = quo.created(externalId="1")

    response = globex.send(method, f"contacts/{contact['id']}", body={} if method == "PATCH" else None)

    _assert_refused(response, status=404, code="0800404", title="Not Found", message="Contact not found")
    assert quo.get(contact["id"]).json()["data"] == contact


def test_two_organisations_never_collide(quo: QuoApi, globex: QuoApi) -> None:
    ours, theirs = quo.created(externalId="1"), globex.created(externalId="1")

    for api, contact in ((quo, ours), (globex, theirs)):
        assert api.listed() == api.listed(externalIds="1") == api.listed(sources="public-api") == [contact]


POST_FAULTS: list[tuple[Any, list[tuple[str, str]]]] = [
    ({}, [("/defaultFields", "object")]),
    ({"defaultFields": None}, [("/defaultFields", "object")]),
    ({"defaultFields": []}, [("/defaultFields", "object")]),
    ({"defaultFields": {}}, [("/defaultFields/firstName", "string")]),
    (
        {"defaultFields": {"firstName": 1, "role": []}},
        [("/defaultFields/firstName", "string"), ("/defaultFields/role", "string")],
    ),
    (
        {"defaultFields": {"firstname": "Ada"}},
        [("/defaultFields/firstName", "string"), ("/defaultFields/0", "object")],
    ),
    ({"defaultFields": {"firstName": "A", "first_name": "B"}}, [("/defaultFields/1", "object")]),
    ({"defaultFields": {"firstName": "A", "+14155552671": "B"}}, [("/defaultFields/1", "object")]),
    ({"defaultFields": {"firstName": "A", "emails": None}}, [("/defaultFields/emails", "array")]),
    ({"defaultFields": {"firstName": "A", "emails": {}}}, [("/defaultFields/emails", "array")]),
    ({"defaultFields": {"firstName": "A", "emails": ["a@b"]}}, [("/defaultFields/emails/0", "object")]),
    (
        {"defaultFields": {"firstName": "A", "phoneNumbers": [{"name": "x", "value": ""}, {}]}},
        [("/defaultFields/phoneNumbers/1/name", "string"), ("/defaultFields/phoneNumbers/1/value", "string")],
    ),
    (
        {"defaultFields": {"firstName": "A", "emails": [{"name": None, "value": 5, "id": "acb123"}]}},
        [
            ("/defaultFields/emails/0/name", "string"),
            ("/defaultFields/emails/0/value", "string"),
            ("/defaultFields/emails/0/2", "object"),
        ],
    ),
    (
        {"defaultFields": {"firstName": "A", "emails": [{"name": "x", "value": "y"}] * 51}},
        [("/defaultFields/emails", "array")],
    ),
    (a_contact(customFields=None), [("/customFields", "array")]),
    (a_contact(customFields={}), [("/customFields", "array")]),
    (a_contact(customFields=["inbound-lead"]), [("/customFields/0", "object")]),
    (a_contact(customFields=[{"key": "inbound-lead"}]), [("/customFields/0/value", "any")]),
    (a_contact(customFields=[{"key": 1, "value": []}]), [("/customFields/0/key", "string")]),
    (
        a_contact(customFields=[{"key": "inbound-lead", "values": [], "value": []}]),
        [("/customFields/0/1", "object")],
    ),
    (a_contact(customFields=[{"key": "inbound-lead", "value": []}] * 101), [("/customFields", "array")]),
    (a_contact(createdByUserId=None), [("/createdByUserId", "string")]),
    (a_contact(createdByUserId="64e5f"), [("/createdByUserId", "string")]),
    (a_contact(createdByUserId="xUS1"), [("/createdByUserId", "string")]),
    (a_contact(createdByUserId="US" + "1" * 63), [("/createdByUserId", "string")]),
    (a_contact(createdByUserId=5), [("/createdByUserId", "string")]),
    (a_contact(source=""), [("/source", "string")]),
    (a_contact(source=None), [("/source", "string")]),
    (a_contact(source="s" * 73), [("/source", "string")]),
    *[
        (a_contact(source=source), [("/source", "string")])
        for source in ("openphone", "device", "csv", "other", "openphone-x", "csvfile")
    ],
    (a_contact(externalId=""), [("/externalId", "string")]),
    (a_contact(externalId="e" * 76), [("/externalId", "string")]),
    (a_contact(externalId=7), [("/externalId", "string")]),
    (a_contact(sourceUrl="no address"), [("/sourceUrl", "string")]),
    (a_contact(sourceUrl="https://example.com/" + "x" * 181), [("/sourceUrl", "string")]),
]


def test_a_bad_document_is_refused_with_every_member_named(quo: QuoApi, subtests: pytest.Subtests) -> None:
    for body, expected in POST_FAULTS:
        with subtests.test(body=json.dumps(body)[:80]):
            answer = _assert_refused(quo.create(body), status=400, code="0800400", title="Bad Request")
            assert sorted((fault["path"], fault["schema"]["type"]) for fault in answer["errors"]) == sorted(expected)
            assert all(path in answer["message"] for path, _ in expected)
    assert quo.listed() == []


BAD_CHANGES: list[dict[str, Any]] = [
    {"defaultFields": None},
    {"defaultFields": {"firstName": 1}},
    {"defaultFields": {"nickname": "x"}},
    {"defaultFields": {"emails": None}},
    {"customFields": [{"key": "inbound-lead", "value": [], "type": "multi-select"}]},
    {"source": "csv"},
    {"source": ""},
    {"externalId": "e" * 76},
    {"sourceUrl": ""},
]


def test_a_bad_change_is_refused_and_changes_nothing(quo: QuoApi, subtests: pytest.Subtests) -> None:
    contact = quo.created()
    for members in BAD_CHANGES:
        with subtests.test(members=members):
            _assert_refused(quo.update(contact["id"], **members), status=400, code="0800400", title="Bad Request")
            assert quo.get(contact["id"]).json()["data"] == contact


NO_OBJECTS = [
    b"",
    b"  ",
    b"{",
    b"[]",
    b"null",
    b'"x"',
    b"5",
    b'{"defaultFields": NaN}',
    b"\xff\xfe",
    b"[" * 5000,
    b'{"a": "\\ud800"}',
]


def test_what_is_not_a_json_object_is_refused(quo: QuoApi, subtests: pytest.Subtests) -> None:
    for raw in NO_OBJECTS:
        for method, target in (("POST", "contacts"), ("PATCH", f"contacts/{ABSENT}")):
            with subtests.test(method=method, raw=raw[:20]):
                response = quo.send(method, target, raw=raw)
                answer = _assert_refused(response, status=400, code="0800400", title="Bad Request")
                assert [(fault["path"], fault["schema"]["type"]) for fault in answer["errors"]] == [("", "object")]


def test_the_name_of_an_unknown_member_is_not_repeated_at_any_length(quo: QuoApi) -> None:
    response = quo.create({"defaultFields": {"firstName": "A", **{"x" * 10_000 + str(n): 1 for n in range(20)}}})

    _assert_refused(response, status=400, code="0800400", title="Bad Request")
    assert len(response.text) < 8_000


def test_values_are_not_repeated_in_refusals(quo: QuoApi) -> None:
    secret = "s3cret-value"
    for body in (
        a_contact(source=f"csv{secret}"),
        a_contact(externalId=secret * 20),
        a_contact(createdByUserId=secret),
        a_contact(customFields=[{"key": secret, "value": secret}]),
        a_contact(customFields=[{"key": "inbound-lead", "value": [secret]}]),
    ):
        response = quo.create(body)
        assert response.status == 400
        assert secret not in response.text


def test_a_body_that_is_too_large_is_refused(quo: QuoApi) -> None:
    raw = json.dumps(a_contact(note="x" * 300_000)).encode()
    for method, target in (("POST", "contacts"), ("PATCH", f"contacts/{ABSENT}")):
        response = quo.send(method, target, raw=raw)
        _assert_refused(response, status=413, code="0800413", title="Content Too Large")


def test_another_media_type_is_refused(quo: QuoApi) -> None:
    for method, target in (("POST", "contacts"), ("PATCH", f"contacts/{ABSENT}")):
        response = quo.send(method, target, body=a_contact(), headers={"Content-Type": "text/plain"})
        _assert_refused(response, status=415, code="0800415", title="Unsupported Media Type")


def test_an_idempotency_key_is_for_one_request(quo: QuoApi) -> None:
    headers = {"Idempotency-Key": "one"}
    quo.create(a_contact(), headers=headers)

    response = quo.create(a_contact(source="crm"), headers=headers)

    _assert_refused(response, status=422, code="0800422", title="Idempotency Key Reused")
    answer = _assert_refused(
        quo.create(a_contact(), headers={"Idempotency-Key": ""}), status=400, code="0800400", title="Bad Request"
    )
    assert answer["errors"][0]["path"] == "/header/Idempotency-Key"


def test_a_request_in_progress_is_not_taken_for_a_contact_that_exists(
    quo: QuoApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner: list[Response] = []
    make: Callable[[], Any] = wired_contacts

    def asked_again_meanwhile() -> Any:
        compose_with(monkeypatch, "contacts", make)
        inner.append(quo.create(a_contact(), headers={"Idempotency-Key": "one"}))
        return make()

    compose_with(monkeypatch, "contacts", asked_again_meanwhile)

    assert quo.create(a_contact(), headers={"Idempotency-Key": "one"}).status == 201
    _assert_refused(inner[0], status=409, code="0801409", title="Request In Progress")
