"""Whether the stack runs: a file lock that the kernel gives back when its holder dies."""

import fcntl
import json
import os
import shutil
import signal
import time
from pathlib import Path

_STOP_TIMEOUT_SECONDS = 40.0


class AlreadyRunningError(Exception):
    """Another supervisor holds the lock."""


class RunLock:
    """Held by the supervisor while it lives; its content says how to reach it.

    A lock and not a pid file: after a crash or a reboot a pid may name a foreign process,
    whereas a lock without a living holder is simply free.
    """

    def __init__(self, path: Path) -> None:
        """Take the lock.

        Raises:
            AlreadyRunningError: somebody holds it.
        """
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        # A bare descriptor: it lives until the process ends, whatever is garbage before.
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._descriptor)
            raise AlreadyRunningError from None

    def record(self, temporary: Path) -> None:
        """Write who holds the lock and which temporary folder dies with it."""
        self.forget()
        content = {"pid": os.getpid(), "temporary": str(temporary)}
        os.pwrite(self._descriptor, json.dumps(content).encode(), 0)

    def clear_leftovers(self) -> None:
        """Remove the temporary folder of a supervisor that was killed."""
        temporary = _read(self._path).get("temporary")
        if isinstance(temporary, str) and Path(temporary).name.startswith("stack-"):
            shutil.rmtree(temporary, ignore_errors=True)

    def forget(self) -> None:
        """Empty the file; the lock itself goes with the process, so that none outlives it."""
        os.ftruncate(self._descriptor, 0)

    def release(self) -> None:
        """Give the lock back at once."""
        self.forget()
        os.close(self._descriptor)


def stop_running(path: Path) -> bool:
    """Ask the running supervisor to stop and wait until it is gone; False when none runs.

    Raises:
        TimeoutError: it does not stop.
    """
    try:
        lock = RunLock(path)
    except AlreadyRunningError:
        pid = _read(path).get("pid")
        if isinstance(pid, int):
            os.kill(pid, signal.SIGTERM)
        _wait_for_release(path)
        return True
    lock.clear_leftovers()
    lock.release()
    return False


def _wait_for_release(path: Path) -> None:
    deadline = time.monotonic() + _STOP_TIMEOUT_SECONDS
    while time.monotonic() < deadline:
        try:
            RunLock(path).release()
        except AlreadyRunningError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(f"The local stack did not stop in {_STOP_TIMEOUT_SECONDS:.0f} s")


def _read(path: Path) -> dict[str, object]:
    try:
        content = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
