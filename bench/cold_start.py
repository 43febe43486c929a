"""Cold starts and the calls after them, in Lambda's runtime emulator with its real runtime client."""

import http.client
import json
import re
import signal
import socket
import statistics
import subprocess
import time
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.errors import BenchError
from bench.staging import Staged

_PATH = "/2015-03-31/functions/function/invocations"
_INIT = re.compile(r"INIT REPORT\(durationMs: ([\d.]+)")
_INVOKED = re.compile(r"INVOKE RTDONE\(status: success.*?duration: ([\d.]+)(ms|us|µs|s)\)")
_MILLISECONDS = {"s": 1e3, "ms": 1.0, "us": 1e-3, "µs": 1e-3}
_PATIENCE_SECONDS = 30
# Warm calls of one before the next has its turn: a slow moment of the machine is in a block of each, and not in others.
_BLOCK = 25


@dataclass(frozen=True, kw_only=True)
class Logged:
    """What the emulator says of one environment; times in ms."""

    init: float
    first: float
    warm_p50: float
    warm_p95: float
    log_bytes: float


@dataclass(frozen=True, kw_only=True)
class Started(Logged):
    """What one new environment took; times in ms, of processor time where it says so. ``at`` is when, in seconds."""

    at: float
    cold: float
    cold_cpu: float
    # Of a warm call; processor time in the least of its blocks.
    cpu: float
    aws_calls: float
    rss_mb: float
    answer_bytes: int


@dataclass(frozen=True)
class Machine:
    """What every start shares; ``core`` is the processor that the function has to itself, if any."""

    emulator: Path
    python: Path
    environment: Mapping[str, str]
    log: Path
    core: int | None = None


@dataclass(frozen=True)
class Subject:
    """A function, what it is sent, and the status that it answers."""

    staged: Staged
    event: Callable[[], bytes]
    expected: int


def start_together(machine: Machine, subjects: Sequence[Subject], *, warm: int) -> list[Started]:
    """Start each in a new process and call it once, one after the other; then call all ``warm`` times, in turn.

    Raises:
        BenchError: One answered something else than it should; the message has its log.
    """
    with ExitStack() as stack:
        running = [_Running(machine, subject, number) for number, subject in enumerate(subjects)]
        for each in running:
            stack.callback(each.end)
            each.start()
        for done in range(0, warm, _BLOCK):
            for each in running:
                each.call(min(_BLOCK, warm - done))
        for each in running:
            each.measure_memory()
    return [each.started(warm) for each in running]


class _Running:
    """One emulator and the function in it."""

    def __init__(self, machine: Machine, subject: Subject, number: int) -> None:
        self._machine, self._subject = machine, subject
        self._log = machine.log.with_name(f"{machine.log.stem}-{number}{machine.log.suffix}")
        self._emulator: subprocess.Popen[bytes] | None = None
        self._blocks: list[float] = []
        self._aws_calls = 0.0

    def start(self) -> None:
        port, api = _free_port(), _free_port()
        command: list[Any] = [
            self._machine.emulator,
            *("--runtime-interface-emulator-address", f"127.0.0.1:{port}"),
            *("--runtime-api-address", f"127.0.0.1:{api}"),
            *(self._machine.python, "-m", "awslambdaric", "handler.lambda_handler"),
        ]
        if self._machine.core is not None:
            command = ["taskset", "-c", str(self._machine.core), *command]
        staged = self._subject.staged
        with self._log.open("wb") as log:
            self._began = time.perf_counter()
            self._emulator = subprocess.Popen(
                command, cwd=staged.task, env=_environment(self._machine, staged), stdout=log, stderr=subprocess.STDOUT
            )
        self._connection = _connected(port, self._emulator, self._log)
        answer = _invoke(self._connection, self._subject.event())
        self._cold = (time.perf_counter() - self._began) * 1e3
        if answer.get("statusCode") != self._subject.expected:
            said = f"{staged.name} answers {json.dumps(answer)[:600]}"
            raise BenchError(f"{said}\n{self._log.read_text()[-3000:]}")
        self._answer_bytes = len(answer.get("body", ""))
        self._pid = _runtime_of(self._emulator.pid)
        self._cold_cpu = _cpu_ms(self._pid)
        # As old as the blocks allow: a signature holds for minutes.
        self._event = self._subject.event()

    def call(self, times: int) -> None:
        calls, cpu = _aws_calls(self._machine), _cpu_ms(self._pid)
        for _ in range(times):
            answer = _invoke(self._connection, self._event)
        if answer.get("statusCode") != self._subject.expected:
            raise BenchError(f"{self._subject.staged.name} answers {json.dumps(answer)[:600]} to a warm call")
        self._blocks.append((_cpu_ms(self._pid) - cpu) / times)
        self._aws_calls += _aws_calls(self._machine) - calls

    def measure_memory(self) -> None:
        self._rss_mb = _status(self._pid, "VmHWM") / 1024

    def end(self) -> None:
        if self._emulator:
            _end(self._emulator)

    def started(self, warm: int) -> Started:
        return Started(
            at=self._began,
            cold=self._cold,
            cold_cpu=self._cold_cpu,
            cpu=min(self._blocks),
            rss_mb=self._rss_mb,
            aws_calls=self._aws_calls / warm,
            answer_bytes=self._answer_bytes,
            **asdict(read_log(self._log.read_text(errors="replace"))),
        )


def read_log(log: str) -> Logged:
    """Return the emulator's own figures, which are without the bench's HTTP.

    Raises:
        BenchError: The log has none.
    """
    init = _INIT.search(log)
    calls = [float(time_) * _MILLISECONDS[unit] for time_, unit in _INVOKED.findall(log)]
    if not init or not calls:
        raise BenchError(f"The emulator's log has no times:\n{log[-2000:]}")
    rest = sorted(calls[1:]) or calls
    return Logged(
        init=float(init[1]),
        first=calls[0],
        warm_p50=statistics.median(rest),
        warm_p95=rest[int(len(rest) * 0.95)],
        log_bytes=sum(len(line) + 1 for line in log.splitlines() if line.startswith("{")) / len(calls),
    )


def _environment(machine: Machine, staged: Staged) -> dict[str, str]:
    return {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "LANG": "en_US.UTF-8",
        "TZ": ":UTC",
        "PYTHONPATH": str(staged.layer),
        # Lambda's folders are read-only: what has no bytecode is compiled at each start.
        "PYTHONDONTWRITEBYTECODE": "1",
        "LAMBDA_TASK_ROOT": str(staged.task),
        "LAMBDA_RUNTIME_DIR": "/var/runtime",
        "_HANDLER": "handler.lambda_handler",
        "AWS_LAMBDA_FUNCTION_NAME": "bench",
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
        "AWS_LAMBDA_FUNCTION_TIMEOUT": "30",
        "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/bench",
        "AWS_LAMBDA_LOG_STREAM_NAME": "bench",
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_EXECUTION_ENV": "AWS_Lambda_python3.13",
        "AWS_XRAY_DAEMON_ADDRESS": "127.0.0.1:2000",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_SESSION_TOKEN": "token",
        **machine.environment,
    }


def _aws_calls(machine: Machine) -> float:
    """Return how many calls the stand-in for AWS has had."""
    request = urllib.request.Request(machine.environment["AWS_ENDPOINT_URL"], b"{}", {"x-amz-target": "Bench.Calls"})  # noqa: S310 - loopback
    with urllib.request.urlopen(request) as answer:  # noqa: S310
        return float(json.load(answer)["calls"])


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _connected(port: int, emulator: subprocess.Popen[bytes], log: Path) -> http.client.HTTPConnection:
    deadline = time.perf_counter() + _PATIENCE_SECONDS
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE_SECONDS)
        try:
            connection.connect()
        except ConnectionRefusedError:
            if emulator.poll() is not None or time.perf_counter() > deadline:
                raise BenchError(f"The emulator did not start:\n{log.read_text()}") from None
            time.sleep(0.001)
        else:
            connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return connection


def _invoke(connection: http.client.HTTPConnection, event: bytes) -> dict[str, Any]:
    connection.request("POST", _PATH, event, {"content-type": "application/json"})
    answer: dict[str, Any] = json.loads(connection.getresponse().read())
    return answer


def _runtime_of(emulator: int) -> int:
    """Find the process that the emulator has started; any of its threads may be the parent."""
    for thread in Path(f"/proc/{emulator}/task").iterdir():
        with suppress(FileNotFoundError, ProcessLookupError):  # it has ended since
            for child in (thread / "children").read_text().split():
                if b"awslambdaric" in Path(f"/proc/{child}/cmdline").read_bytes():
                    return int(child)
    raise BenchError("The emulator's runtime process is not there")


def _cpu_ms(pid: int) -> float:
    """Return the processor time of a process, the threads that have ended included.

    Source: clock_getcpuclockid(3) and the kernel's include/linux/posix-timers.h: the id of a process's own clock.
    """
    return time.clock_gettime((~pid << 3) | 2) * 1e3


def _status(pid: int, name: str) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(name):
            return int(line.split()[1])
    return 0


def _end(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
