"""A toy application on a stack of its own, driven through the real command."""

import http.client
import json
import os
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tools.stack.aws import client
from tools.stack.client import load_stack

REPOSITORY = Path(__file__).resolve().parents[2]
TOY_APP = Path(__file__).parent / "toy_app"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def request(url: str, method: str = "GET", body: str = "", headers: dict[str, str] | None = None) -> Answer:
    parts = urlsplit(url)
    assert parts.hostname is not None
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=40)
    try:
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        connection.request(method, target, body.encode() or None, headers or {})
        response = connection.getresponse()
        lowered = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, lowered, response.read())
    finally:
        connection.close()


def eventually(found: Callable[[], Any], seconds: float = 60) -> Any:
    deadline = time.monotonic() + seconds
    while not (value := found()):
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.05)
    return value


class ToyStack:
    """A copy of the toy application in a folder of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        shutil.copytree(TOY_APP, root)
        wheel = _make_wheel(root)
        (root / "layers/shared/requirements.txt").write_text(f"{wheel}\n")

    @property
    def local(self) -> Path:
        return self.root / ".local"

    @property
    def description(self) -> dict[str, Any]:
        return load_stack(self.local / "stack.json")

    @property
    def api_url(self) -> str:
        return str(self.description["api_url"])

    @property
    def endpoint_url(self) -> str:
        return str(self.description["aws"]["endpoint_url"])

    @property
    def outputs(self) -> dict[str, str]:
        stack = self.client("cloudformation").describe_stacks(StackName="trunkline")["Stacks"][0]
        return {item["OutputKey"]: item["OutputValue"] for item in stack["Outputs"]}

    def client(self, service: str) -> Any:
        return client(service, self.endpoint_url)

    def get(self, path: str, **headers: str) -> Answer:
        return request(f"{self.api_url}{path}", headers=headers)

    def item(self, key: str) -> Any:
        table = self.description["aws"]["table_name"]
        wanted = {"pk": {"S": key}, "sk": {"S": "item"}}
        return self.client("dynamodb").get_item(TableName=table, Key=wanted).get("Item")

    def command(self, *arguments: str) -> list[str]:
        if arguments[0] == "up" and "--seed-module" not in arguments:
            arguments = (*arguments, "--seed-module", "")
        return [sys.executable, "-m", "tools.stack", *arguments, "--root", str(self.root)]

    def run(self, *arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            self.command(*arguments),
            env=os.environ | variables,
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def up(self, *arguments: str, **variables: str) -> None:
        finished = self.run("up", "--detach", *arguments, **variables)
        assert finished.returncode == 0, finished.stdout + finished.stderr

    def stop(self) -> None:
        finished = self.run("stop")
        assert finished.returncode == 0, finished.stderr

    def processes(self) -> list[int]:
        """Every process that belongs to this stack: they all carry its folder somewhere."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                traces = (folder / "cmdline").read_bytes() + (folder / "environ").read_bytes()
            except OSError:
                continue
            if str(self.root).encode() in traces and int(folder.name) != os.getpid():
                found.append(int(folder.name))
        return found

    def wait_until_gone(self) -> None:
        """Until no process is left: one that was killed takes a moment to end."""
        eventually(lambda: not self.processes(), 10)

    def temporary(self) -> Path:
        return Path(json.loads((self.local / "stack.lock").read_text())["temporary"])

    def supervisor(self) -> int:
        return int(json.loads((self.local / "stack.lock").read_text())["pid"])

    def emulator(self) -> int:
        for pid in self.processes():
            if b"tools.stack.emulator" in Path(f"/proc/{pid}/cmdline").read_bytes():
                return pid
        raise AssertionError("no emulator runs")


def _make_wheel(folder: Path) -> Path:
    """Make what the layer requires, so that no package index is needed."""
    wheel = folder / "toy_requirement-1.0-py3-none-any.whl"
    about = "toy_requirement-1.0.dist-info"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("toy_requirement.py", 'WORD = "from a wheel"\n')
        archive.writestr(f"{about}/METADATA", "Metadata-Version: 2.1\nName: toy-requirement\nVersion: 1.0\n")
        archive.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{about}/RECORD", "")
    return wheel
