"""What is removed has nothing any more; else it stays, and the command says what it still has."""

import json
from typing import Any

import pytest
from trunkline.domain.identifiers import provider_phone_uuid
from trunkline.domain.provider_phones import Carrier
from trunkline.table.client import Table
from trunkline.table.phone_numbers import PhoneNumberTable

from tests.cli.conftest import Trunkline
from tests.support.builders import a_provider_phone
from tests.support.gateway import Gateway
from tests.support.quo import QuoApi
from tests.support.well import WellApi, a_document
from tests.support.workspaces import Tenant, WorkspaceApi
from tests.support.zudu import ZuduApi
from tools.sandbox.tenants import AccountPlan

ORG = "org_initech"
SECRET = "f" * 32
ACCOUNT = "AC" + "1" * 32


@pytest.fixture
def made(trunkline: Trunkline) -> dict[str, str]:
    """A tenant with a workspace, a user and nothing else."""
    trunkline.json("tenants", "create", "--name", "Initech", "--id", ORG)
    workspace = trunkline.json("workspaces", "add", "-t", ORG, "--name", "Support")
    user = trunkline.json("users", "add", "-t", ORG, "--name", "Ada")
    return {"workspace": workspace["uuid"], "user": user["id"]}


def _token(trunkline: Trunkline, made: dict[str, str]) -> Any:
    named = ("-t", ORG, "--user", made["user"], "-w", "Support", "-s", "phones:admin")
    return trunkline.json("tokens", "create", *named)


def test_a_tenant_goes_when_everything_else_has(trunkline: Trunkline, made: dict[str, str]) -> None:
    token = _token(trunkline, made)

    for command in (("tenants", "remove", ORG), ("workspaces", "remove", "Support", "-t", ORG)):
        refused = trunkline(*command, "--yes")
        assert (refused.code, "active tokens" in refused.err) == (4, True), refused.err
    assert "workspaces" in trunkline("tenants", "remove", ORG, "--yes").err
    trunkline.json("tokens", "revoke", token["id"], "-t", ORG, "--yes")
    assert trunkline("workspaces", "remove", "Support", "-t", ORG).code == 2  # nobody has agreed
    assert trunkline.json("workspaces", "remove", "Support", "-t", ORG, "--yes")["id"] == made["workspace"]
    assert trunkline.json("users", "remove", made["user"], "-t", ORG, "--yes")["id"] == made["user"]
    assert trunkline.json("tenants", "remove", ORG, "--yes")["id"] == ORG

    assert trunkline("tenants", "show", ORG).code == 3
    for again in (("workspaces", "remove", made["workspace"]), ("users", "remove", made["user"])):
        assert trunkline(*again, "-t", ORG, "--yes").code == 3


def test_a_workspace_with_a_number_or_a_well_phone_stays(
    trunkline: Trunkline, made: dict[str, str], gateway: Gateway
) -> None:
    token = _token(trunkline, made)
    api = WorkspaceApi(gateway, made["workspace"], token["token"])
    number = api.created()
    well = WellApi(gateway, token["token"])
    phone = well.created(a_document())

    refused = trunkline("workspaces", "remove", "Support", "-t", ORG, "--yes")
    assert refused.code == 4
    assert all(what in refused.err for what in ("phone numbers", "Well phones", "active tokens"))
    assert api.archive(number["id"]).status == 200
    assert "phone numbers," not in trunkline("workspaces", "remove", "Support", "-t", ORG, "--yes").err
    assert well.delete(phone["id"]).status == 204
    trunkline.json("tokens", "revoke", token["id"], "-t", ORG, "--yes")

    assert trunkline("workspaces", "remove", "Support", "-t", ORG, "--yes").code == 0


def test_a_user_with_a_key_stays(trunkline: Trunkline, made: dict[str, str]) -> None:
    key = trunkline.json("api-keys", "create", "quo", "-t", ORG, "--user", made["user"])

    assert trunkline("users", "remove", made["user"], "-t", ORG, "--yes").code == 4
    trunkline.json("api-keys", "revoke", key["id"], "-t", ORG, "--yes")
    assert trunkline("users", "remove", made["user"], "-t", ORG, "--yes").code == 0


def test_whatever_a_tenant_has_keeps_it(
    trunkline: Trunkline, acme: Tenant, gateway: Gateway, organization: str
) -> None:
    ZuduApi(gateway, acme.zudu["key"], acme.zudu["secret"]).created()
    # Contacts are in two shards; whichever these are in, they are found.
    quo = QuoApi(gateway, acme.quo_key)
    quo.created()
    trunkline.json("custom-fields", "define", "tier", "-t", organization, "--name", "Tier", "--type", "string")

    refused = trunkline("tenants", "remove", organization, "--yes")

    for what in ("workspaces", "users", "provider phones", "Zudu numbers", "custom fields", "contacts", "active"):
        assert what in refused.err
    assert trunkline("tenants", "show", organization).code == 0


def test_an_account_stays_while_it_has_numbers_and_names_them(
    trunkline: Trunkline, made: dict[str, str], carriers_of: Any, store: Table
) -> None:
    carriers_of(AccountPlan("initech", "twilio", ACCOUNT, SECRET, ("+14155550001",)))
    named = ("-t", ORG, "--carrier", "twilio", "--account", ACCOUNT)
    trunkline.json("carriers", "add", *named, typed=SECRET + "\n")
    trunkline.json("provider-phones", "import", *named)

    refused = trunkline("carriers", "remove", *named, "--yes")

    assert refused.code == 4
    assert "+14155550001" in refused.err
    assert [each["accountId"] for each in trunkline.json("carriers", "list", "-t", ORG)] == [ACCOUNT]


def test_an_account_without_numbers_goes_with_its_secret(
    trunkline: Trunkline, made: dict[str, str], carriers_of: Any, store: Table
) -> None:
    carriers_of(AccountPlan("initech", "twilio", ACCOUNT, SECRET, ()))
    named = ("-t", ORG, "--carrier", "twilio", "--account", ACCOUNT)
    trunkline.json("carriers", "add", *named, typed=SECRET + "\n")
    other = a_provider_phone(
        organization_id=ORG,
        uuid=provider_phone_uuid(ORG, "+14155550002"),  # type: ignore[arg-type]
        phone_number="+14155550002",
        provider=Carrier.TWILIO,
        account_id="AC" + "2" * 32,
    )
    assert PhoneNumberTable(store).add_provider_phone(other)

    assert trunkline.json("carriers", "remove", *named, "--yes")["id"] == ACCOUNT

    assert trunkline.json("carriers", "list", "-t", ORG) == []
    assert trunkline("carriers", "remove", *named, "--yes").code == 3


def test_a_rotated_token_may_do_the_same_and_the_old_one_ends_when_it_was_told_to(
    trunkline: Trunkline, made: dict[str, str], gateway: Gateway
) -> None:
    token = _token(trunkline, made)

    assert trunkline("tokens", "rotate", token["id"], "-t", ORG).code == 2  # nobody has agreed
    rotated = trunkline.json("tokens", "rotate", token["id"], "-t", ORG, "--yes", "--old-ends", "2h")
    again = trunkline.json("tokens", "rotate", rotated["id"], "-t", ORG, "--yes", "--old-ends", "now")

    listed = {each["id"]: each for each in trunkline.json("tokens", "list", "-t", ORG)}
    assert (rotated["scopes"], rotated["workspaces"]) == (token["scopes"], token["workspaces"])
    assert listed[token["id"]]["status"] == "active"
    assert listed[token["id"]]["expiresAt"] == rotated["replaces"]["expiresAt"] is not None
    assert listed[rotated["id"]]["status"] == "revoked"
    assert WorkspaceApi(gateway, made["workspace"], again["token"]).list().status == 200
    assert WorkspaceApi(gateway, made["workspace"], rotated["token"]).list().status == 401
    assert trunkline("tokens", "rotate", rotated["id"], "-t", ORG, "--yes").code == 4
    assert token["token"] not in json.dumps(listed)
