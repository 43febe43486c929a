"""Execution environments of functions: a clean environment, Lambda's own names, shared code.

MiniStack gives a function the whole environment of the server, its whole site-packages, and
unpacks code and layers anew for each worker. On Lambda a function sees only its own variables
and the runtime's, only its own code, its layers and the runtime's boto3.
"""

import importlib.util
import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

from tools.stack.archives import unpack
from tools.stack.emulator import worker as worker_program
from tools.stack.emulator.patching import PatchPoint

POINTS = (
    PatchPoint("core.lambda_runtime", "Worker._spawn", "self"),
    PatchPoint(
        "core.lambda_runtime",
        "Worker._drain_stderr_bounded",
        "self first_line_wait idle_confirm hard_cap",
    ),
    PatchPoint("core.lambda_runtime", "Worker._discard_tmpdir", "self"),
    PatchPoint("core.lambda_runtime", "Worker._read_stderr", "self"),
    PatchPoint("core.lambda_runtime", "execution_credentials", "config"),
    PatchPoint("core.lambda_runtime", "_account_region_from_function_config", "config"),
    PatchPoint("core.lambda_runtime", "_RESERVED_RUNTIME_ENV_VARS"),
    PatchPoint("services.lambda_svc", "_resolve_layer_zip", "attachment"),
)

# What Lambda's Python runtimes carry beside the standard library.
_RUNTIME_PACKAGES = ("boto3", "botocore", "s3transfer", "jmespath", "urllib3", "dateutil", "six")
# Lambda gives the initialisation ten seconds before it starts over.
_INIT_SECONDS = 30.0
# The marker was sent before the answer, and is read when the machine gets to it; a killed worker never sends it.
_LOG_SECONDS = 10.0
_LAST_WORDS_SECONDS = 0.25

# Workers whose process is not ready yet.
starting: set[Any] = set()


class InitFailedError(Exception):
    """The handler's module could not be loaded; `failure` is what Lambda would answer."""

    def __init__(self, failure: dict[str, Any]) -> None:
        """Keep the failure for the caller of the function."""
        super().__init__(failure["errorMessage"])
        self.failure = failure


def apply() -> None:
    """Start workers by our own program in an environment of their own."""
    runtime = _link_runtime_packages()

    def spawn(worker: Any) -> None:
        starting.add(worker)
        try:
            worker._discard_tmpdir()
            worker._tmpdir = tempfile.mkdtemp(prefix="worker-")
            code, paths = _code_paths(worker)
            _start_process(worker, code, runtime)
            _initialise(worker, [*paths, str(runtime)])
        finally:
            starting.discard(worker)

    lambda_runtime.Worker._spawn = spawn
    lambda_runtime.Worker._drain_stderr_bounded = _drain_log


def _link_runtime_packages() -> Path:
    """Return a folder that holds the runtime's packages and none of the others installed here."""
    folder = Path(tempfile.mkdtemp(prefix="runtime-"))
    for name in _RUNTIME_PACKAGES:
        spec = importlib.util.find_spec(name)
        if spec is None or spec.origin is None:
            continue
        origin = Path(spec.origin)
        source = origin.parent if origin.name == "__init__.py" else origin
        (folder / source.name).symlink_to(source)
    return folder


def _code_paths(worker: Any) -> tuple[Path, list[str]]:
    """Return the code folder and the import path in Lambda's order: code, then layers."""
    cache = Path(os.environ["STACK_CACHE"])
    code = unpack(worker.code_zip, cache)
    paths = []
    # All layers share /opt on Lambda, where a later one covers an earlier one.
    for attachment in reversed(worker.config.get("Layers") or []):
        content = lambda_svc._resolve_layer_zip(attachment)
        if content:
            paths.append(str(unpack(content, cache) / "python"))
    return code, [str(code), *paths]


def _function_environment(config: dict[str, Any], code: Path, temporary: str) -> dict[str, str]:
    _, region = lambda_runtime._account_region_from_function_config(config)
    name = config["FunctionName"]
    logging_config = config.get("LoggingConfig") or {}
    own = (config.get("Environment") or {}).get("Variables") or {}
    reserved = lambda_runtime._RESERVED_RUNTIME_ENV_VARS
    return {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "LANG": "en_US.UTF-8",
        "TZ": ":UTC",
        "HOME": temporary,
        "TMPDIR": temporary,
        **{key: str(value) for key, value in own.items() if key not in reserved},
        # The emulator's address, unless the function has one of its own, as of a proxy before the emulator; the SDK's
        # host prefixes do not resolve there.
        "AWS_ENDPOINT_URL": own.get("AWS_ENDPOINT_URL") or f"http://127.0.0.1:{os.environ['GATEWAY_PORT']}",
        lambda_runtime.HOST_PREFIX_ENV: "true",
        **lambda_runtime.execution_credentials(config),
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{config.get('Runtime', '')}",
        "AWS_LAMBDA_FUNCTION_NAME": name,
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(config.get("MemorySize", 128)),
        "AWS_LAMBDA_FUNCTION_VERSION": config.get("Version", "$LATEST"),
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_GROUP_NAME": logging_config.get("LogGroup") or f"/aws/lambda/{name}",
        "AWS_LAMBDA_LOG_STREAM_NAME": Path(temporary).name,
        "LAMBDA_TASK_ROOT": str(code),
        "_HANDLER": config.get("Handler", ""),
    }


def _start_process(worker: Any, code: Path, runtime: Path) -> None:
    environment = _function_environment(worker.config, code, worker._tmpdir)
    environment["LAMBDA_RUNTIME_DIR"] = str(runtime)
    worker._proc = subprocess.Popen(
        # No site-packages: what a function imports must come from its layers, as on Lambda.
        [sys.executable, "-S", "-P", worker_program.__file__],
        cwd=code,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        bufsize=1,
        env=environment,
    )
    worker._stderr_queue = queue.Queue()
    worker._stderr_thread = threading.Thread(target=worker._read_stderr, daemon=True)
    worker._stderr_thread.start()


def _initialise(worker: Any, paths: list[str]) -> None:
    """Have the worker load its handler.

    Raises:
        InitFailedError: it could not.
    """
    module, _, handler = worker.config.get("Handler", "").rpartition(".")
    function = {
        "paths": paths,
        "module": module,
        "handler": handler,
        "function_name": worker.config["FunctionName"],
        "memory": worker.config.get("MemorySize", 128),
    }
    watchdog = threading.Timer(_INIT_SECONDS, worker._proc.kill)
    watchdog.start()
    try:
        worker._proc.stdin.write(json.dumps(function) + "\n")
        answer = json.loads(worker._proc.stdout.readline() or "{}")
    except BrokenPipeError:
        answer = {}
    finally:
        watchdog.cancel()
    if answer.get("status") != "ready":
        code = worker._proc.wait()
        message = f"Error: Runtime exited with error: exit status {code}"
        raise InitFailedError(answer.get("failure") or {"errorType": "Runtime.ExitError", "errorMessage": message})
    worker._start_time = time.time()


def _drain_log(worker: Any, *_bounds: float) -> str:
    """Return the log of the invocation that has just ended, up to its end marker."""
    lines: list[str] = []
    deadline = time.monotonic() + (_LOG_SECONDS if worker._proc else _LAST_WORDS_SECONDS)
    while (remaining := deadline - time.monotonic()) > 0:
        try:
            line = worker._stderr_queue.get(timeout=remaining)
        except queue.Empty:
            break
        if line.startswith(worker_program.END_OF_LOG):
            break
        lines.append(line)
    return "\n".join(lines)
