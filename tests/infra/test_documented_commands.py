"""Every command that a document tells a reader to type is run by somebody, or says here why by nobody."""

import re
import shlex
from collections.abc import Iterable

import botocore.session
import pytest
from botocore import xform_name

from tests.support.documents import Document, documents
from tests.support.template import ROOT

PAGES = list(documents())
_PROGRAMS = r"make|aws|sam|curl|trunkline|(?:\.venv[\w-]*/bin/)?python3?|pipx?|uv|git|docker"
_COMMAND = re.compile(rf"(?:^|\| |\$\(|&& |; )((?:{_PROGRAMS}) [^|)]*)")
# By how they begin: the file that runs them, and the words in it that do.
_RUN_BY = {
    "make deploy STAGE=prod": ("tests/deployed/test_make.py", 'make("deploy", "STAGE=prod"'),
    "make deploy": ("tests/deployed/test_make.py", 'make("deploy")'),
    "make destroy": ("tests/deployed/test_make.py", 'make("destroy"'),
    # A part of make deploy.
    "make build": ("Makefile", "\ndeploy: build "),
    "sam build": ("Makefile", "\n\tsam build\n"),
    "sam deploy": ("Makefile", "\n\tsam deploy "),
    # Parts of make check, which compares what they would write.
    "make openapi": ("Makefile", "-m tools.openapi --check"),
    "make schemas": ("Makefile", "-m tools.core_schemas --check"),
    "make docs": ("tests/infra/test_site.py", '"build", "--clean", "--strict"'),
    "make format": ("Makefile", "ruff format --check"),
    "sam validate --lint": (".ci/run", "sam validate --lint"),
    "make logs": ("tests/stack/test_functions.py", 'toy.run("logs", "echo")'),
    "make status": ("tests/stack/test_lifecycle.py", 'own_toy.run("status")'),
    "sam local": ("tests/e2e/test_plain_sam.py", '_commands("sam local'),
    "make sam-env": ("tests/e2e/test_plain_sam.py", "write_environment(stack"),
    "python3 -m venv .venv-client": ("Makefile", ".venv-client/.installed: requirements/client.txt"),
    "make call": ("tests/e2e/test_documents.py", '"## Five minutes: a number that rings"'),
    "make text": ("tests/e2e/test_documents.py", '"## Five minutes: a number that rings"'),
    "python -m tools.sandbox": ("tests/sandbox/test_control.py", '"-m", "tools.sandbox"'),
    "make new-endpoint": ("tests/infra/test_new_endpoint.py", "from tools.new_endpoint import DIALECTS, write"),
    # What they write is compared with what is there.
    "make costs": ("tests/bench/test_costs.py", "costs.current()"),
    "python3 -c": ("tests/e2e/test_documents.py", '"## Five minutes: a number that rings"'),
}
# Pages whose scripts tests/e2e/test_documents.py types, by words of the scripts.
_TYPED = {
    "README.md": "## Five minutes: a number that rings",
    "docs/tutorial.md": '"## Walk through it"',
    "docs/carrier-sandbox.md": "$SANDBOX/",
    "docs/deploy.md": "$API_URL",
    "docs/sam.md": "docs/sam.md",
}
_TYPED |= {f"docs/migrating/{page.stem}.md": "docs/migrating" for page in (ROOT / "docs" / "migrating").iterdir()}
_RUN_BY_NOBODY = {
    "pipx install .": "writes into the reader's home; tests/cli runs what it installs, from the sources",
    "trunkline --install-completion": "changes the reader's shell; it is Typer's",
    "make lock": "asks the package index; every environment is installed from what it wrote",
    "python -m tools.vendor": "asks npm; tests/reference holds the files to what it recorded of them",
    "make record": "overwrites the recorded run with that of whoever types it; tests/bench runs its parts",
    "make mutants": "takes a processor for an hour; tests/infra/test_mutants.py holds what it excuses to the code",
    "aws ": "needs an AWS account; below it is read as the AWS command line would read it",
}


def _commands(page: Document) -> set[str]:
    told = [line for line in page.commands() if "──" not in line]
    return {found.strip() for line in [*told, *page.code_spans()] for found in _COMMAND.findall(line)}


EVERY = sorted({(page.name, command) for page in PAGES for command in _commands(page)})


@pytest.mark.parametrize(("page", "command"), EVERY)
def test_somebody_runs_what_a_reader_is_told_to_type(page: str, command: str) -> None:
    if _longest(command, _RUN_BY_NOBODY):
        return
    if known := _longest(command, _RUN_BY):
        file, words = _RUN_BY[known]
        assert words in (ROOT / file).read_text()
    elif command.startswith("make "):
        assert _target(command) in _targets_of_ci(), command
    elif command.startswith("curl "):
        assert any(command[:40] in _joined(script) for script in _scripts(page)), command
        typists = ("test_documents.py", "test_plain_sam.py")
        assert any(_TYPED[page] in (ROOT / "tests" / "e2e" / name).read_text() for name in typists)
    else:
        # tests/cli/test_command.py takes those of all pages, and tests/cli runs each of its commands.
        assert command.startswith("trunkline "), command


def test_nothing_is_excused_that_no_document_has() -> None:
    for excuse in (*_RUN_BY_NOBODY, *_RUN_BY):
        assert any(command.startswith(excuse) for _, command in EVERY), excuse


def _longest(command: str, beginnings: Iterable[str]) -> str | None:
    return max((each for each in beginnings if command.startswith(each)), key=len, default=None)


def _scripts(page: str) -> list[str]:
    return Document(ROOT / page).scripts()


def _joined(script: str) -> str:
    return script.replace("\\\n", " ")


def _target(command: str) -> str:
    return next(word for word in command.split()[1:] if "=" not in word)


def _targets_of_ci() -> set[str]:
    """Everything that .ci/run makes."""
    lines = (line.strip() for line in (ROOT / ".ci" / "run").read_text().splitlines())
    said = [line for line in lines if re.match(r"([A-Z]+=\S+ |timeout \d+ )*make |others\+?=|trap ", line)]
    return {word for line in said for word in re.findall(r"[a-z][a-z0-9-]+", line)}


@pytest.mark.parametrize("command", sorted({command for _, command in EVERY if command.startswith("aws ")}))
def test_a_command_of_aws_names_an_operation_and_options_that_there_are(command: str) -> None:
    _, service, operation, *words = shlex.split(command)
    model = botocore.session.get_session().get_service_model({"deploy": "codedeploy"}.get(service, service))
    operations = {xform_name(name, "-"): name for name in model.operation_names}
    taken = model.operation_model(operations[operation]).input_shape
    assert taken is not None
    # The AWS command line calls this one by a longer name than the API.
    known = {xform_name(name, "-") for name in taken.members} | {"query", "output", "notification-endpoint"}

    assert {word[2:] for word in words if word.startswith("--")} <= known
