"""Bad requests: each a clear 4xx that names what to change and repeats nothing."""

import uuid
from typing import Any

import pytest

from tests.support.bad_requests import (
    BAD_FLAGS,
    BAD_PAGES,
    BROKEN_RULES,
    MEDIA_TYPES,
    MISSING_LINK,
    NOT_IDS,
    NOT_NUMBERS,
    NOT_WORKSPACES,
    UNREADABLE_BODIES,
    WRONG_NUMBERS,
    WRONG_SETTINGS,
    WRONG_UUIDS,
    BadBody,
    BadQuery,
)
from tests.support.cases import check_each
from tests.support.endpoints import CREATE, LINK, LINKABLE, LIST, UPDATE, WITH_BODY, WITH_NUMBER, Endpoint
from tests.support.refusals import assert_refused
from tests.support.workspaces import WorkspaceApi, random_number

BODIES_BY_ROUTE = {
    CREATE: (*WRONG_SETTINGS, *WRONG_UUIDS, *WRONG_NUMBERS, *NOT_NUMBERS),
    UPDATE: (*WRONG_SETTINGS, *WRONG_UUIDS, *BROKEN_RULES),
    LINK: (*WRONG_UUIDS, MISSING_LINK),
}


@pytest.mark.parametrize("endpoint", WITH_BODY, ids=str)
def test_a_body_that_cannot_be_read_is_refused(endpoint: Endpoint, api: WorkspaceApi) -> None:
    number = api.created()

    def check(case: BadBody) -> None:
        answer = api.send(endpoint.method, endpoint.at(number["id"]), raw=case.raw, headers=case.headers)
        assert_refused(answer, case.status, says=case.says, hides=case.sent)

    check_each((*UNREADABLE_BODIES, *MEDIA_TYPES), check)
    assert api.get(number["id"]).json() == number


@pytest.mark.parametrize("endpoint", WITH_BODY, ids=str)
def test_a_member_of_a_wrong_type_or_against_a_rule_is_named(endpoint: Endpoint, api: WorkspaceApi) -> None:
    number = api.created()

    def check(case: BadBody) -> None:
        answer = api.send(endpoint.method, endpoint.at(number["id"]), raw=case.raw)
        assert_refused(answer, case.status, says=case.says, hides=case.sent)

    check_each(BODIES_BY_ROUTE[endpoint], check)
    assert api.get(number["id"]).json() == number


def test_rules_between_settings_hold_on_create_too(api: WorkspaceApi) -> None:
    def check(case: BadBody) -> None:
        beside = b'{"phoneNumber": "' + random_number().encode() + b'", '
        assert_refused(api.send("POST", raw=beside + case.raw[1:]), case.status, says=case.says, hides=case.sent)

    check_each(BROKEN_RULES, check)


def test_a_create_names_a_number_or_a_provider_phone(api: WorkspaceApi) -> None:
    for members in ({}, {"name": "Desk"}, {"phoneNumber": None}, {"phoneNumber": None, "providerPhoneUuid": None}):
        assert_refused(api.create(**members), 400, says="phoneNumber")


def test_many_wrong_members_are_not_all_repeated(api: WorkspaceApi) -> None:
    wrong: dict[str, Any] = {case.name.partition("=")[0]: [1] for case in WRONG_SETTINGS}

    detail = assert_refused(api.create(phoneNumber=7, **wrong), 422, says="Input should be")

    assert detail.count("Input should be") == 10


def test_names_of_unknown_members_and_parameters_are_not_repeated(api: WorkspaceApi) -> None:
    number = "%2B14155550123"
    for query in (f"?{number}=1&{number}=2&limit=0", f"?limit=0&x={number}", f"?limit={number}"):
        assert_refused(api.list(query), 422, says="query.limit", hides=["14155550123"])
    body = b'{"+14155550123": 1, "+14155550123": 2, "name": 7}'
    assert_refused(api.send("POST", raw=body), 422, hides=["14155550123"])


def test_a_page_does_not_repeat_parameters_that_the_list_does_not_know(api: WorkspaceApi) -> None:
    for _ in range(2):
        api.created()

    answer = api.list("?limit=1&is_archived=false&unknown=%2B14155550123")

    assert answer.status == 200
    assert "limit=1" in answer.headers["link"]
    assert "is_archived=false" in answer.headers["link"]
    assert "14155550123" not in answer.headers["link"]


@pytest.mark.parametrize("endpoint", [LIST, LINKABLE], ids=str)
def test_a_bad_limit_or_cursor_is_named(endpoint: Endpoint, api: WorkspaceApi) -> None:
    check_each(
        BAD_PAGES,
        lambda case: assert_refused(
            api.send("GET", endpoint.suffix + case.query), 422, says=case.says, hides=case.sent
        ),
    )


def test_a_bad_archive_filter_is_named(api: WorkspaceApi) -> None:
    def check(case: BadQuery) -> None:
        assert_refused(api.list(case.query), 422, says=case.says, hides=case.sent)

    check_each(BAD_FLAGS, check)


@pytest.mark.parametrize("endpoint", WITH_NUMBER, ids=str)
def test_what_is_neither_an_id_nor_a_uuid_is_named(endpoint: Endpoint, api: WorkspaceApi) -> None:
    def check(text: str) -> None:
        hides = [text] if len(text) > 4 else []
        assert_refused(endpoint.call(api, text), 422, says="path.phone_number_id", hides=hides)

    check_each(NOT_IDS, check)


def test_a_workspace_that_is_not_a_uuid_is_named(api: WorkspaceApi) -> None:
    def check(text: str) -> None:
        hides = [text] if len(text) > 4 else []
        for endpoint in (LIST, CREATE, *WITH_NUMBER):
            answer = endpoint.call(WorkspaceApi(api.gateway, text, api.token), 1)
            assert_refused(answer, 422, says="path.workspace_uuid", hides=hides)

    check_each(NOT_WORKSPACES, check)


def test_paths_that_try_to_leave_the_workspace_reach_nothing(api: WorkspaceApi, other_api: WorkspaceApi) -> None:
    number = api.created()
    secret = other_api.created(name="hidden")
    tricks = [
        f"/{number['id']}%2Flink",
        f"/..%2F..%2F{other_api.workspace}%2Fphone-numbers%2F{secret['id']}",
        f"/../../{other_api.workspace}/phone-numbers/{secret['id']}x",
        f"/%2e%2e/%2e%2e/{other_api.workspace}/phone-numbers/{secret['id']}x",
        "/..",
        "/.",
        "/%2e%2e",
        f"/{number['id']};admin=true",
        f"/{number['id']}%3Flimit=1",
        f"/{number['id']}%23",
        f"//{number['id']}",
        f"/{number['id']}%0d%0aX-Injected:%20yes",
        f"/{number['id']}%252Flink",
    ]

    def check(trick: str) -> None:
        answer = api.get(trick.removeprefix("/")) if trick.count("/") == 1 else api.send("GET", trick)
        assert answer.status in (404, 422), f"{answer.status} {answer.text[:200]}"
        assert set(answer.json()) <= {"detail", "message"}
        assert "hidden" not in answer.text
        assert "x-injected" not in answer.headers

    check_each(tricks, check)


@pytest.mark.parametrize("endpoint", WITH_BODY, ids=str)
def test_json_is_taken_under_each_of_its_names(endpoint: Endpoint, api: WorkspaceApi) -> None:
    number = api.created()["id"]
    names = (
        "application/json",
        "APPLICATION/JSON; CHARSET=UTF-8",
        "application/problem+json",
        'application/json; charset="utf-8"',
    )
    for content_type in names:
        assert endpoint.call(api, number, headers={"Content-Type": content_type}).status == endpoint.success


def test_text_outside_ascii_survives(api: WorkspaceApi) -> None:
    name = "Zürich ☎️ 東京 \u202e\U0001d518\u0000"

    number = api.created(name=name)

    assert number["name"] == name
    assert api.get(number["id"]).json()["name"] == name
    assert api.list("?limit=1&%F0%9F%93%9E=%FF").status == 200


def test_a_body_of_the_largest_size_is_read(api: WorkspaceApi) -> None:
    number = random_number()
    head = b'{"phoneNumber": "' + number.encode() + b'", "unknown": "'
    raw = head + b"x" * (256 * 1024 - len(head) - 2) + b'"}'

    answer = api.send("POST", raw=raw)

    assert len(raw) == 256 * 1024
    assert answer.status == 201


def test_an_idempotency_key_has_1_to_255_characters(api: WorkspaceApi) -> None:
    for key, status in (("k" * 255, 201), ("k" * 256, 422), ("", 422)):
        # A key of the run's own: a stack keeps it for a day.
        fresh = uuid.uuid4().hex + key[32:] if len(key) > 32 else key
        answer = api.create(phoneNumber=random_number(), headers={"Idempotency-Key": fresh})
        if status == 201:
            assert answer.status == 201
        else:
            assert_refused(answer, status, says="header.Idempotency-Key")


def test_text_that_is_not_utf8_is_refused_or_was_mended_before_us(api: WorkspaceApi) -> None:
    number = api.created()["id"]

    answer = api.send("PUT", f"/{number}", raw=b'{"name": "Xq7Zt\xff"}')

    if answer.status == 200:
        assert answer.json()["name"] == "Xq7Zt\ufffd"
    else:
        assert_refused(answer, 422, says="body", hides=["Xq7Zt"])
