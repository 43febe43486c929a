"""A local stack of a test's own: the real template on a folder of its own, which may be killed."""

import json
import os
import random
import shutil
import signal
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.support.template import ROOT
from tools.stack.client import load_stack

_PYTHON = ROOT / ".venv-stack" / "bin" / "python"
_CODE = ("template.yaml", "alarms.yaml", "functions", "layers", "statemachines")
# What was installed and built before; by its content, so that it fits or is not used.
_BUILT = ("requirements", "layers", "unpacked")
_START_SECONDS = 240
_LAST_OF_LOG = 3_000
_PORTS = range(20_000, 32_000)


def _free_port() -> int:
    """A port that nobody has, and that is given to no connection going out."""
    for port in random.sample(_PORTS, len(_PORTS)):
        with socket.socket() as taken:
            if taken.connect_ex(("127.0.0.1", port)):
                return port
    raise AssertionError("no port is free")


class OwnStack:
    """Starts with empty data; ``kill`` leaves what a power failure leaves, and ``up`` goes on with that."""

    def __init__(self, root: Path, **environment: str) -> None:
        self.root = root
        self._environment = environment
        # Not the one that every stack prefers: while this one is down another would take it.
        self._port = _free_port()
        for name in _CODE:
            (root / name).symlink_to(ROOT / name)
        cache = root / ".local" / "cache"
        for name in _BUILT:
            built = ROOT / ".local" / "cache" / name
            if built.is_dir():
                shutil.copytree(built, cache / name, copy_function=os.link)

    @property
    def described(self) -> dict[str, Any]:
        return load_stack(self.root / ".local" / "stack.json")

    def up(self) -> None:
        assert _PYTHON.exists(), "the stack's Python is not installed: run make stack-test or make dev once"
        self._run("up", "--detach", "--port", str(self._port))

    def stop(self) -> None:
        self._run("stop")

    def supervisor(self) -> int:
        """The process that has started all others."""
        return int(json.loads((self.root / ".local" / "stack.lock").read_text())["pid"])

    def kill(self) -> None:
        """End every process at once, without a word: supervisor, emulator with its workers, carrier sandbox."""
        supervisor = self.supervisor()
        children = Path(f"/proc/{supervisor}/task/{supervisor}/children").read_text().split()
        # Each child leads a group of its own, and so does the supervisor.
        for leader in (supervisor, *map(int, children)):
            with suppress(ProcessLookupError):
                os.killpg(leader, signal.SIGKILL)

    def wait_for_snapshot(self) -> None:
        """Until the emulator has saved a state that it began to save after this call."""
        saved = self.root / ".local" / "data" / "state"
        for _ in range(2):  # the first may have been begun before
            seen, deadline = time.time_ns(), time.monotonic() + 30
            while not all(self._is_newer(saved / name, seen) for name in ("dynamodb.json", "lambda.json")):
                assert time.monotonic() < deadline, "no snapshot was saved"
                time.sleep(0.05)

    @staticmethod
    def _is_newer(file: Path, moment: int) -> bool:
        return file.exists() and file.stat().st_mtime_ns > moment

    def _run(self, *arguments: str) -> None:
        finished = subprocess.run(
            [str(_PYTHON), "-m", "tools.stack", *arguments, "--root", str(self.root)],
            env=os.environ | self._environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=_START_SECONDS,
            check=False,
        )
        assert finished.returncode == 0, finished.stdout + finished.stderr + self.last_words()

    def last_words(self) -> str:
        """The ends of its programs' logs, which go with its folder."""
        logs = sorted((self.root / ".local" / "logs").glob("*.log"))
        return "\n".join(f"{log.name}: {log.read_text(errors='replace')[-_LAST_OF_LOG:]}" for log in logs)
