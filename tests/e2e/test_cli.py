"""The real command against the running local stack."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import botocore.session
import pytest
import requests
from botocore.config import Config

from tests.e2e.conftest import LOCAL_STACK
from tests.support.gateway import Gateway
from tests.support.lending import Lender
from tests.support.template import ROOT
from tests.support.workspaces import Tenant, WorkspaceApi, random_number

COMMAND = Path(sys.executable).with_name("trunkline")
ORG = "org_acme"


@pytest.fixture
def stack() -> dict[str, Any]:
    """The local stack, with nothing failing in its sandbox."""
    described: dict[str, Any] = json.loads(LOCAL_STACK.read_text())
    requests.delete(described["carriers"]["control_url"] + "/faults", timeout=5)
    return described


@pytest.fixture
def trunkline(stack: dict[str, Any]) -> Callable[..., subprocess.CompletedProcess[str]]:
    """The command as a shell runs it, in the repository's folder."""

    def run(*arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "TRUNKLINE_"))}
        return subprocess.run(
            [COMMAND, *arguments],
            cwd=ROOT,
            env=environment,
            input=typed,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def _json(ended: subprocess.CompletedProcess[str]) -> Any:
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


def _until(answer: Callable[[], bool], *, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not (found := answer()) and time.monotonic() < deadline:
        time.sleep(0.2)
    return found


def _item(stack: dict[str, Any], pk: str, sk: str) -> dict[str, Any]:
    client: Any = botocore.session.get_session().create_client(
        "dynamodb",
        endpoint_url=stack["aws"]["endpoint_url"],
        region_name=stack["aws"]["region"],
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(proxies={}),
    )
    key = {"pk": {"S": pk}, "sk": {"S": sk}}
    found: dict[str, Any] = client.get_item(TableName=stack["aws"]["table_name"], Key=key)["Item"]
    return found


def test_a_token_works_and_is_revoked(
    trunkline: Callable[..., Any], gateway: Gateway, acme: Tenant, stack: dict[str, Any]
) -> None:
    made = _json(
        trunkline(
            *("tokens", "create", "--tenant", ORG, "--user", acme.user_id, "--workspace", acme.workspace),
            *("--scope", "phones:write", "--name", "e2e", "--json"),
        )
    )
    created = WorkspaceApi(gateway, acme.workspace, made["token"]).create(phoneNumber=random_number())

    revoked = _json(trunkline("tokens", "revoke", made["id"], "--tenant", ORG, "--yes", "--json"))

    assert created.status == 201
    assert revoked["status"] == "revoked"
    item = _item(stack, f"CREDENTIAL#{made['id']}", "CREDENTIAL")
    assert item["revoked_at"]["S"] == revoked["revokedAt"]
    listed = trunkline("tokens", "list", "--tenant", ORG)
    assert made["id"] in listed.stdout
    assert made["token"].split("_", 2)[2] not in listed.stdout


@pytest.mark.parametrize("carrier", ["twilio", "plivo", "telnyx"])
def test_what_an_account_owns_is_imported_once(
    trunkline: Callable[..., Any], stack: dict[str, Any], carrier: str
) -> None:
    account = stack["tenants"]["globex"]["carriers"][carrier]
    named = ("--tenant", "org_globex", "--carrier", carrier, "--account", account["accSId"])
    key = ("--public-key", account["publicKey"]) if carrier == "telnyx" else ()
    # 4: a run before this one has stored it.
    assert trunkline("carriers", "add", *named, *key, typed=account["authToken"]).returncode in (0, 4)

    first = _json(trunkline("provider-phones", "import", *named, "--json"))
    second = _json(trunkline("provider-phones", "import", *named, "--json"))

    listed = _json(trunkline("provider-phones", "list", "--tenant", "org_globex", "--json"))
    of_account = {each["phoneNumber"] for each in listed if each["accountId"] == account["accSId"]}
    assert set(account["numbers"]) <= of_account
    assert (second["added"], second["connected"]) == (0, 0)
    assert second["found"] == first["found"] >= len(account["numbers"])


def test_an_archive_that_failed_is_done_again(
    trunkline: Callable[..., Any],
    api: WorkspaceApi,
    acme: Tenant,
    stack: dict[str, Any],
    lender: Lender,
) -> None:
    account = stack["tenants"]["acme"]["carriers"]["plivo"]
    named = ("--tenant", ORG, "--carrier", "plivo", "--account", account["accSId"])
    assert trunkline("carriers", "add", *named, typed=account["authToken"]).returncode in (0, 4)
    _json(trunkline("provider-phones", "import", *named, "--json"))
    free = _json(trunkline("provider-phones", "list", "--tenant", ORG, "--state", "free", "--state", "idle", "--json"))
    had = {number["phoneNumber"] for number in api.list().json()}
    phone = next(each for each in free if each["provider"] == "plivo" and each["phoneNumber"] not in had)
    number = api.created(providerPhoneUuid=phone["uuid"])
    control = stack["carriers"]["control_url"]
    fault = {"carrier": "plivo", "path": ".*", "status": 401, "times": 1000}
    requests.post(control + "/faults", json=fault, timeout=5).raise_for_status()
    api.archive(number["id"])
    failed = _until(lambda: api.get(number["id"]).json()["archiveStatus"] == "failed", seconds=90)
    requests.delete(control + "/faults", timeout=5)

    shown = _json(trunkline("archives", "show", str(number["id"]), "-w", acme.workspace, "--json"))
    listed = _json(trunkline("archives", "list", "--tenant", ORG, "--status", "failed", "--json"))
    retried = _json(trunkline("archives", "retry", str(number["id"]), "-w", acme.workspace, "--yes", "--json"))

    assert failed
    assert shown["status"] == "failed"
    assert shown["reason"]
    assert number["id"] in {each["id"] for each in listed}
    assert retried["status"] == "archived"
    assert api.get(number["id"]).json()["isArchived"] is True


def test_the_doctor_finds_nothing_that_fails(trunkline: Callable[..., Any]) -> None:
    ended = trunkline("doctor", "--json")

    findings = json.loads(ended.stdout)
    assert [each for each in findings if each["state"] == "fail"] == []
    assert ended.returncode == 0
    assert {"table", "key", "schedule", "webhook address", "clock"} <= {each["check"] for each in findings}


def test_an_error_is_a_line_and_an_exit_code(trunkline: Callable[..., Any]) -> None:
    ended = trunkline("tenants", "show", "org_nobody")

    assert (ended.returncode, ended.stdout) == (3, "")
    assert ended.stderr.startswith("Error: ")
    assert ended.stderr.count("\n") == 1
