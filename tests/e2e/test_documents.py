"""What the documents tell a reader to type, typed."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.e2e.conftest import LOCAL_STACK
from tests.support.documents import Document
from tests.support.template import ROOT


def _run(script: str, **environment: str) -> list[Any]:
    """The JSON documents that a script prints, one after the other."""
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", script],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert not done.stderr, done.stderr
    assert done.returncode == 0
    answers, rest = [], done.stdout.strip()
    while rest:
        answer, end = json.JSONDecoder().raw_decode(rest)
        answers.append(answer)
        rest = rest[end:].lstrip()
    return answers


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


def test_the_first_request_of_the_readme_creates_links_and_reads_a_number() -> None:
    (script,) = _scripts("README.md", "# create a number")

    created, linked, read = _run(script)

    assert created["phoneNumber"] == linked["phoneNumber"] == "+14155552671"
    assert linked["id"] == read["id"] == created["id"]
    assert linked["providerPhoneUuid"] == read["providerPhoneUuid"] is not None


def test_the_readme_has_a_request_for_each_of_the_other_dialects() -> None:
    (script,) = _scripts("README.md", "add-phone")

    weya, well, quo, zudu = _run(script)

    # A registration has no delete: from the second run on one data set on, it is there.
    assert weya["message"] in {"Phone number added successfully", "Phone number already exists for this user"}
    assert well["data"][0]["attributes"]["e164_number"] == "+14155552671"
    assert quo["data"]["defaultFields"]["firstName"] == "Ada"
    assert zudu["status"] == "success"


def test_the_requests_of_the_sandboxs_page_are_answered(sandbox: str) -> None:
    for script in _scripts("docs/carrier-sandbox.md", "$SANDBOX/"):
        for answer in _run(script, SANDBOX=sandbox):
            assert "message" not in answer, answer


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
