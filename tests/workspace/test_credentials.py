"""Credentials over their life: issued, cached, revoked, expired."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from trunkline.domain.credentials import Audience, PresentedToken, Scope, new_credential
from trunkline.domain.identifiers import OrganizationId, WorkspaceUuid
from trunkline.domain.tenants import RegisteredCredential, new_cursor_key
from trunkline.services.credentials import CACHE_SECONDS, Authenticator
from trunkline.services.expiring_cache import ExpiringCache
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.credential_register import CredentialRegisterTable
from trunkline.table.credentials import CredentialTable
from trunkline.table.items import ConditionFailedError, Delete
from trunkline.wiring.api import edge

from tests.support.composition import compose_with
from tests.support.gateway import Gateway, Response
from tests.support.refusals import assert_refused
from tests.support.workspaces import Tenant, WorkspaceApi

Listed = Callable[[PresentedToken], Response]

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


class Time:
    """A clock that stands still until it is told."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> datetime:
        return NOW + timedelta(seconds=self.seconds)

    def timer(self) -> float:
        return self.seconds


@pytest.fixture
def time(store: Table, monkeypatch: pytest.MonkeyPatch) -> Time:
    time = Time()
    authenticator = Authenticator(
        CredentialTable(store), clock=time.now, seen=ExpiringCache(CACHE_SECONDS, clock=time.timer)
    )
    compose_with(monkeypatch, "authenticator", lambda: authenticator)
    return time


@pytest.fixture
def issue(store: Table, acme: Tenant) -> Callable[..., PresentedToken]:
    def issue(**overrides: Any) -> PresentedToken:
        members: dict[str, Any] = {
            "audience": Audience.BEARER,
            "organization_id": OrganizationId("org_acme"),
            "workspaces": [WorkspaceUuid(acme.workspace)],
            "user_id": acme.user_id,
            "scopes": [Scope.PHONES_READ],
            "cursor_key": new_cursor_key(),
        }
        presented, credential = new_credential(**{**members, **overrides})
        CredentialRegisterTable(store).add(RegisteredCredential(credential=credential, name="", created_at=NOW))
        return presented

    return issue


@pytest.fixture
def revoke(store: Table) -> Callable[[PresentedToken], None]:
    def revoke(token: PresentedToken) -> None:
        register = CredentialRegisterTable(store)
        found = register.find(token.id)
        assert found
        register.revoke(found.credential, NOW)

    return revoke


@pytest.fixture
def listed(gateway: Gateway, acme: Tenant) -> Listed:
    """What the token gets from the list of acme's first workspace."""
    return lambda token: WorkspaceApi(gateway, acme.workspace, token.as_token()).list()


def test_an_expired_credential_is_refused_from_its_last_moment_on(
    listed: Listed, issue: Callable[..., PresentedToken], time: Time
) -> None:
    token = issue(expires_at=NOW + timedelta(seconds=30))

    time.seconds = 29.9
    assert listed(token).status == 200
    # It is still in the cache, which must not make it live longer.
    time.seconds = 30
    assert_refused(listed(token), 401)


def test_a_revoked_credential_stops_working_within_a_minute(
    listed: Listed, issue: Callable[..., PresentedToken], revoke: Callable[[PresentedToken], None], time: Time
) -> None:
    token = issue()
    assert listed(token).status == 200
    revoke(token)

    time.seconds = CACHE_SECONDS - 0.1
    assert listed(token).status == 200
    time.seconds = CACHE_SECONDS
    assert_refused(listed(token), 401)
    assert CACHE_SECONDS <= 60


def test_use_does_not_keep_a_revoked_credential_alive(
    listed: Listed, issue: Callable[..., PresentedToken], revoke: Callable[[PresentedToken], None], time: Time
) -> None:
    token = issue()
    listed(token)
    revoke(token)
    for second in range(0, 60, 10):
        time.seconds = second
        listed(token)

    time.seconds = 60
    assert listed(token).status == 401


def test_a_wrong_secret_is_refused_also_while_the_right_one_is_cached(
    listed: Listed, issue: Callable[..., PresentedToken]
) -> None:
    token, other = issue(), issue()
    assert listed(token).status == 200

    assert_refused(listed(PresentedToken(token.id, other.secret)), 401)
    assert listed(token).status == 200


@pytest.mark.parametrize("audience", [Audience.QUO, Audience.ZUDU])
def test_another_dialects_credential_is_refused(
    audience: Audience, listed: Listed, issue: Callable[..., PresentedToken]
) -> None:
    assert_refused(listed(issue(audience=audience, scopes=[Scope.PHONES_ADMIN])), 401)


def test_a_credential_without_a_scope_may_do_nothing(listed: Listed, issue: Callable[..., PresentedToken]) -> None:
    assert_refused(listed(issue(scopes=[])), 403, says="phones:read")


def test_a_credential_is_good_for_its_own_workspaces_only(
    gateway: Gateway, acme: Tenant, issue: Callable[..., PresentedToken]
) -> None:
    token = issue().as_token()

    assert WorkspaceApi(gateway, acme.workspace, token).list().status == 200
    # Of the same organisation, and yet not its business.
    assert_refused(WorkspaceApi(gateway, acme.other_workspace, token).list(), 404, says="Workspace not found")


def test_secrets_are_stored_as_hashes_only(store: Table, issue: Callable[..., PresentedToken]) -> None:
    token = issue()
    client: Any = store.client

    stored = str(client.scan(TableName=store.name)["Items"])

    assert token.id in stored
    assert token.secret not in stored


def test_what_is_printed_of_a_credential_shows_no_secret(store: Table, issue: Callable[..., PresentedToken]) -> None:
    token = issue()
    stored = CredentialTable(store).find(token.id)

    assert stored
    assert token.secret not in repr(token)
    assert stored.secret_sha256 not in repr(stored)
    assert stored.cursor_key not in repr(stored)


def test_two_credentials_never_share_an_id(
    store: Table, issue: Callable[..., PresentedToken], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = issue()
    monkeypatch.setattr("trunkline.domain.credentials.new_secret", lambda: PresentedToken(first.id, "x" * 43))

    with pytest.raises(ConditionFailedError):
        issue(user_id="someone else")
    found = CredentialTable(store).find(first.id)
    assert found is not None
    assert found.user_id != "someone else"


def test_the_cache_is_bounded_and_guesses_do_not_fill_it(
    store: Table, issue: Callable[..., PresentedToken], time: Time
) -> None:
    authenticator = edge.authenticator()
    known = issue()
    authenticator.authenticate(known, Audience.BEARER)
    for guess in range(257):
        with pytest.raises(Exception, match="credentials"):
            authenticator.authenticate(PresentedToken(f"{guess:024x}", "x" * 43), Audience.BEARER)

    assert list(authenticator.seen._entries) == [known.id]


def test_tokens_are_random_and_long(issue: Callable[..., PresentedToken]) -> None:
    tokens = [issue() for _ in range(20)]

    assert len({token.id for token in tokens}) == len({token.secret for token in tokens}) == 20
    # 43 characters of base64 hold 256 bits.
    assert {len(token.secret) for token in tokens} == {43}


def test_the_end_of_a_credential_that_is_gone_does_not_bring_it_back(
    store: Table, issue: Callable[..., PresentedToken]
) -> None:
    register = CredentialRegisterTable(store)
    found = register.find(issue().id)
    assert found
    key = keys.credential(found.credential.id)
    store.write(Delete(label="credential", key=key, condition="attribute_exists(pk)"))

    assert register.end_at(found.credential, NOW) is None
    assert register.revoke(found.credential, NOW) is None

    assert store.get(key) is None
