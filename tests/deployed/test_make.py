"""`make deploy` and `make destroy` as docs/deploy.md tells to type them, with the running local stack for AWS."""

import io
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest
import requests

from tests.support.documents import Document
from tests.support.template import ROOT, nested_stacks, template
from tools.parameters import VARIABLE
from tools.stack.client import load_stack
from tools.transform import transformed

# Their names change with what they hold.
_NAMED_BY_CONTENT = {"AWS::Lambda::Version", "AWS::Lambda::LayerVersion"}
# It takes neither of the first two from a template, and the host name of its API is no real one.
_BEYOND_THE_EMULATOR = {"point-in-time recovery", "time to live", "webhook address"}
_DATA = {"Table", "RecordingsBucket"}

Make = Callable[..., str]


@pytest.fixture(scope="module")
def account() -> dict[str, str]:
    """The environment of somebody whose AWS is the running local stack."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("AWS_")},
        "AWS_ENDPOINT_URL": load_stack()["aws"]["endpoint_url"],
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }


@pytest.fixture(scope="module")
def make(account: dict[str, str]) -> Make:
    """Types a make command and what it asks for; says what it printed."""

    def run(*arguments: str, answer: str = "", succeeds: bool = True) -> str:
        # Not as a part of the make that runs the tests.
        environment = {
            name: value for name, value in account.items() if name not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")
        }
        done = subprocess.run(
            ["make", *arguments], cwd=ROOT, env=environment, input=answer, capture_output=True, text=True, check=False
        )
        assert (done.returncode == 0) is succeeds, done.stdout[-3000:] + done.stderr[-3000:]
        return done.stdout + done.stderr

    return run


@pytest.fixture(scope="module")
def aws(account: dict[str, str]) -> Iterator[Callable[[str], Any]]:
    """Clients of that account, in which nothing is left of the two stacks: neither of another run, nor of this one."""

    def client(service: str) -> Any:
        return boto3.client(
            service,
            region_name="us-east-1",
            endpoint_url=account["AWS_ENDPOINT_URL"],
            aws_access_key_id=account["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=account["AWS_SECRET_ACCESS_KEY"],
        )

    _clear(client)
    yield client
    _clear(client)


def _clear(aws: Callable[[str], Any]) -> None:
    dynamodb = aws("dynamodb")
    for stack in ("trunkline-dev", "trunkline-prod"):
        aws("cloudformation").delete_stack(StackName=stack)
        aws("cloudformation").get_waiter("stack_delete_complete").wait(StackName=stack)
        for table in dynamodb.list_tables()["TableNames"]:
            if table.startswith(f"{stack}-"):
                dynamodb.update_table(TableName=table, DeletionProtectionEnabled=False)
                dynamodb.delete_table(TableName=table)


def _deployed(aws: Callable[[str], Any], stack: str) -> dict[str, dict[str, str]]:
    """A stack's resources by their logical ids."""
    found = aws("cloudformation").describe_stack_resources(StackName=stack)["StackResources"]
    return {resource["LogicalResourceId"]: resource for resource in found}


def _is_there(aws: Callable[[str], Any], stack: str) -> bool:
    states = {"CREATE_COMPLETE", "UPDATE_COMPLETE"}
    return stack in {
        found["StackName"]
        for found in aws("cloudformation").describe_stacks()["Stacks"]
        if found["StackStatus"] in states
    }


def _left(aws: Callable[[str], Any], data: dict[str, str]) -> set[str]:
    """Which of a stack's table and bucket are still there."""
    present = {bucket["Name"] for bucket in aws("s3").list_buckets()["Buckets"]}
    present |= set(aws("dynamodb").list_tables()["TableNames"])
    return {name for name, physical in data.items() if physical in present}


def test_make_deploy_and_make_destroy(make: Make, aws: Callable[[str], Any], account: dict[str, str]) -> None:
    make("deploy")

    made = _deployed(aws, "trunkline-dev")
    expected = {
        name
        for name, resource in transformed((ROOT / "template.yaml").read_text())["Resources"].items()
        if resource["Type"] not in _NAMED_BY_CONTENT and "Condition" not in resource
    }
    assert not expected - set(made)
    for name, properties in nested_stacks().items():
        nested = _deployed(aws, made[name]["PhysicalResourceId"])
        assert nested.keys() == template(properties["TemplateURL"])["Resources"].keys()
    function = made["WorkspaceGetPhoneNumberFunction"]["PhysicalResourceId"]
    variables = aws("lambda").get_function_configuration(FunctionName=function)["Environment"]["Variables"]
    assert re.fullmatch("[0-9a-f]{12}", variables[VARIABLE])
    assert _has_bytecode(aws, made)
    _operate(account)

    # Once more, of what was built: unchanged, which is no failure, and with another parameter.
    before = _state(aws, made)
    make("-o", "build", "deploy")
    assert _state(aws, made) == before
    with _parameters("LogRetentionDays=14", "LogRetentionDays=30"):
        make("-o", "build", "deploy")
    after = _state(aws, made)
    assert (before.days, after.days) == (14, 30)
    assert after.version != before.version
    assert after.table == before.table

    data = {name: made[name]["PhysicalResourceId"] for name in _DATA}
    make("destroy", answer="yes\n", succeeds=False)
    assert _is_there(aws, "trunkline-dev")
    assert _left(aws, data) == _DATA
    make("destroy", answer="trunkline-dev\n")
    assert not _is_there(aws, "trunkline-dev")
    assert not _left(aws, data)


@dataclass(frozen=True)
class State:
    """What a deployment with other parameters changes, and what none does."""

    days: int
    version: str
    table: str


def _state(aws: Callable[[str], Any], made: dict[str, dict[str, str]]) -> State:
    physical = {name: resource["PhysicalResourceId"] for name, resource in made.items()}
    group = physical["FunctionsLogGroup"]
    (found,) = aws("logs").describe_log_groups(logGroupNamePrefix=group)["logGroups"]
    alias = aws("lambda").get_alias(FunctionName=physical["WorkspaceGetPhoneNumberFunction"], Name="live")
    table = aws("dynamodb").describe_table(TableName=physical["Table"])["Table"]
    return State(found["retentionInDays"], alias["FunctionVersion"], table["TableId"])


@contextmanager
def _parameters(old: str, new: str) -> Iterator[None]:
    """Within it samconfig.toml says something else, as after its owner has edited it."""
    file = ROOT / "samconfig.toml"
    before = file.read_text()
    assert old in before
    file.write_text(before.replace(old, new))
    try:
        yield
    finally:
        file.write_text(before)


def _operate(account: dict[str, str]) -> None:
    """Type what the page says to type next; the requests to the API are typed by tests/e2e."""
    (script,) = (script for script in Document(ROOT / "docs" / "deploy.md").scripts() if "tenants create" in script)
    names = {"WORKSPACE": "workspaces add", "USER_ID": "users add"}
    trunkline = f'trunkline() {{ "{sys.executable}" -m trunkline_cli "$@"; }}; '
    environment = account | {"AWS_DEFAULT_REGION": "us-east-1"}
    environment["PYTHONPATH"] = os.pathsep.join(str(ROOT / folder) for folder in ("tools/cli", "layers/trunkline"))
    ran = []
    for line in script.replace("\\\n", " ").splitlines():
        if not line.startswith("trunkline "):
            continue
        done = subprocess.run(
            ["bash", "-c", trunkline + line], env=environment, capture_output=True, text=True, check=False
        )
        if line.endswith(" doctor"):
            assert set(re.findall(r"^(.+)\tfail\t", done.stdout, re.MULTILINE)) <= _BEYOND_THE_EMULATOR, done.stdout
        else:
            assert done.returncode == 0, line + done.stdout + done.stderr
        for name, command in names.items():
            if command in line:
                environment[name] = re.findall(
                    r"\b(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{24})\b", done.stdout
                )[0]
        ran.append(line.split()[3])
    assert ran == ["tenants", "workspaces", "users", "tokens", "doctor"]


def _has_bytecode(aws: Callable[[str], Any], made: dict[str, dict[str, str]]) -> bool:
    """Whether the code layer holds what `make build` adds to what SAM builds."""
    (layer,) = (
        resource["PhysicalResourceId"]
        for name, resource in made.items()
        if resource["ResourceType"] == "AWS::Lambda::LayerVersion" and name.startswith("TrunklineLayer")
    )
    content = aws("lambda").get_layer_version_by_arn(Arn=layer)["Content"]
    archive = zipfile.ZipFile(io.BytesIO(requests.get(content["Location"], timeout=30).content))
    return any(Path(name).suffix == ".pyc" for name in archive.namelist())


def test_make_deploy_of_production_asks_and_make_destroy_leaves_its_data(make: Make, aws: Callable[[str], Any]) -> None:
    make("deploy", "STAGE=prod", answer="y\n")

    made = _deployed(aws, "trunkline-prod")
    data = {name: made[name]["PhysicalResourceId"] for name in _DATA}
    table = aws("dynamodb").describe_table(TableName=data["Table"])["Table"]
    assert table["DeletionProtectionEnabled"]
    said = make("destroy", "STAGE=prod", answer="trunkline-prod\n")

    assert not _is_there(aws, "trunkline-prod")
    assert _left(aws, data) == _DATA
    for name in data.values():
        assert re.search(rf"^  aws .*\b{name}\b", said, re.MULTILINE)
