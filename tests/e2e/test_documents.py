"""What the documents tell a reader to type, typed."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.e2e.conftest import LOCAL_STACK
from tests.support.documents import Document
from tests.support.template import ROOT

README_ANSWERS = 7
TUTORIAL_ANSWERS = 10
_VARYING = {"id", "uuid"}


def assert_printed(printed: str, said: str, step: str) -> None:
    """That an answer holds what a document shows of it; of ids and times that there is one."""
    try:
        shown = json.loads(printed)
    except ValueError:
        assert said == printed, step
        return
    _assert_holds(json.loads(said), shown, step)


def _assert_holds(said: Any, shown: Any, where: str) -> None:
    if isinstance(shown, dict):
        for name, value in shown.items():
            assert name in said, f"{where}: {name}"
            if name in _VARYING and not isinstance(value, str | None):
                assert type(said[name]) is type(value), where
            else:
                _assert_holds(said[name], value, f"{where}: {name}")
    elif isinstance(shown, list):
        # The newest first: older ones of an earlier run may follow.
        assert len(said) >= len(shown), where
        for one, other in zip(said, shown, strict=False):
            _assert_holds(one, other, where)
    else:
        assert said == shown, where


def _run(script: str, *, told: str = "", **environment: str) -> list[Any]:
    """The JSON documents that a script prints, one after the other; ``told`` is what curl may say of errors."""
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", script],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stderr in ("", told), done.stderr
    assert done.returncode == 0
    answers, rest = [], done.stdout.strip()
    while rest:
        answer, end = json.JSONDecoder().raw_decode(rest)
        answers.append(answer)
        rest = rest[end:].lstrip()
    return answers


def _typed_into_one_shell(scripts: list[str]) -> tuple[list[str], str]:
    """What each script prints, and what all of them say of errors."""
    separator = "--- what the next step prints ---"
    script = f"\necho '{separator}'\n".join(scripts)
    # A make that is called by another says which folders it enters and leaves.
    environment = {
        name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")
    }
    done = subprocess.run(
        ["bash", "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    return done.stdout.split(separator + "\n"), done.stderr


def _scripts(page: str, containing: str) -> list[str]:
    found = [script for script in Document(ROOT / page).scripts() if containing in script]
    assert found, f"{page} has no script with {containing!r}"
    return found


@pytest.fixture
def sandbox() -> Iterator[str]:
    """The control URL of the local stack's carrier sandbox, without faults afterwards."""
    url: str = json.loads(Path(LOCAL_STACK).read_text())["carriers"]["control_url"]
    yield url
    requests.delete(f"{url}/faults", timeout=10)


@pytest.mark.usefixtures("documents_numbers_are_free")
def test_the_readme_s_five_minutes_go_as_printed_and_can_be_repeated() -> None:
    """Every command is typed into one shell, and what it prints is what stands beside it."""
    steps = Document(ROOT / "README.md").steps("## Five minutes: a number that rings")
    # The stack of this suite runs already.
    typed = [(script, printed) for script, printed in steps if not script.startswith("make dev")]
    assert sum(printed is not None for _, printed in typed) == README_ANSWERS

    for _ in range(2):
        said, errors = _typed_into_one_shell([script for script, _ in typed])
        for (step, printed), answer in zip(typed, said, strict=True):
            if printed is not None:
                assert_printed(printed, answer, step)
        # The refused archive, and nothing else.
        assert errors.count("\n") == errors.count("error: 409") == 1, errors


@pytest.mark.usefixtures("documents_numbers_are_free")
def test_the_tutorial_goes_as_printed_and_can_be_repeated() -> None:
    steps = Document(ROOT / "docs" / "tutorial.md").steps("## Walk through it")
    assert sum(printed is not None for _, printed in steps) == TUTORIAL_ANSWERS

    for _ in range(2):
        said, errors = _typed_into_one_shell([script for script, _ in steps])
        is_registered = "already exists for this user" in said[1]
        for (step, printed), answer in zip(steps, said, strict=True):
            if printed is not None and not (is_registered and "add-phone" in step):
                assert_printed(printed, answer, step)
        # The refused archive, and in a repetition the registration that is there.
        assert errors.count("error: 409") == 1, errors
        assert errors.count("error: 400") == errors.count("\n") - 1 == int(is_registered), errors
    assert is_registered
    assert re.search(r"^WEBHOOKS\s+detached$", said[-1], re.MULTILINE), said[-1]


@pytest.mark.usefixtures("documents_numbers_are_free")
def test_the_readme_has_a_request_for_each_of_the_other_dialects() -> None:
    (script,) = _scripts("README.md", "add-phone")

    # A registration has no delete: from the second run on one data set on, it is there.
    weya, well, quo, zudu = _run(script, told="curl: (22) The requested URL returned error: 400\n")

    assert weya["message"] in {"Phone number added successfully", "Phone number already exists for this user"}
    assert well["data"][0]["attributes"]["e164_number"] == "+14155552671"
    assert quo["data"]["defaultFields"]["firstName"] == "Ada"
    assert zudu["status"] == "success"


def test_the_requests_of_the_sandboxs_page_are_answered(sandbox: str) -> None:
    account = next(
        each for each in requests.get(f"{sandbox}/state", timeout=10).json()["accounts"] if each["tenant"] == "acme"
    )
    for script in _scripts("docs/carrier-sandbox.md", "$SANDBOX/"):
        for answer in _run(script.replace("PN...", _id_of(account, "+14155552672")), SANDBOX=sandbox):
            assert "message" not in answer, answer


def _id_of(account: dict[str, Any], number: str) -> str:
    """The carrier's id of a number that no other test registers: this one points its calls elsewhere."""
    found: str = next(each["sid"] for each in account["numbers"].values() if each["phone_number"] == number)
    return found


@pytest.mark.usefixtures("documents_numbers_are_free")
@pytest.mark.parametrize("page", sorted(page.name for page in (ROOT / "docs" / "migrating").iterdir()))
def test_the_request_of_a_migration_guide_is_answered_as_the_guide_says(page: str) -> None:
    (script,) = _scripts(f"docs/migrating/{page}", "curl ")

    done = subprocess.run(
        ["bash", "-c", f". .local/demo.sh\n{script}"], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )

    json.loads(done.stdout)
    # From the second run on one data set on, some of it is there.
    assert done.returncode == 0 or "already" in done.stdout, done.stdout


def test_the_first_requests_to_a_deployment_are_refused_without_a_token_and_answered_with_one() -> None:
    stack = json.loads(Path(LOCAL_STACK).read_text())
    lines = [line for script in _scripts("docs/deploy.md", "$API_URL") for line in script.splitlines()]
    refused, answered = (line for line in lines if line.startswith("curl "))

    # Status line and headers come before the body.
    assert (
        subprocess.check_output(
            ["bash", "-c", refused],
            env={**os.environ, "API_URL": stack["api_url"]},
            text=True,
            stderr=subprocess.DEVNULL,
        ).split()[1]
        == "401"
    )
    (page,) = _run(answered, API_URL=stack["api_url"], TOKEN=stack["tenants"]["acme"]["tokens"]["read"])
    assert page.keys() == {"data", "meta", "links"}
