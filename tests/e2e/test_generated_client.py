"""docs/clients.md typed: a client is generated from the document and runs a number's whole life."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.e2e.conftest import LOCAL_STACK
from tests.support.template import ROOT

PAGE = (ROOT / "docs" / "clients.md").read_text()
TOOLS = ROOT / ".venv-client" / "bin"

pytestmark = pytest.mark.skipif(not TOOLS.is_dir(), reason="make e2e makes the generator's environment")


def _block(language: str) -> str:
    (found,) = re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    return str(found)


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The client that the page's command generates, without a warning."""
    folder = tmp_path_factory.mktemp("client")
    (command,) = [line for line in _block("sh").splitlines() if "generate" in line]
    done = subprocess.run(
        ["bash", "-c", command.replace(".local/client", str(folder))],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "WARNING" not in done.stdout.upper(), done.stdout
    return folder


@pytest.mark.usefixtures("documents_numbers_are_free")
def test_a_generated_client_runs_a_number_s_whole_life_as_printed(generated: Path) -> None:
    stack = json.loads(Path(LOCAL_STACK).read_text())
    acme = stack["tenants"]["acme"]
    known = {"API": stack["api_url"], "WORKSPACE": acme["workspaceUuid"], "TOKEN": acme["tokens"]["admin"]}

    done = subprocess.run(
        [str(TOOLS / "python"), "-c", _block("python")],
        cwd=ROOT,
        env={**os.environ, **known, "PYTHONPATH": str(generated)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert done.stderr == ""
    assert done.stdout == _block("text")
