"""The processes beside the measured ones: AWS and the carriers, on loopback."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.environment import WORK
from bench.errors import BenchError
from bench.scenarios import ROOT, WEBHOOK_BASE_URL

_STATE_MACHINE = "arn:aws:states:us-east-1:123456789012:stateMachine:bench"


@dataclass(frozen=True)
class Surroundings:
    """What functions find around them, and what they are asked."""

    scenarios: list[dict[str, Any]]
    environment: Mapping[str, str]


@contextmanager
def surroundings() -> Iterator[Surroundings]:
    """Provide seeded services, until the block ends.

    Raises:
        BenchError: One of them does not start.
    """
    with ExitStack() as stack:
        ready = json.loads(stack.enter_context(_process("tools.sandbox")))
        carriers = {f"CARRIER_BASE_URL_{name.removesuffix('BaseUrl').upper()}": url for name, url in _urls(ready)}
        state = WORK / "state.json"
        _seed(state, carriers)
        port = stack.enter_context(_process("bench.aws_stub", str(state))).strip()
        environment = {
            **carriers,
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
            "EVENTS_QUEUE_URL": f"http://127.0.0.1:{port}/123456789012/events",
            "EVENT_BUS_NAME": "bench",
            "POOL_IDLE_DAYS": "0",
            "POWERTOOLS_LOG_LEVEL": "INFO",
            "POWERTOOLS_METRICS_NAMESPACE": "bench",
            "POWERTOOLS_SERVICE_NAME": "trunkline",
            "RECORDINGS_BUCKET": "bench",
            "RECORDINGS_QUEUE_URL": f"http://127.0.0.1:{port}/123456789012/recordings",
            "RELEASE_QUARANTINE_DAYS": "0",
            "SECRETS_KEY_ID": "bench",
            "STATE_MACHINE_ARN": _STATE_MACHINE,
            "TABLE_NAME": "bench",
            "WEBHOOK_BASE_URL": WEBHOOK_BASE_URL,
        }
        yield Surroundings(json.loads(state.read_text())["scenarios"], environment)


def _urls(ready: Mapping[str, Any]) -> list[tuple[str, str]]:
    return list(ready["parameters"].items())


def _seed(state: Path, environment: Mapping[str, str]) -> None:
    seeding = subprocess.run(
        [sys.executable, "-m", "bench.seed", str(state)],
        cwd=ROOT,
        env=_python_path() | dict(environment),
        capture_output=True,
        text=True,
        check=False,
    )
    if seeding.returncode:
        raise BenchError(f"The requests that fill the table failed:\n{seeding.stderr[-3000:]}{seeding.stdout[-500:]}")


@contextmanager
def _process(module: str, *arguments: str) -> Iterator[str]:
    """Start a program that says one line when it is ready, and provide the line; end it with the block."""
    command = [sys.executable, "-m", module, *arguments]
    process = subprocess.Popen(
        command, cwd=ROOT, env=_python_path(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
    )
    try:
        line = process.stdout.readline() if process.stdout else ""
        if not line:
            raise BenchError(f"python -m {module} did not start")
        yield line
    finally:
        process.terminate()
        process.wait()


def _python_path() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return kept | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "layers" / "trunkline")])}
