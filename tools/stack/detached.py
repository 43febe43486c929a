"""Start the stack in the background and wait until it is ready."""

import os
import signal
import subprocess
import sys

from tools.stack.console import READY_LINE, Console
from tools.stack.settings import REPOSITORY, Settings


def start_detached(settings: Settings, console: Console) -> int:
    """Run `up` in a session of its own; return 0 when it is ready, 1 when it could not start."""
    # A shell has what it runs in the background ignore it; whoever sends it means it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    settings.logs.mkdir(parents=True, exist_ok=True)
    reader, writer = os.pipe()
    with (settings.logs / "up.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tools.stack", "up", *_arguments(settings, writer)],
            cwd=REPOSITORY,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            pass_fds=[writer],
            start_new_session=True,
        )
    os.close(writer)
    try:
        with os.fdopen(reader) as report:
            for line in report:
                if line.rstrip("\n") == READY_LINE:
                    console.line("\nStop it with: make stop")
                    return 0
                console.line(line.rstrip("\n"))
    except KeyboardInterrupt:
        process.terminate()
    return process.wait() or 1


def _arguments(settings: Settings, report_fd: int) -> list[str]:
    options = {
        "--root": settings.root,
        "--template": settings.template_name,
        "--port": settings.port or None,
        "--bind": settings.also_bind or None,
        "--seed-module": settings.seed_module,
        "--report-fd": report_fd,
    }
    arguments = [str(part) for option in options.items() if option[1] is not None for part in option]
    return [*arguments, "--reset"] if settings.reset else arguments
