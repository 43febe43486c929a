"""docs/sam.md typed as it is printed, without make, where Docker and the SAM CLI are there."""

import json
import os
import shlex
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import LOCAL_STACK
from tests.support.documents import Document
from tests.support.template import ROOT
from tools.sam_invoke import engine
from tools.sam_invoke.environment import deployed_environments, write_environment
from tools.sam_invoke.forwarder import forwarded
from tools.sam_invoke.plan import HOST, ports

pytestmark = pytest.mark.skipif(bool(engine.missing()), reason="Docker, the SAM CLI or Python 3.13 is missing")
PAGE = Document(ROOT / "docs" / "sam.md")
_SECONDS = 600


def _commands(beginning: str) -> list[str]:
    """Commands of the page that begin so, for this machine; the image is there, so it need not be pulled."""
    found = [line.replace("x86_64", engine.architecture()) for line in PAGE.commands() if line.startswith(beginning)]
    assert found
    way = f" --skip-pull-image --add-host {HOST}:{engine.bridge_address()}"
    return [command + way if " local " in command else command for command in found]


def _run(command: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        shlex.split(command),
        cwd=ROOT,
        env=engine.sam_environment(),
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
    )


def _invoked(command: str) -> Any:
    done = _run(command)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.strip().splitlines()[-1])


@pytest.fixture(scope="module")
def built() -> Iterator[None]:
    """What the page's ``sam build`` makes, and a way for containers to the stack that is running."""
    (command,) = _commands("sam build")
    built = _run(command)
    assert built.returncode == 0, built.stderr[-2000:]
    stack = json.loads(Path(LOCAL_STACK).read_text())
    address = write_environment(stack, ROOT / "events", ROOT / ".local" / "sam")
    # The stack of this suite answers to this machine's names only, as without BIND: containers get one of those.
    variables = ROOT / ".local" / "sam" / "env.json"
    variables.write_text(variables.read_text().replace(f"http://{address}:", f"http://{HOST}:"))
    with forwarded(address, ports(deployed_environments(stack).values())):
        yield


@pytest.mark.usefixtures("built")
def test_the_page_s_events_are_answered_as_their_names_promise() -> None:
    for command in _commands("sam local invoke"):
        promised = int(Path(shlex.split(command.partition("--event ")[2])[0]).name[:3])

        assert _invoked(command)["statusCode"] == promised, command


@pytest.mark.usefixtures("built")
def test_the_api_of_sam_answers_as_the_local_stack_does(tmp_path: Path) -> None:
    (command,) = _commands("sam local start-api")
    (request,) = _commands("curl ")
    with (
        (tmp_path / "api.log").open("w") as log,
        subprocess.Popen(shlex.split(command), cwd=ROOT, env=engine.sam_environment(), stdout=log, stderr=log) as api,
    ):
        try:
            answer, ends_at = "", time.monotonic() + _SECONDS
            while not answer and time.monotonic() < ends_at and api.poll() is None:
                script = f". .local/demo.sh\n{request}"
                answer = subprocess.run(
                    ["bash", "-c", script], cwd=ROOT, env=os.environ, capture_output=True, text=True, check=False
                ).stdout
                time.sleep(1)
        finally:
            api.terminate()

    assert isinstance(json.loads(answer), list), (tmp_path / "api.log").read_text()[-2000:]
