"""GET /api/v2/token: a token is told what it may do, and of nobody else."""

import pytest
from trunkline.wiring.api import authenticator

from tests.support.clients import MeteredClient
from tests.support.endpoints import SCOPES
from tests.support.gateway import Gateway
from tests.support.refusals import assert_refused
from tests.support.workspaces import Tenant, WorkspaceApi


def _api(gateway: Gateway, tenant: Tenant, scope: str) -> WorkspaceApi:
    return WorkspaceApi(gateway, tenant.workspace, tenant.tokens[scope])


@pytest.mark.parametrize("scope", SCOPES)
def test_a_token_is_told_its_scopes_and_those_that_they_imply(gateway: Gateway, acme: Tenant, scope: str) -> None:
    response = _api(gateway, acme, scope).token_details()

    assert response.status == 200, response.text
    implied = {f"phones:{each}" for each in SCOPES[: SCOPES.index(scope) + 1]}
    implied |= {"webhooks:read", "webhooks:write"} if scope == "admin" else set()
    assert set(response.json()["scopes"]) == implied
    assert response.json()["userId"] == acme.user_id


def test_a_token_is_told_its_own_workspaces_and_no_others(gateway: Gateway, acme: Tenant, globex: Tenant) -> None:
    told = _api(gateway, acme, "read").token_details().json()["workspaces"]

    assert acme.workspace in {each["uuid"] for each in told}
    assert globex.workspace not in {each["uuid"] for each in told}
    assert set(told[0]) == {"uuid", "name"}


def test_the_answer_has_nothing_of_the_token(gateway: Gateway, acme: Tenant) -> None:
    _, token_id, secret = acme.tokens["admin"].split("_", 2)
    text = _api(gateway, acme, "admin").token_details().text

    assert secret not in text
    assert token_id not in text


@pytest.mark.parametrize("token", [None, "", "tl_000000000000000000000000_" + "A" * 43, "Bearer"])
def test_what_is_no_token_is_refused(gateway: Gateway, acme: Tenant, token: str | None) -> None:
    assert_refused(WorkspaceApi(gateway, acme.workspace, token).token_details(), 401)


def test_it_costs_one_batch_read_when_the_credential_is_warm(
    gateway: Gateway, acme: Tenant, meter: MeteredClient
) -> None:
    authenticator.cache_clear()
    cold = meter.start()
    _api(gateway, acme, "read").token_details()
    assert cold.calls == {"get_item": 1, "batch_get_item": 1}

    warm = meter.start()
    _api(gateway, acme, "read").token_details()
    assert warm.calls == {"batch_get_item": 1}
