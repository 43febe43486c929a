"""Who may do what, and what everybody else gets to see: nothing."""

import uuid

import pytest

from tests.support.bad_requests import NOT_CREDENTIALS
from tests.support.cases import check_each
from tests.support.endpoints import ENDPOINTS, SCOPES, WITH_NUMBER, Endpoint
from tests.support.gateway import Gateway
from tests.support.lending import Lender
from tests.support.refusals import assert_refused
from tests.support.workspaces import Tenant, WorkspaceApi


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=str)
def test_each_route_takes_its_scope_and_those_above(endpoint: Endpoint, api: WorkspaceApi, acme: Tenant) -> None:
    number = api.created()["id"]
    for scope in SCOPES:
        answer = endpoint.call(WorkspaceApi(api.gateway, acme.workspace, acme.tokens[scope]), number)
        if SCOPES.index(scope) >= SCOPES.index(endpoint.scope):
            assert answer.status == endpoint.success, f"{scope}: {answer.text}"
        else:
            assert_refused(answer, 403, says=f"phones:{endpoint.scope}", hides=[acme.tokens[scope]])


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=str)
def test_each_route_refuses_whoever_has_no_credential(endpoint: Endpoint, api: WorkspaceApi) -> None:
    number = api.created()["id"]
    stranger = WorkspaceApi(api.gateway, api.workspace, None)

    detail = assert_refused(endpoint.call(stranger, number), 401)

    assert detail == assert_refused(endpoint.call(stranger, "no-id"), 401)


def test_what_is_not_a_credential_is_401_whatever_it_is(gateway: Gateway, acme: Tenant) -> None:
    token = acme.tokens["read"]
    other = acme.tokens["write"]
    forged = [
        f"Bearer {token[:-1]}{'A' if token[-1] != 'A' else 'B'}",
        f"Bearer {token[:28]}{other[28:]}",
        f"Bearer {token.upper()}",
        f"Bearer {token[:-1]}",
        f"Bearer\t{token}",
    ]
    path = f"/api/v2/w/{acme.workspace}/phone-numbers"

    def check(value: str) -> None:
        answer = gateway.send("GET", path, headers={"Authorization": value}, body=None)
        # API Gateway refuses headers over its limit itself.
        if len(value) > 6000 and answer.status in (400, 431, 494):
            return
        detail = assert_refused(answer, 401, hides=[token])
        assert detail == "Missing or invalid credentials"

    check_each([*(value.replace("{token}", token) for value in NOT_CREDENTIALS), *forged], check)


def test_the_scheme_is_read_in_any_case(gateway: Gateway, acme: Tenant) -> None:
    for scheme in ("Bearer", "bearer", "BEARER"):
        answer = gateway.send(
            "GET",
            f"/api/v2/w/{acme.workspace}/phone-numbers?limit=1",
            headers={"authorization": f"{scheme} {acme.tokens['read']}"},
            body=None,
        )
        assert answer.status == 200


def test_credentials_come_before_everything_else(api: WorkspaceApi) -> None:
    stranger = WorkspaceApi(api.gateway, api.workspace, None)

    assert_refused(stranger.send("POST", raw=b"[" * 5000, headers={"Content-Type": "text/plain"}), 401)
    assert_refused(stranger.send("POST", raw=b"x" * 300_000), 401)
    assert_refused(stranger.list("?limit=x"), 401)
    assert_refused(WorkspaceApi(api.gateway, "not-a-uuid", None).list(), 401)


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=str)
def test_another_tenants_workspace_looks_like_none(
    endpoint: Endpoint, api: WorkspaceApi, acme: Tenant, globex: Tenant
) -> None:
    number = api.created()
    token = globex.tokens["admin"]
    into_acme = WorkspaceApi(api.gateway, acme.workspace, token)
    into_nothing = WorkspaceApi(api.gateway, str(uuid.uuid4()), token)

    for name in (number["id"], number["uuid"]) if endpoint.takes_number else ("",):
        foreign, absent = endpoint.call(into_acme, name), endpoint.call(into_nothing, name)

        assert_refused(foreign, 404, says="Workspace not found")
        assert (foreign.status, foreign.text) == (absent.status, absent.text)
    assert api.get(number["id"]).json() == number


@pytest.mark.parametrize("endpoint", WITH_NUMBER, ids=str)
def test_another_workspaces_number_looks_like_none(
    endpoint: Endpoint, api: WorkspaceApi, other_api: WorkspaceApi, globex: Tenant
) -> None:
    theirs = WorkspaceApi(api.gateway, globex.workspace, globex.tokens["admin"])
    absent_answers = {endpoint.call(api, name).text for name in (1, 2**53 - 1, str(uuid.uuid4()))}
    for owner in (theirs, other_api):
        number = owner.created()
        for name in (number["id"], number["uuid"], number["uuid"].upper()):
            answer = endpoint.call(api, name)

            assert_refused(answer, 404, says="Phone number not found", hides=[number["phoneNumber"]])
            assert {answer.text} == absent_answers
        assert owner.get(number["id"]).json() == number


def test_another_tenants_provider_phone_looks_like_none(api: WorkspaceApi, globex: Tenant) -> None:
    number = api.created()
    for phone in (globex.provider_phones[0]["uuid"], str(uuid.uuid4()), globex.provider_phones[1]["uuid"].upper()):
        answers = [
            api.create(phoneNumber="+14155550100", providerPhoneUuid=phone),
            api.create(providerPhoneUuid=phone),
            api.link(number["id"], phone),
            api.update(number["id"], name="x", providerPhoneUuid=phone),
        ]
        for answer in answers:
            assert assert_refused(answer, 404, hides=[phone]) == "Provider phone not found"
    assert api.get(number["id"]).json() == number


def test_another_tenants_number_in_the_pool_is_not_found_by_its_text(api: WorkspaceApi, globex: Tenant) -> None:
    ours = [number["phoneNumber"] for number in api.list().json()]
    theirs = next(phone for phone in globex.provider_phones if phone["phoneNumber"] not in ours)

    number = api.created(phoneNumber=theirs["phoneNumber"])

    assert number["providerPhoneUuid"] is None


def test_lists_hold_the_workspaces_own_only(api: WorkspaceApi, other_api: WorkspaceApi, globex: Tenant) -> None:
    theirs = WorkspaceApi(api.gateway, globex.workspace, globex.tokens["admin"])
    numbers = {owner.workspace: owner.created()["id"] for owner in (api, other_api, theirs)}
    for owner in (api, other_api, theirs):
        listed = owner.list().json()

        assert {entry["workspaceUuid"] for entry in listed} == {owner.workspace}
        assert {entry["id"] for entry in listed} & set(numbers.values()) == {numbers[owner.workspace]}


def test_linkable_phones_are_the_organisations_own_only(api: WorkspaceApi, acme: Tenant, globex: Tenant) -> None:
    theirs = WorkspaceApi(api.gateway, globex.workspace, globex.tokens["admin"])

    ours, others = ({phone["uuid"] for phone in owner.linkable().json()} for owner in (api, theirs))

    assert ours
    assert others
    assert not ours & {phone["uuid"] for phone in globex.provider_phones}
    assert not others & {phone["uuid"] for phone in acme.provider_phones}


def test_a_phone_kept_for_the_other_workspace_cannot_be_taken(
    api: WorkspaceApi, other_api: WorkspaceApi, lender: Lender
) -> None:
    phone = lender.phone()
    theirs = other_api.created(providerPhoneUuid=phone["uuid"])
    ours = api.created()
    refused = [
        api.link(ours["id"], phone["uuid"]),
        api.update(ours["id"], name="x", providerPhoneUuid=phone["uuid"]),
        api.create(phoneNumber="+14155550100", providerPhoneUuid=phone["uuid"]),
    ]
    for answer in refused:
        assert_refused(answer, 409, says="providerPhoneUuid", hides=[theirs["phoneNumber"], theirs["uuid"]])
    assert api.get(ours["id"]).json() == ours
    assert other_api.get(theirs["id"]).json() == theirs
