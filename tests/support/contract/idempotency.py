"""Requests with an ``Idempotency-Key``: done once, answered alike."""

import uuid
from collections.abc import Mapping

from tests.support.gateway import Response
from tests.support.lending import Lender
from tests.support.refusals import assert_refused
from tests.support.workspaces import Tenant, WorkspaceApi, random_number


def _new_key() -> dict[str, str]:
    return {"Idempotency-Key": uuid.uuid4().hex}


def _assert_replayed(again: Response, first: Response) -> None:
    assert again.status == first.status
    assert again.text == first.text
    assert again.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    assert again.headers["x-request-id"] != first.headers["x-request-id"]
    assert again.headers["content-type"] == first.headers["content-type"]


def test_a_repeated_create_gets_the_first_answer_byte_for_byte(api: WorkspaceApi) -> None:
    key, members = _new_key(), {"phoneNumber": random_number(), "name": "Zürich ☎"}

    first = api.create(headers=key, **members)
    api.update(first.json()["id"], name="changed since")
    again = [api.create(headers=key, **members) for _ in range(2)]

    assert first.status == 201
    for answer in again:
        _assert_replayed(answer, first)
    assert sum(number["phoneNumber"] == members["phoneNumber"] for number in api.list().json()) == 1


def test_a_repeated_link_gets_the_first_answer_and_links_nothing_anew(api: WorkspaceApi, lender: Lender) -> None:
    phone, key = lender.phone(), _new_key()
    number = api.created()

    first = api.link(number["id"], phone["uuid"], headers=key)
    cleared = api.link(number["id"], None).json()
    again = api.link(number["id"], phone["uuid"], headers=key)

    _assert_replayed(again, first)
    assert api.get(number["id"]).json() == cleared


def test_a_request_that_changes_nothing_is_replayed_too(api: WorkspaceApi) -> None:
    key, number = _new_key(), api.created()

    first = api.link(number["id"], None, headers=key)

    _assert_replayed(api.link(number["id"], None, headers=key), first)


def test_a_key_with_another_request_is_refused(api: WorkspaceApi, other_api: WorkspaceApi) -> None:
    key, phone_number = _new_key(), random_number()
    first = api.create(headers=key, phoneNumber=phone_number)
    number = first.json()["id"]
    others = {
        "body": api.create(headers=key, phoneNumber=random_number()),
        "spaces in the body": api.send("POST", raw=b'{"phoneNumber":"%s"}' % phone_number.encode(), headers=key),
        "query": api.send("POST", "?x=1", body={"phoneNumber": phone_number}, headers=key),
        "Prefer": api.create(headers={**key, "Prefer": "respond-async"}, phoneNumber=phone_number),
        "path": api.link(number, None, headers=key),
        "workspace": other_api.create(headers=key, phoneNumber=phone_number),
    }
    for what, answer in others.items():
        assert "Idempotency-Key" in assert_refused(answer, 422, hides=list(key.values())), what
    _assert_replayed(api.create(headers=key, phoneNumber=phone_number), first)


def test_a_key_belongs_to_one_credential(api: WorkspaceApi, acme: Tenant, globex: Tenant) -> None:
    key, members = _new_key(), {"phoneNumber": random_number()}
    first = api.create(headers=key, **members)

    writer = WorkspaceApi(api.gateway, acme.workspace, acme.tokens["write"]).create(headers=key, **members)
    stranger = WorkspaceApi(api.gateway, globex.workspace, globex.tokens["admin"]).create(headers=key, **members)

    assert_refused(writer, 409, says=str(first.json()["id"]))
    assert stranger.status == 201
    assert "idempotency-replayed" not in stranger.headers


def test_a_refusal_is_not_kept(api: WorkspaceApi, lender: Lender) -> None:
    phone, key = lender.phone(), _new_key()
    owner = api.created(providerPhoneUuid=phone["uuid"])
    number = api.created()

    assert_refused(api.link(number["id"], phone["uuid"], headers=key), 409)
    api.link(owner["id"], None)
    second = api.link(number["id"], phone["uuid"], headers=key)

    assert second.status == 200
    assert "idempotency-replayed" not in second.headers


def test_a_bad_request_does_not_use_up_its_key(api: WorkspaceApi) -> None:
    key = _new_key()
    refused: Mapping[int, Response] = {
        400: api.create(headers=key, phoneNumber="4155550123"),
        422: api.create(headers=key, phoneNumber=7),
        415: api.create(headers={**key, "Content-Type": "text/plain"}, phoneNumber=random_number()),
        413: api.send("POST", raw=b" " * 300_000, headers=key),
    }
    for status, answer in refused.items():
        assert_refused(answer, status)
    assert api.create(headers=key, phoneNumber=random_number()).status == 201


def test_methods_other_than_post_take_no_notice_of_a_key(api: WorkspaceApi) -> None:
    key, number = _new_key(), api.created()

    for name in ("one", "two"):
        changed = api.send("PUT", f"/{number['id']}", body={"name": name}, headers=key)

        assert changed.json()["name"] == name
        assert "idempotency-replayed" not in changed.headers
    assert api.send("GET", headers=key).status == 200
