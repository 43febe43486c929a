"""One use of the containers: built functions, their variables, and a way to the local stack."""

import contextlib
import json
import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import botocore.session
from botocore.config import Config

from tools.sam_invoke import engine
from tools.sam_invoke.environment import deployed_environments, running_stack
from tools.sam_invoke.forwarder import forwarded
from tools.sam_invoke.images import with_layers
from tools.sam_invoke.plan import HOST, Case, SamInvokeError, event_of, ports, prepared, seen_from_a_container
from tools.stack.template import load_template

# Apart from what `make build` builds for AWS's processor: SAM forgets what it built before for another one.
_BUILD = Path(".aws-sam/local/build")
_CACHE = Path(".aws-sam/local/cache")
_START_SECONDS = 120.0
_ANSWER_SECONDS = 180


class Session:
    """Invokes functions in containers. Use it as ``with opened(...) as session``."""

    def __init__(self, stack: dict[str, Any], arguments: list[str], folder: Path) -> None:
        """Keep what every invocation needs."""
        self._stack = stack
        self._arguments = arguments
        self._folder = folder

    def event(self, case: Case) -> dict[str, Any]:
        """Return the event as it is sent."""
        return event_of(case, self._stack["tenants"])

    def invoke_once(self, case: Case) -> int:
        """Run one event with everything that SAM and the function say; return SAM's exit code."""
        file = self._folder / "event.json"
        file.write_text(json.dumps(self.event(case)))
        return engine.sam("local", "invoke", case.function, "--event", str(file), *self._arguments).wait()

    @contextlib.contextmanager
    def serving(self, log: Path) -> Iterator[Any]:
        """Provide a Lambda client whose functions run in containers that stay warm."""
        port = _free_port()
        warm = ["--warm-containers", "LAZY", "--port", str(port)]
        process = engine.sam("local", "start-lambda", *warm, *self._arguments, log=log)
        try:
            _wait_for(port, process, log)
            yield botocore.session.Session().create_client(
                "lambda",
                endpoint_url=f"http://127.0.0.1:{port}",
                region_name="us-east-1",
                aws_access_key_id="test",
                aws_secret_access_key="test",  # noqa: S106 - the emulator's fixed value guards nothing
                config=Config(retries={"total_max_attempts": 1}, read_timeout=_ANSWER_SECONDS, proxies={}),
            )
        finally:
            # SAM removes its containers when it is asked to stop.
            process.terminate()
            process.wait()


@contextlib.contextmanager
def opened(stack_file: Path) -> Iterator[Session]:
    """Build, collect the deployed functions' variables, and let containers reach the stack meanwhile.

    Raises:
        SamInvokeError: The stack, the engine or the SAM CLI is missing, or the build fails.
    """
    stack = running_stack(stack_file)
    address = engine.bridge_address()
    parameters = ["--parameter-overrides", f"Architecture={engine.architecture()}"]
    _build(parameters)
    template, layers = prepared(load_template(_BUILD / "template.yaml"))
    environments = deployed_environments(stack)
    with tempfile.TemporaryDirectory() as name, with_layers(_BUILD, layers.values()) as images:
        folder = Path(name)
        variables = folder / "variables.json"
        variables.write_text(json.dumps({key: seen_from_a_container(value) for key, value in environments.items()}))
        # The paths in it are those of the build.
        invoked = _BUILD / "invoke.json"
        invoked.write_text(json.dumps(template))
        arguments = ["--template", str(invoked), "--env-vars", str(variables), *parameters, "--skip-pull-image"]
        for function, stacked in layers.items():
            arguments += ["--invoke-image", f"{function}={images[stacked]}"]
        arguments += ["--add-host", f"{HOST}:{address}", "--region", stack["aws"]["region"]]
        with forwarded(address, ports(environments.values())):
            yield Session(stack, arguments, folder)


def _build(parameters: list[str]) -> None:
    """Build as `make build` does, for this machine's processor."""
    command = ["build", "--cached", "--build-dir", str(_BUILD), "--cache-dir", str(_CACHE), *parameters]
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "build.log"
        if engine.sam(*command, log=log).wait() != 0:
            message = f"sam build failed:\n{log.read_text()[-2000:]}"
            raise SamInvokeError(message)
    packaged = subprocess.run(
        [engine.PYTHON, "-m", "tools.package", str(_BUILD)], capture_output=True, text=True, check=False
    )
    if packaged.returncode != 0:
        message = f"tools.package refuses what sam build made:\n{packaged.stderr[-2000:]}"
        raise SamInvokeError(message)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _wait_for(port: int, process: "subprocess.Popen[Any]", log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        if process.poll() is not None:
            break
        time.sleep(0.2)
    message = f"sam local start-lambda did not start; see {log}{os.linesep}{log.read_text()[-1000:]}"
    raise SamInvokeError(message)
