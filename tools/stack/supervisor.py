"""Starts everything in order, watches it, and ends all of it together."""

import queue
import shutil
import signal
import sys
import tempfile
import time
import traceback
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from tools.stack.companions import companions
from tools.stack.console import Console
from tools.stack.deployment import Deployer, Deployment
from tools.stack.description import describe, greet, remove_description, write_description
from tools.stack.emulator.environment import emulator_environment
from tools.stack.errors import StackError
from tools.stack.lock import RunLock
from tools.stack.package import Package, build_package
from tools.stack.processes import Child, Command
from tools.stack.seeding import seed
from tools.stack.settings import DEFAULT_PORT, Settings

_START_SECONDS = 60.0
# Tests and load on one machine call faster than any client that the limit is for.
# And a developer's receiver of webhooks is on the same machine.
_LOCAL_PARAMETERS = {"CredentialRateLimit": "0", "ReceiversOnLoopback": "true"}
_WEBHOOK_PARAMETER = "WebhookBaseUrl"
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class _AskedToStopError(Exception):
    """A signal came."""


class Supervisor:
    """One run of the stack, from start to end."""

    def __init__(self, settings: Settings, console: Console, lock: RunLock) -> None:
        """Prepare a run with these settings, under a lock that was taken for it."""
        self._lock = lock
        self._settings = settings
        self._console = console
        self._children: list[Child] = []
        self._exits: queue.SimpleQueue[Child] = queue.SimpleQueue()

    def run(self) -> int:
        """Run until a signal comes or a part ends; return the exit code of the command."""
        self._lock.clear_leftovers()
        temporary = Path(tempfile.mkdtemp(prefix="stack-"))
        self._lock.record(temporary)
        for number in _SIGNALS:
            signal.signal(number, _raise_asked_to_stop)
        try:
            self._start(temporary)
            self._console.ready()
            self._watch()
        except _AskedToStopError:
            self._console.line("\nStopping.")
            return 0
        except StackError as error:
            self._console.error(str(error))
            return 1
        except Exception as error:  # noqa: BLE001 - a person gets one line, whatever it was
            crash = self._settings.logs / "crash.log"
            crash.write_text(traceback.format_exc())
            name = type(error).__name__
            self._console.error(f"The start failed unexpectedly ({name}); please report {crash}")
            return 1
        finally:
            self._end(temporary)

    def _start(self, temporary: Path) -> None:
        started = time.monotonic()
        settings = self._settings
        self._prepare_folders()
        emulator = self._spawn(self._emulator_command(temporary))
        beside = [self._spawn(make(settings, temporary)) for make in companions()]
        with self._console.step("Packaging the functions and layers (the first time pip installs theirs)"):
            package = build_package(settings.template, settings.cache)
        port = int(emulator.wait_ready(_START_SECONDS)["port"])
        self._tell_port(port)
        settings.port_file.write_text(str(port))
        endpoint_url = f"http://127.0.0.1:{port}"
        reports = [companion.wait_ready(_START_SECONDS) for companion in beside]

        parameters = _LOCAL_PARAMETERS | _merged(reports, "parameters") | settings.parameters
        with self._console.step("Deploying the template"):
            deployment = self._deploy(Deployer(endpoint_url, settings.stack_name), package, parameters)
        tenants: dict[str, Any] = {}
        if "TableName" in deployment.outputs:
            with self._console.step("Writing the demo data"):
                tenants = seed(settings, endpoint_url, deployment.outputs, package.layer_paths)
        description = describe(endpoint_url, package, deployment, tenants)
        description |= _merged(reports, "stack")
        write_description(settings, description)
        greet(self._console, settings, description, time.monotonic() - started)

    def _tell_port(self, port: int) -> None:
        file = self._settings.port_file
        wanted = self._settings.port or (int(file.read_text()) if file.is_file() else DEFAULT_PORT)
        if port != wanted:
            self._console.line(f"Port {wanted} is in use by another program: taking {port} (or say PORT=...).")

    def _deploy(self, deployer: Deployer, package: Package, parameters: dict[str, str]) -> Deployment:
        """Deploy, telling the functions where carriers reach the API; that is known once there is one."""
        known = {name: value for name, value in parameters.items() if name in package.template.get("Parameters", {})}
        if _WEBHOOK_PARAMETER not in package.template.get("Parameters", {}):
            return deployer.deploy(package, known)
        file = self._settings.api_urls_file
        before = file.read_text().split() if file.is_file() else []
        last = before[-1] if before else ""
        deployment = deployer.deploy(package, {_WEBHOOK_PARAMETER: last, **known})
        if deployment.api_url and deployment.api_url != last:
            urls = [*(url for url in before if url != deployment.api_url), deployment.api_url]
            file.write_text("\n".join(urls))
            deployment = deployer.deploy(package, {_WEBHOOK_PARAMETER: deployment.api_url, **known})
        return deployment

    def _watch(self) -> NoReturn:
        """Wait until any part ends, which none should."""
        raise StackError(self._exits.get().exit_reason())

    def _prepare_folders(self) -> None:
        settings = self._settings
        remove_description(settings)
        if settings.reset:
            shutil.rmtree(settings.data, ignore_errors=True)
        for folder in (settings.data, settings.cache, settings.logs):
            folder.mkdir(parents=True, exist_ok=True)
        # Secrets of the demo tenants are in the data, the layers' tests in the logs.
        settings.local.chmod(0o700)

    def _emulator_command(self, temporary: Path) -> Command:
        settings = self._settings
        arguments = [sys.executable, "-m", "tools.stack.emulator", "--port", str(settings.port)]
        last = settings.port_file.read_text().split() if settings.port_file.is_file() else []
        arguments += ["--preferred-ports", *last, str(DEFAULT_PORT)]
        if settings.also_bind:
            arguments += ["--also-bind", settings.also_bind]
        environment = emulator_environment(settings, temporary) | {"STACK_ALSO_BIND": settings.also_bind}
        return Command("emulator", arguments, environment, settings.logs / "emulator.log")

    def _spawn(self, command: Command) -> Child:
        child = Child(command, self._exits)
        self._children.append(child)
        return child

    def _end(self, temporary: Path) -> None:
        # A second Ctrl-C must not leave processes behind.
        for number in _SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        remove_description(self._settings)
        for child in reversed(self._children):
            child.end()
        shutil.rmtree(temporary, ignore_errors=True)
        self._lock.forget()


def _merged(reports: list[dict[str, Any]], member: str) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for report in reports:
        merged |= report.get(member, {})
    return merged


def _raise_asked_to_stop(_number: int, _frame: FrameType | None) -> NoReturn:
    raise _AskedToStopError
