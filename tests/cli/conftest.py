"""The command line in process, against a stack that CloudFormation (moto) describes."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import botocore.session
import pytest
import typer.main
import typer.testing
from trunkline.settings import settings
from trunkline_cli.app import app
from typer.testing import CliRunner

from tests.support.tables import TABLE_NAME
from tests.support.workspaces import Tenant
from tools.sandbox import Sandbox, start
from tools.sandbox.courier import Reply
from tools.sandbox.tenants import AccountPlan, default_plans

# Typer makes all seventy commands anew for each that is run: 40 ms.
typer.testing._get_command = cache(typer.main.get_command)  # type: ignore[attr-defined]

STACK = "trunkline-test"
DEAD_LETTERS = ("CleanupDeadLetters", "ReferenceDeadLetters", "WebhookEventsDeadLetters")
# A queue stands for the function, too: moto would want its code.
OTHERS = ("WebhookEventsQueue", "ReferencesOnEventFunction")


@dataclass
class Result:
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Trunkline:
    """Runs commands. Standard input is no terminal."""

    def __call__(self, *arguments: str, typed: str | None = None) -> Result:
        ended = CliRunner().invoke(app, ["--stack", STACK, *arguments], input=typed)
        return Result(ended.exit_code, ended.stdout, ended.stderr)

    def json(self, *arguments: str, typed: str | None = None) -> Any:
        """What a command that works prints as JSON."""
        result = self(*arguments, "--json", typed=typed)
        assert result.code == 0, result.err
        return result.json


@pytest.fixture
def trunkline(aws: Any, monkeypatch: pytest.MonkeyPatch) -> Trunkline:
    """The command, and a stack with the table of the other tests, a key and two queues."""
    session: Any = botocore.session.get_session()
    key = session.create_client("kms").create_key()["KeyMetadata"]["Arn"]
    template = {
        "Parameters": {"PoolIdleDays": {"Type": "Number", "Default": 0}},
        "Resources": {name: {"Type": "AWS::SQS::Queue", "Properties": {}} for name in (*DEAD_LETTERS, *OTHERS)},
        "Outputs": {
            name: {"Value": value}
            for name, value in {
                "TableName": TABLE_NAME,
                "StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:archive",
                "SecretsKeyArn": key,
                "EventBusName": "default",
                "ApiUrl": "http://127.0.0.1:9",
            }.items()
        },
    }
    session.create_client("cloudformation").create_stack(StackName=STACK, TemplateBody=json.dumps(template))
    # What commands put into the environment is taken out again.
    for variable in ("SECRETS_KEY_ID", "POOL_IDLE_DAYS", "POWERTOOLS_LOG_LEVEL", "TRUNKLINE_STACK", "TRUNKLINE_TENANT"):
        monkeypatch.setenv(variable, "")
        monkeypatch.delenv(variable)
    monkeypatch.setenv("SECRETS_KEY_ID", key)
    settings.cache_clear()
    return Trunkline()


@pytest.fixture
def carriers_of(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Sandbox]]:
    """Starts the carrier sandbox, with accounts that own the given numbers, or with those of the demo tenants."""
    running: list[Sandbox] = []

    def begin(*plans: AccountPlan) -> Sandbox:
        sandbox = start(send=lambda _: Reply(200, "", ""), seed=1, patience_seconds=0.0, plans=plans or default_plans())
        running.append(sandbox)
        for carrier, url in sandbox.base_urls.items():
            monkeypatch.setenv(f"CARRIER_BASE_URL_{carrier.upper()}", url)
        return sandbox

    yield begin
    for sandbox in running:
        sandbox.close()


@pytest.fixture
def organization(acme: Tenant) -> str:
    """The id of a tenant that has workspaces, users, credentials and provider phones."""
    return "org_acme"
