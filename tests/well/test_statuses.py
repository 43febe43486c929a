"""Every status of every route, in Well's envelope."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.gateway import Gateway, Response
from tests.support.tables import ContendedClient
from tests.support.well import (
    ForgetfulClient,
    InterruptedClient,
    WellApi,
    a_company,
    a_document,
    a_phone_id,
    a_workspace,
)
from tests.support.workspaces import Tenant

REQUESTS: list[tuple[str, str, Any]] = [
    ("POST", "", a_document()),
    ("GET", "", None),
    ("GET", "/3c90c3cc-0d44-4b50-8888-8dd25736052a", None),
    ("DELETE", "/3c90c3cc-0d44-4b50-8888-8dd25736052a", None),
]
every_route = pytest.mark.parametrize("sent", REQUESTS, ids=lambda sent: f"{sent[0]} {sent[1]}")


def refused(response: Response, status: int, code: str, title: str) -> dict[str, Any]:
    """The envelope of a refusal, checked for what all have in common."""
    error: dict[str, Any] = response.json()
    assert (response.status, error["status"], error["code"], error["title"]) == (status, status, code, title)
    assert set(error) - {"details"} == {"code", "status", "title", "message", "meta"}
    assert error["meta"] == {"trace_id": response.headers["x-request-id"], "log_id": response.headers["x-request-id"]}
    assert error["message"]
    assert "details" not in error or set(error["details"]) == {"path", "issue"}
    return error


@every_route
@pytest.mark.parametrize("token", [None, "nonsense", "tl_" + "0" * 24 + "_" + "a" * 43])
def test_a_missing_or_wrong_token_is_a_401(gateway: Gateway, tenants: Any, sent: Any, token: str | None) -> None:
    response = WellApi(gateway, token).send(sent[0], sent[1], body=sent[2])
    refused(response, 401, "UNAUTHORIZED", "Unauthorized")
    assert response.headers["www-authenticate"] == "Bearer"


def test_writes_need_the_write_scope_and_reads_do_not(gateway: Gateway, acme: Tenant) -> None:
    reader = WellApi(gateway, acme.tokens["read"])
    for method, suffix, body in REQUESTS:
        response = reader.send(method, suffix, body=body)
        if method == "GET":
            assert response.status in (200, 404)
        else:
            error = refused(response, 403, "FORBIDDEN", "Forbidden")
            assert "phones:write" in error["message"]


@every_route
def test_a_workspace_that_the_token_is_not_a_member_of_is_a_404(
    well: WellApi, tenants: dict[str, Tenant], sent: Any
) -> None:
    method, suffix, body = sent
    for workspace in (tenants["globex"].workspace, a_phone_id()):
        response = well.send(method, f"{suffix}?workspaceId={workspace}", body=body)
        refused(response, 404, "WORKSPACE_NOT_FOUND", "Not Found")


@every_route
@pytest.mark.parametrize("query", ["workspaceId=", "workspaceId=sales", "workspaceId=%00"])
def test_a_workspace_that_is_no_uuid_is_a_400(well: WellApi, sent: Any, query: str) -> None:
    method, suffix, body = sent
    response = well.send(method, f"{suffix}?{query}", body=body)
    error = refused(response, 400, "SCHEMA_VALIDATION_ERROR", "Validation Error")
    assert error["details"]["path"] == "query.workspaceId"


@every_route
def test_a_store_that_stays_busy_is_a_503(well: WellApi, through: Callable[[Any], None], aws: Any, sent: Any) -> None:
    through(ContendedClient(aws, seed=1, rate=1.0))
    response = well.send(sent[0], sent[1], body=sent[2])
    refused(response, 503, "SERVICE_UNAVAILABLE", "Service Unavailable")
    assert response.headers["retry-after"] == "1"


@every_route
def test_a_bug_is_a_500_that_says_nothing_of_itself(
    well: WellApi, through: Callable[[Any], None], aws: Any, sent: Any
) -> None:
    class Broken:
        def __getattr__(self, operation: str) -> Any:
            raise RuntimeError("kX9vQ2")

    through(Broken())
    response = well.send(sent[0], sent[1], body=sent[2])
    error = refused(response, 500, "INTERNAL_SERVER_ERROR", "Internal Server Error")
    assert error["message"] == "An internal error occurred"
    assert "kX9vQ2" not in response.text


@pytest.mark.parametrize(
    ("kind", "code", "message", "member"),
    [
        ("persons", "PERSON_NOT_FOUND", "Person not found", "data.relationships.persons.data.1.id"),
        ("companies", "COMPANY_NOT_FOUND", "Company not found", "data.relationships.companies.data.1.id"),
        ("workspaces", "WORKSPACE_NOT_FOUND", "Workspace not found", "data.relationships.workspaces.data.1.id"),
    ],
)
def test_a_record_that_is_neither_included_nor_stored_is_a_404(
    well: WellApi, kind: str, code: str, message: str, member: str
) -> None:
    known = {
        "persons": {"type": "people", "id": "known", "attributes": {}},
        "companies": a_company("known"),
        "workspaces": a_workspace("known"),
    }
    both: dict[str, Any] = {kind: ["known", "unknown"]}
    document = a_document(**both, included=list(known.values()))
    error = refused(well.create(document), 404, code, "Not Found")
    assert error["message"] == message
    assert error["details"] == {"path": member, "issue": "not found"}
    assert well.all() == []
    only: dict[str, Any] = {kind: ["known"]}
    refused(well.create(a_document(**only)), 404, code, "Not Found")  # the one that was included is not stored


def test_records_that_were_included_once_need_not_be_again(well: WellApi) -> None:
    included = [{"type": "people", "id": "x", "attributes": {}}, a_company("x"), a_workspace("x")]
    well.created(a_document(included=included))
    well.created(a_document(persons=["x"], companies=["x"], workspaces=["x"]))


def test_another_tenant_s_person_is_an_absent_one(well: WellApi, gateway: Gateway, tenants: dict[str, Tenant]) -> None:
    well.created(a_document(included=[{"type": "people", "id": "x", "attributes": {}}]))
    globex = WellApi(gateway, tenants["globex"].tokens["write"])
    refused(globex.create(a_document(persons=["x"])), 404, "PERSON_NOT_FOUND", "Not Found")
    refused(
        well.send("POST", f"?workspaceId={tenants['acme'].other_workspace}", body=a_document(persons=["x"])),
        404,
        "PERSON_NOT_FOUND",
        "Not Found",
    )


def test_a_used_id_is_a_409_also_after_it_was_deleted(well: WellApi) -> None:
    document = a_document(phone_id=a_phone_id(), label="first")
    well.created(document)
    again = a_document(phone_id=document["data"]["id"], label="second")
    refused(well.create(again), 409, "PHONE_ALREADY_EXISTS", "Conflict")
    assert well.get(document["data"]["id"]).json()["data"]["attributes"]["label"] == "first"
    well.delete(document["data"]["id"])
    refused(well.create(again), 409, "PHONE_ALREADY_EXISTS", "Conflict")
    assert well.get(document["data"]["id"]).status == 404


def test_a_body_that_is_not_json_by_its_type_is_a_415(well: WellApi) -> None:
    response = well.send("POST", raw=b"x=1", headers={"Content-Type": "application/x-www-form-urlencoded"})
    refused(response, 415, "UNSUPPORTED_MEDIA_TYPE", "Unsupported Media Type")


def test_a_body_that_is_too_large_is_a_413(well: WellApi) -> None:
    response = well.send("POST", raw=b'{"data": "' + b"x" * 300_000 + b'"}')
    refused(response, 413, "PAYLOAD_TOO_LARGE", "Payload Too Large")


def test_a_keyed_request_is_done_once_and_answered_the_same(well: WellApi) -> None:
    document = a_document(persons=["people1"], is_primary=True)
    first, second = (well.create(document, Idempotency_Key="k") for _ in range(2))
    assert (first.status, first.text) == (second.status, second.text) == (201, first.text)
    assert second.headers["idempotency-replayed"] == "true"
    assert len(well.all()) == 1
    other = well.create(a_document(label="other"), Idempotency_Key="k")
    refused(other, 422, "IDEMPOTENCY_KEY_REUSED", "Unprocessable Entity")


def test_a_keyed_request_that_is_refused_may_be_mended(well: WellApi) -> None:
    refused(well.create(a_document(persons=["x"]), Idempotency_Key="k"), 404, "PERSON_NOT_FOUND", "Not Found")
    assert well.create(a_document(), Idempotency_Key="k").status == 201


def test_a_key_in_flight_is_a_409(well: WellApi, through: Callable[[Any], None], aws: Any) -> None:
    seen = []

    def meanwhile() -> None:
        seen.append(well.create(a_document(persons=["people1"]), Idempotency_Key="k"))

    through(InterruptedClient(aws, "batch_get_item", meanwhile))
    assert well.create(a_document(persons=["people1"]), Idempotency_Key="k").status == 201
    refused(seen[0], 409, "REQUEST_IN_FLIGHT", "Conflict")
    assert len(well.all()) == 1


def test_a_key_that_is_too_long_is_a_400(well: WellApi) -> None:
    error = refused(
        well.create(a_document(), Idempotency_Key="k" * 256), 400, "SCHEMA_VALIDATION_ERROR", "Validation Error"
    )
    assert error["details"]["path"] == "header.Idempotency-Key"


def test_a_create_whose_answer_got_lost_on_its_way_is_not_its_own_duplicate(
    well: WellApi, through: Callable[[Any], None], aws: Any
) -> None:
    through(ForgetfulClient(aws, "put_item"))
    phone = well.created(a_document(phone_id=a_phone_id()))
    assert [each["id"] for each in well.all()] == [phone["id"]]


def test_a_delete_whose_answer_got_lost_on_its_way_is_no_404(
    well: WellApi, through: Callable[[Any], None], aws: Any
) -> None:
    phone = well.created(a_document())
    through(ForgetfulClient(aws, "update_item"))
    assert well.delete(phone["id"]).status == 204
