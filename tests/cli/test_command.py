"""The command as a whole: which stack it takes, how it ends, how fast it starts, what its page says."""

import json
import os
import re
import shlex
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer.main
from botocore.exceptions import ClientError, EndpointConnectionError, NoCredentialsError
from botocore.parsers import ResponseParserError
from trunkline.errors import UnavailableError
from trunkline_cli import exits, target
from trunkline_cli.app import app
from trunkline_cli.exits import ExitCode, explained
from typer.testing import CliRunner

from tests.cli.conftest import STACK, Trunkline
from tests.support.documents import Document, documents
from tests.support.template import ROOT

PAGE = ROOT / "docs" / "cli.md"
PATHS = os.pathsep.join(str(ROOT / path) for path in ("tools/cli", "layers/trunkline"))
# 390 on Python 3.11, nearly all of them the standard library and Typer.
MODULES_OF_HELP = 430


@cache
def _commands() -> dict[str, Any]:
    """Every command by its words, as Typer has it."""
    found = {}
    for name, group in typer.main.get_command(app).commands.items():  # type: ignore[attr-defined]
        if hasattr(group, "commands"):
            found.update({f"{name} {inner}": command for inner, command in group.commands.items()})
        else:
            found[name] = group
    return found


def _examples(*pages: Document) -> list[str]:
    """The commands of the pages' examples, without what comes before a pipe."""
    told = [line.split("| ")[-1] for page in pages for line in page.commands()]
    return [line for line in told if line.startswith("trunkline ") and "install" not in line]


def _words(example: str) -> list[str]:
    words = shlex.split(example)
    return words[words.index("trunkline") + 1 :]


def _command_of(words: list[str]) -> str:
    while words[0].startswith("--"):
        words = words[2:]
    return " ".join(words[:2]) if " ".join(words[:2]) in _commands() else words[0]


def test_the_page_has_every_command_and_no_other() -> None:
    headings = re.findall(r"^### `trunkline (.+)`$", PAGE.read_text(), flags=re.MULTILINE)

    assert sorted(headings) == sorted(_commands())
    assert {_command_of(_words(example)) for example in _examples(Document(PAGE))} == set(_commands())


@pytest.mark.parametrize("example", sorted(set(_examples(*documents()))))
def test_an_example_of_any_page_is_a_command_that_is_understood(example: str) -> None:
    words = _words(example)
    assert not words[0].startswith("--") or CliRunner().invoke(app, [*words, "--help"]).exit_code == 0
    while words[0].startswith("--"):
        words = words[2:]
    name = _command_of(words)
    command = _commands()[name]

    context = command.make_context(name, words[len(name.split()) :], resilient_parsing=False)

    assert context.command is command


def test_the_page_has_every_exit_code() -> None:
    rows = re.findall(r"^\| (\d) \|", PAGE.read_text(), flags=re.MULTILINE)

    assert [int(row) for row in rows] == list(ExitCode)
    assert all(str(int(code)) in CliRunner().invoke(app, ["--help"]).stdout for code in ExitCode)


def test_every_command_takes_json() -> None:
    for name, command in _commands().items():
        assert any("--json" in parameter.opts for parameter in command.params), name


def test_help_needs_neither_aws_nor_the_layer_and_few_modules() -> None:
    code = (
        "import sys; from trunkline_cli.app import app; app(['--help'], standalone_mode=False);"
        "print(sorted({'botocore', 'boto3', 'trunkline', 'requests', 'pydantic', 'phonenumbers'} & set(sys.modules)));"
        "print(len(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONPATH": PATHS}, capture_output=True, text=True, check=True
    )

    heavy, modules = done.stdout.splitlines()[-2:]
    assert heavy == "[]"
    # What Python and typer's help load, and a little; how long it takes depends on the machine.
    assert int(modules) < MODULES_OF_HELP


def _run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "trunkline_cli", *arguments],
        cwd=folder,
        env={"PYTHONPATH": PATHS, "HOME": str(folder), "AWS_EC2_METADATA_DISABLED": "true", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_a_stack_it_says_how_to_get_one(tmp_path: Path) -> None:
    ended = _run(tmp_path, "tenants", "list")

    assert ended.returncode == ExitCode.USAGE
    assert ended.stdout == ""
    assert ended.stderr.count("\n") == 1
    assert "make dev" in ended.stderr
    assert "--stack" in ended.stderr


@pytest.mark.parametrize("option", ["--region", "--profile"])
def test_a_region_or_profile_is_for_a_deployed_stack_not_for_the_local_one(tmp_path: Path, option: str) -> None:
    ended = _run(tmp_path, option, "eu-west-1", "tenants", "list")

    assert ended.returncode == ExitCode.USAGE
    assert option in ended.stderr


def test_without_credentials_it_says_what_to_check(tmp_path: Path) -> None:
    ended = _run(tmp_path, "--stack", "x", "--region", "us-east-1", "tenants", "list")

    assert ended.returncode == ExitCode.NO_AWS
    assert ended.stderr.count("\n") == 1
    assert "profile" in ended.stderr


def test_a_local_stack_is_found_from_a_folder_below_and_takes_nothing_of_the_operators_aws(
    tmp_path: Path,
) -> None:
    (tmp_path / ".local").mkdir()
    description = {"aws": {"endpoint_url": "http://127.0.0.1:9", "region": "us-east-1"}, "api_url": "http://x"}
    (tmp_path / ".local" / "stack.json").write_text(json.dumps(description))
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)

    ended = _run(below, "tenants", "list", AWS_PROFILE="missing", AWS_ENDPOINT_URL="https://example.test")

    assert ended.returncode == ExitCode.NO_AWS
    assert "127.0.0.1:9" in ended.stderr


def test_a_stack_that_is_not_there_or_not_ours_is_not_found(trunkline: Trunkline, aws: Any) -> None:
    import botocore.session  # noqa: PLC0415

    cloudformation: Any = botocore.session.get_session().create_client("cloudformation")
    template = {"Resources": {"Q": {"Type": "AWS::SQS::Queue"}}, "Outputs": {"Other": {"Value": "x"}}}
    cloudformation.create_stack(StackName="other", TemplateBody=json.dumps(template))

    for name in ("nowhere", "other"):
        ended = CliRunner().invoke(app, ["--stack", name, "tenants", "list"])
        assert ended.exit_code == ExitCode.NOT_FOUND
        assert name in ended.stderr


def test_the_stacks_own_parameters_reach_the_layer(trunkline: Trunkline) -> None:
    assert trunkline("tenants", "list").code == 0
    assert os.environ["POOL_IDLE_DAYS"] == "0"
    assert target.reach.__module__ == "trunkline_cli.target"


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (UnavailableError(), ExitCode.NO_AWS, "network"),
        (NoCredentialsError(), ExitCode.NO_AWS, "profile"),
        (EndpointConnectionError(endpoint_url="https://x"), ExitCode.NO_AWS, "network"),
        (ClientError({"Error": {"Code": "AccessDeniedException"}}, "Query"), ExitCode.NO_AWS, "Query"),
        (ClientError({"Error": {"Code": "ExpiredToken"}}, "Query"), ExitCode.NO_AWS, "clock"),
        (ClientError({"Error": {"Code": "ResourceNotFoundException"}}, "Query"), ExitCode.NO_AWS, "stack"),
        # A hotel's login page where AWS should be.
        (ResponseParserError("<html>secret"), ExitCode.NO_AWS, "network"),
        (OSError(28, "No space left on device"), ExitCode.FAILED, "No space left on device"),
        (KeyError("secret"), ExitCode.FAILED, "TRUNKLINE_DEBUG"),
    ],
)
def test_an_error_is_one_line_that_says_what_to_check(error: Exception, code: ExitCode, said: str) -> None:
    found, line = explained(error)

    assert found is code
    assert said in line
    assert "\n" not in line
    assert "secret" not in line


def test_a_fault_shows_its_trace_only_when_asked(trunkline: Trunkline, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> None:
        raise KeyError("here")

    monkeypatch.setattr("trunkline_cli.tenants.reach", broken)
    assert "Traceback" not in trunkline("tenants", "list").err
    assert trunkline("tenants", "list").code == 1
    monkeypatch.setenv("TRUNKLINE_DEBUG", "1")
    assert "Traceback" in trunkline("tenants", "list").err
    assert exits.ExitCode(1) is ExitCode.FAILED


def test_nothing_of_a_tenant_can_move_the_terminals_cursor(trunkline: Trunkline, aws: Any) -> None:
    item = {"pk": {"S": "ORG#evil"}, "sk": {"S": "ORG"}, "gsi1pk": {"S": "ORGS"}, "gsi1sk": {"S": "evil"}}
    for name, text in {
        "organization": "evil",
        "organization_name": "\x1b[2Jgone\tx\n",
        "cursor_key": "k",
        "created_at": "2026-01-01T00:00:00.000Z",
    }.items():
        item[name] = {"S": text}
    aws.put_item(TableName="trunkline-test", Item=item)

    listed = trunkline("tenants", "list").out

    assert "\x1b" not in listed
    assert len(listed.splitlines()) == 2
    assert STACK not in listed
