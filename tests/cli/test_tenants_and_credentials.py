import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from trunkline.domain.identifiers import OrganizationId
from trunkline.domain.tenants import RegisteredCredential
from trunkline.domain.timestamps import utc_now
from trunkline.errors import ConflictError, NotFoundError
from trunkline.services.tenants import Tenants
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.credential_register import CredentialRegisterTable
from trunkline.table.items import ConditionFailedError, Delete
from trunkline.table.tenants import TenantTable

from tests.cli.conftest import Trunkline
from tests.support.archives import all_items
from tests.support.crowds import at_once
from tests.support.gateway import Gateway
from tests.support.one_at_a_time import OneAtATime
from tests.support.quo import a_contact
from tests.support.workspaces import Tenant, WorkspaceApi

UUID = "11111111-2222-4333-8444-555555555555"


@pytest.fixture
def made(trunkline: Trunkline) -> dict[str, Any]:
    """A tenant of the command line's own making."""
    tenant = trunkline.json("tenants", "create", "--name", "Initech")
    workspace = trunkline.json("workspaces", "add", "--tenant", tenant["id"], "--name", "Support")
    user = trunkline.json("users", "add", "--tenant", tenant["id"], "--name", "Ada")
    return {"tenant": tenant["id"], "workspace": workspace["uuid"], "user": user["id"]}


def _create(trunkline: Trunkline, made: dict[str, Any], *more: str) -> Any:
    named = ("--tenant", made["tenant"], "--user", made["user"], "--workspace", made["workspace"])
    return trunkline.json("tokens", "create", *named, *more)


def test_a_new_tenant_s_token_opens_its_workspace_and_no_other(
    trunkline: Trunkline, made: dict[str, Any], gateway: Gateway, acme: Tenant
) -> None:
    token = _create(trunkline, made, "--scope", "phones:write")["token"]

    created = WorkspaceApi(gateway, made["workspace"], token).create(phoneNumber="+14155552671")

    assert created.status == 201
    assert WorkspaceApi(gateway, acme.workspace, token).list().status == 404


def test_a_tenant_is_shown_with_what_it_has(trunkline: Trunkline, made: dict[str, Any]) -> None:
    shown = trunkline.json("tenants", "show", made["tenant"])

    assert [each["uuid"] for each in shown["workspaces"]] == [made["workspace"]]
    assert [each["id"] for each in shown["users"]] == [made["user"]]
    assert [each["id"] for each in trunkline.json("tenants", "list")] == [made["tenant"]]
    assert trunkline.json("workspaces", "list", "-t", made["tenant"]) == shown["workspaces"]
    assert trunkline.json("users", "list", "-t", made["tenant"]) == shown["users"]
    text = trunkline("tenants", "show", made["tenant"]).out
    assert made["workspace"] in text
    assert made["user"] in text


def test_what_exists_is_not_made_again(trunkline: Trunkline, made: dict[str, Any]) -> None:
    for again in (
        ("tenants", "create", "--name", "Other", "--id", made["tenant"]),
        ("workspaces", "add", "-t", made["tenant"], "--name", "Other", "--uuid", made["workspace"]),
        ("users", "add", "-t", made["tenant"], "--name", "Other", "--id", made["user"]),
    ):
        refused = trunkline(*again)
        assert refused.code == 4
        assert refused.err.startswith("Error: ")
    shown = trunkline.json("tenants", "show", made["tenant"])
    assert (shown["name"], shown["workspaces"][0]["name"], shown["users"][0]["name"]) == ("Initech", "Support", "Ada")


def test_a_workspace_belongs_to_one_tenant_only(trunkline: Trunkline, made: dict[str, Any], acme: Tenant) -> None:
    taken = trunkline("workspaces", "add", "-t", made["tenant"], "--name", "x", "--uuid", acme.workspace.upper())
    foreign = trunkline(
        "tokens", "create", "-t", made["tenant"], "--user", made["user"], "-w", acme.workspace, "-s", "phones:read"
    )

    assert taken.code == 4
    assert foreign.code == 3
    assert trunkline.json("tokens", "list", "-t", made["tenant"]) == []


def test_a_list_goes_on_page_by_page_up_to_its_limit(
    trunkline: Trunkline, made: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trunkline_cli.pages._PAGE", 2)
    ids = sorted([made["user"], *(f"user{number}" for number in range(4))])
    for user in ids:
        trunkline("users", "add", "-t", made["tenant"], "--name", "x", "--id", user)

    assert [each["id"] for each in trunkline.json("users", "list", "-t", made["tenant"])] == ids
    some = trunkline("users", "list", "-t", made["tenant"], "--limit", "3", "--json")
    assert [each["id"] for each in some.json] == ids[:3]
    assert f"--after '{ids[2]}'" in some.err
    rest = trunkline.json("users", "list", "-t", made["tenant"], "--after", ids[2])
    assert [each["id"] for each in rest] == ids[3:]


def test_secrets_are_printed_when_they_are_made_and_never_again(
    trunkline: Trunkline, made: dict[str, Any], store: Table
) -> None:
    token = _create(trunkline, made, "--scope", "phones:admin", "--name", "ci")["token"]
    named = ("-t", made["tenant"], "--user", made["user"])
    quo = trunkline.json("api-keys", "create", "quo", *named)["key"]
    zudu = trunkline.json("api-keys", "create", "zudu", *named)
    secrets = [token.split("_", 2)[2], quo.split("_", 2)[2], zudu["secret"]]

    for command in ("tokens", "api-keys"):
        for format_ in ((), ("--json",)):
            listed = trunkline(command, "list", "-t", made["tenant"], *format_)
            assert not any(secret in listed.out + listed.err for secret in secrets)
            assert "cursor" not in listed.out
            assert "sha256" not in listed.out
    stored = str(all_items(store))
    assert not any(secret in stored for secret in secrets)
    assert {each["dialect"] for each in trunkline.json("api-keys", "list", "-t", made["tenant"])} == {"quo", "zudu"}
    assert [each["name"] for each in trunkline.json("tokens", "list", "-t", made["tenant"])] == ["ci"]


@pytest.mark.parametrize("command", ["tokens", "api-keys"])
def test_a_list_s_limit_counts_what_it_shows(trunkline: Trunkline, made: dict[str, Any], command: str) -> None:
    ids: dict[str, set[str]] = {"tokens": set(), "api-keys": set()}
    for _ in range(3):
        ids["tokens"].add(_create(trunkline, made, "--scope", "phones:read")["id"])
        key = trunkline.json("api-keys", "create", "quo", "-t", made["tenant"], "--user", made["user"])
        ids["api-keys"].add(key["id"])

    exactly, fewer = (trunkline(command, "list", "-t", made["tenant"], "--limit", limit, "--json") for limit in "32")

    assert {each["id"] for each in exactly.json} == ids[command]
    assert exactly.err == ""
    assert len(fewer.json) == 2
    assert "--after" in fewer.err


def test_keys_open_their_dialects(trunkline: Trunkline, made: dict[str, Any], gateway: Gateway) -> None:
    named = ("-t", made["tenant"], "--user", made["user"])
    quo = trunkline.json("api-keys", "create", "quo", *named)["key"]
    zudu = trunkline.json("api-keys", "create", "zudu", *named)
    headers = {"X-API-KEY": zudu["key"], "X-API-SECRET": zudu["secret"]}

    assert gateway.send("GET", "/v1/contact-custom-fields", headers={"Authorization": quo}, body=None).status == 200
    assert gateway.send("GET", "/api/phone-numbers", headers=headers, body=None).status == 200


def test_a_revoked_token_is_refused_and_says_when(
    trunkline: Trunkline, made: dict[str, Any], gateway: Gateway, store: Table
) -> None:
    kept, given_up = (_create(trunkline, made, "--scope", "phones:read") for _ in range(2))

    revoked = trunkline("tokens", "revoke", given_up["id"], "-t", made["tenant"], "--yes", "--json")

    assert revoked.json["status"] == "revoked"
    assert "60 seconds" in revoked.err
    statuses = [WorkspaceApi(gateway, made["workspace"], each["token"]).list().status for each in (kept, given_up)]
    assert statuses == [200, 401]
    item = store.get(keys.credential(given_up["id"]))
    assert item
    assert item["revoked_at"] == revoked.json["revokedAt"]
    again = trunkline.json("tokens", "revoke", given_up["id"], "-t", made["tenant"])
    assert again["revokedAt"] == revoked.json["revokedAt"]
    listed = {each["id"]: each["status"] for each in trunkline.json("tokens", "list", "-t", made["tenant"])}
    assert listed == {kept["id"]: "active", given_up["id"]: "revoked"}


def test_a_token_is_revoked_by_its_tenant_and_its_command_only(
    trunkline: Trunkline, made: dict[str, Any], organization: str
) -> None:
    token = _create(trunkline, made, "--scope", "phones:read")["id"]
    key = trunkline.json("api-keys", "create", "quo", "-t", made["tenant"], "--user", made["user"])["id"]

    for wrong in (
        ("tokens", "revoke", token, "-t", organization),
        ("tokens", "revoke", key, "-t", made["tenant"]),
        ("api-keys", "revoke", token, "-t", made["tenant"]),
        ("tokens", "revoke", "0" * 24, "-t", made["tenant"]),
    ):
        assert trunkline(*wrong, "--yes").code == 3
    assert trunkline.json("tokens", "list", "-t", made["tenant"])[0]["status"] == "active"
    assert trunkline("api-keys", "revoke", key, "-t", made["tenant"], "--yes").code == 0


def test_without_a_terminal_and_without_yes_nothing_is_revoked(trunkline: Trunkline, made: dict[str, Any]) -> None:
    token = _create(trunkline, made, "--scope", "phones:read")["id"]

    refused = trunkline("tokens", "revoke", token, "-t", made["tenant"], typed="y\n")

    assert refused.code == 2
    assert "--yes" in refused.err
    assert trunkline.json("tokens", "list", "-t", made["tenant"])[0]["status"] == "active"


@pytest.mark.parametrize(("answer", "ending"), [("y\n", (0, "revoked")), ("n\n", (1, "active")), ("", (1, "active"))])
def test_at_a_terminal_the_operator_is_asked(
    trunkline: Trunkline, made: dict[str, Any], monkeypatch: pytest.MonkeyPatch, answer: str, ending: tuple[int, str]
) -> None:
    token = _create(trunkline, made, "--scope", "phones:read")["id"]
    monkeypatch.setattr("typer.testing._NamedTextIOWrapper.isatty", lambda _: True, raising=False)

    revoked = trunkline("tokens", "revoke", token, "-t", made["tenant"], typed=answer)

    assert (revoked.code, trunkline.json("tokens", "list", "-t", made["tenant"])[0]["status"]) == ending


def test_a_token_ends_when_it_was_told_to(trunkline: Trunkline, made: dict[str, Any]) -> None:
    in_90_days = datetime.now(UTC) + timedelta(days=90)

    ends = _create(trunkline, made, "--scope", "phones:read", "--expires", "90d")["expiresAt"]
    at = _create(trunkline, made, "--scope", "phones:read", "--expires", "2999-01-31T12:00:00Z")["expiresAt"]

    assert abs(datetime.fromisoformat(ends) - in_90_days) < timedelta(minutes=1)
    assert at == "2999-01-31T12:00:00.000Z"
    named = ("tokens", "create", "-t", made["tenant"], "--user", made["user"], "-w", made["workspace"])
    for wrong in ("soon", "0d", "2001-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00"):
        refused = trunkline(*named, "-s", "phones:read", "--expires", wrong)
        assert refused.code == 2
        assert "expires" in refused.err


def test_a_token_is_replaced_by_one_that_may_the_same_and_ends_when_it_was_told_to(
    trunkline: Trunkline, made: dict[str, Any], gateway: Gateway
) -> None:
    old = _create(trunkline, made, "--scope", "phones:read", "--name", "ci", "--expires", "90d")
    named = ("tokens", "rotate", old["id"], "-t", made["tenant"], "--yes")

    later = trunkline(*named, "--old-ends", "12h", "--json")

    new = later.json
    assert new["id"] != old["id"]
    same = ("name", "scopes", "workspaces", "status")
    assert [new[member] for member in same] == [old[member] for member in same]
    lasts = datetime.fromisoformat(new["expiresAt"]) - datetime.fromisoformat(old["expiresAt"])
    assert abs(lasts) < timedelta(minutes=1)
    ends = datetime.fromisoformat(new["replaces"]["expiresAt"]) - datetime.now(UTC)
    assert timedelta(hours=11, minutes=59) < ends <= timedelta(hours=12)
    assert new["replaces"]["expiresAt"] in later.err
    assert [_opens(gateway, made, each) for each in (old, new)] == [200, 200]

    now = trunkline.json(*named, "--old-ends", "now")

    assert now["replaces"]["status"] == "revoked"
    assert _opens(gateway, made, now) == 200
    listed = {each["id"]: each["status"] for each in trunkline.json("tokens", "list", "-t", made["tenant"])}
    assert listed == {old["id"]: "revoked", new["id"]: "active", now["id"]: "active"}


def test_a_token_that_ends_sooner_than_its_replacement_asks_for_says_so(
    trunkline: Trunkline, made: dict[str, Any]
) -> None:
    old = _create(trunkline, made, "--scope", "phones:read", "--expires", "1h")

    rotated = trunkline("tokens", "rotate", old["id"], "-t", made["tenant"], "--yes", "--old-ends", "7d", "--json")

    assert rotated.json["replaces"]["expiresAt"] == old["expiresAt"]
    assert f"{old['id']} ends {old['expiresAt']}." in rotated.err


def test_a_token_that_has_ended_is_not_replaced(
    trunkline: Trunkline, made: dict[str, Any], organization: str, store: Table
) -> None:
    revoked, expired, kept = (_create(trunkline, made, "--scope", "phones:read") for _ in range(3))
    assert trunkline("tokens", "revoke", revoked["id"], "-t", made["tenant"], "--yes").code == 0
    tenants = Tenants(TenantTable(store), CredentialRegisterTable(store))
    known = tenants.find_credential(made["tenant"], expired["id"])
    CredentialRegisterTable(store).end_at(known.credential, utc_now())
    before = all_items(store)

    for token, why in ((revoked, "revoked"), (expired, "expired")):
        refused = trunkline("tokens", "rotate", token["id"], "-t", made["tenant"], "--yes")
        assert refused.code == 4
        assert f"is {why}" in refused.err
    assert trunkline("tokens", "rotate", kept["id"], "-t", organization, "--yes").code == 3
    assert all_items(store) == before


def _opens(gateway: Gateway, made: dict[str, Any], token: dict[str, Any]) -> int:
    return WorkspaceApi(gateway, made["workspace"], token["token"]).list().status


def test_all_tokens_of_a_tenant_sign_the_same_cursors(
    trunkline: Trunkline, made: dict[str, Any], gateway: Gateway
) -> None:
    first, second = (_create(trunkline, made, "--scope", "phones:write")["token"] for _ in range(2))
    apis = [WorkspaceApi(gateway, made["workspace"], token) for token in (first, second)]
    for number in ("+14155552671", "+14155552672"):
        apis[0].create(phoneNumber=number)

    page = apis[0].list("?limit=1")
    cursor = re.search(r"cursor=([^&>]+)", page.headers["link"])

    assert cursor
    assert apis[1].list(f"?limit=1&cursor={cursor[1]}").json() != page.json()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("tenants", "show", "org_none"), 3),
        (("tenants", "create", "--name", "x", "--id", "a#b"), 2),
        (("tenants", "create", "--name", "\x1b[2J"), 2),
        (("workspaces", "add", "-t", "org_none", "--name", "x"), 3),
        (("workspaces", "add", "-t", "org_acme", "--name", "x", "--uuid", "no"), 2),
        (("users", "list", "-t", "org_none"), 3),
        (("users", "add", "-t", "org_acme", "--name", "x", "--id", "a b"), 2),
        # What a script's empty variable makes of an option is not an option left out.
        (("tenants", "create", "--name", "x", "--id", ""), 2),
        (("tenants", "create", "--name", " "), 2),
        (("workspaces", "add", "-t", "org_acme", "--name", "x", "--uuid", ""), 2),
        (("users", "add", "-t", "org_acme", "--name", "x", "--id", ""), 2),
        (("tokens", "list"), 2),
        (("tokens", "create", "-t", "org_acme", "--user", "x", "-w", UUID, "-s", "phones:all"), 2),
        (("tokens", "create", "-t", "org_acme", "--user", "nobody", "-w", UUID, "-s", "phones:read"), 3),
        (("api-keys", "create", "well", "-t", "org_acme", "--user", "x"), 2),
        (("nonsense",), 2),
    ],
)
def test_what_cannot_be_done_says_so_in_its_exit_code(
    trunkline: Trunkline, organization: str, arguments: tuple[str, ...], code: int
) -> None:
    ended = trunkline(*arguments)

    assert ended.code == code
    assert ended.out == ""
    assert "Traceback" not in ended.err


def test_a_field_is_defined_listed_used_and_deleted(
    trunkline: Trunkline, made: dict[str, Any], gateway: Gateway
) -> None:
    named = ("-t", made["tenant"])
    trunkline.json("custom-fields", "define", "tier", *named, "--type", "multi-select", "--option", "gold")
    key = trunkline.json("api-keys", "create", "quo", *named, "--user", made["user"])["key"]
    headers = {"Authorization": key, "Content-Type": "application/json"}

    def add_contact() -> int:
        body = a_contact(customFields=[{"key": "tier", "value": ["gold"]}])
        return gateway.send("POST", "/v1/contacts", headers=headers, body=json.dumps(body).encode()).status

    assert [each["key"] for each in trunkline.json("custom-fields", "list", *named)] == ["tier"]
    assert add_contact() == 201
    assert trunkline("custom-fields", "define", "tier", *named, "--type", "string").code == 4
    assert trunkline("custom-fields", "delete", "tier", *named).code == 2
    assert trunkline("custom-fields", "delete", "tier", *named, "--yes").code == 0
    assert add_contact() == 400
    assert trunkline("custom-fields", "delete", "tier", *named, "--yes").code == 3
    assert trunkline.json("custom-fields", "list", *named) == []


def test_a_credential_is_never_overwritten_and_one_that_is_gone_stays_gone(store: Table, acme: Tenant) -> None:
    register = CredentialRegisterTable(store)
    (known,) = register.page(OrganizationId("org_acme"), limit=1, after=None).entries
    key = keys.credential(known.credential.id)
    before = store.get(key)

    with pytest.raises(ConditionFailedError):
        register.add(replace(known, name="again"))
    assert store.get(key) == before
    store.write(Delete(label="credential", key=key, condition="attribute_exists(pk)"))
    assert register.revoke(known.credential, utc_now()) is None
    assert store.get(key) is None


def test_a_credential_is_revoked_by_an_operator_whose_clock_is_ahead(
    trunkline: Trunkline, made: dict[str, Any], gateway: Gateway, store: Table
) -> None:
    token = _create(trunkline, made, "--scope", "phones:read")
    ahead = Tenants(TenantTable(store), CredentialRegisterTable(store), clock=lambda: utc_now() + timedelta(days=1))

    ahead.revoke(made["tenant"], token["id"])

    assert WorkspaceApi(gateway, made["workspace"], token["token"]).list().status == 401


def test_of_operators_who_do_the_same_at_once_one_makes_and_all_revoke(store: Table, aws: Any, acme: Tenant) -> None:
    shared = Table(OneAtATime(aws), store.name)  # type: ignore[arg-type]
    tenants = Tenants(TenantTable(shared), CredentialRegisterTable(shared))

    def create(name: str) -> str:
        try:
            return tenants.create(name=name, organization_id="org_race").name
        except ConflictError:
            return ""

    made = [name for name in at_once([lambda name=name: create(name) for name in "abcd"]) if name]  # type: ignore[misc]
    (known,) = tenants.credentials.page(OrganizationId("org_acme"), limit=1, after=None).entries
    revoked = at_once([lambda: tenants.revoke("org_acme", known.credential.id)] * 4)

    assert made == [tenants.get("org_race").name]
    assert len({each.revoked_at for each in revoked}) == 1


def test_revoking_needs_the_credential_to_be_there_at_that_moment(store: Table, acme: Tenant) -> None:
    register = CredentialRegisterTable(store)
    (known,) = register.page(OrganizationId("org_acme"), limit=1, after=None).entries

    class Vanishing(CredentialRegisterTable):
        def find(self, credential_id: str) -> RegisteredCredential | None:
            found = register.find(credential_id)
            if found:
                key = keys.credential(credential_id)
                store.write(Delete(label="credential", key=key, condition="attribute_exists(pk)"))
            return found

    with pytest.raises(NotFoundError):
        Tenants(TenantTable(store), Vanishing(store)).revoke("org_acme", known.credential.id)
