"""Child processes of the stack: started with a handshake, watched, and ended with all theirs."""

import json
import os
import queue
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from tools.stack.errors import StackError
from tools.stack.settings import REPOSITORY

# Longer than the emulator needs to save a big state.
_TERMINATION_SECONDS = 30.0


@dataclass(frozen=True)
class Command:
    """What to run, and where its log goes."""

    name: str
    arguments: Sequence[str]
    environment: Mapping[str, str]
    log: Path


class Child:
    """One supervised process, alone in its process group with whatever it starts.

    The contract with the program: it writes one JSON line to standard output when it is ready
    (`{"status": "ready", ...}`) or cannot start (`{"status": "error", "message": ...}`), and it
    stops when its standard input ends, so that it cannot outlive a killed supervisor.
    """

    def __init__(self, command: Command, exits: "queue.SimpleQueue[Child]") -> None:
        """Start it; when it ends, for whatever reason, it is put on `exits`."""
        self.name = command.name
        self.log = command.log
        command.log.parent.mkdir(parents=True, exist_ok=True)
        with command.log.open("w") as log:
            self.process = subprocess.Popen(
                list(command.arguments),
                env=dict(command.environment),
                cwd=REPOSITORY,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,
            )
        self._lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        threading.Thread(target=self._read_first_line, args=(self.process.stdout,), daemon=True).start()
        threading.Thread(target=self._watch, args=(exits,), daemon=True).start()

    def wait_ready(self, timeout_seconds: float) -> dict[str, Any]:
        """Wait for the ready line and return its members.

        Raises:
            StackError: it said that it cannot start, ended, or said nothing in time.
        """
        try:
            line = self._lines.get(timeout=timeout_seconds)
        except queue.Empty:
            raise StackError(f"The {self.name} did not start in {timeout_seconds:.0f} s; see {self.log}") from None
        try:
            message = json.loads(line)
        except ValueError:
            raise StackError(f"The {self.name} ended while starting; see {self.log}") from None
        if message.get("status") != "ready":
            raise StackError(str(message.get("message", f"see {self.log}")))
        return dict(message)

    def exit_reason(self) -> str:
        """Tell how it ended, for a person."""
        code = self.process.wait()
        how = f"by signal {signal.Signals(-code).name}" if code < 0 else f"with exit code {code}"
        return f"The {self.name} ended unexpectedly {how}; see {self.log}"

    def end(self) -> None:
        """Let it finish its work, then make sure that nothing of its group is left."""
        self.process.terminate()
        try:
            self.process.wait(_TERMINATION_SECONDS)
        except subprocess.TimeoutExpired:
            pass
        finally:
            self._kill_group()
            self.process.wait()

    def _kill_group(self) -> None:
        # The group outlives its leader: workers of a killed emulator are still in it.
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            return

    def _read_first_line(self, output: IO[bytes]) -> None:
        self._lines.put(output.readline())

    def _watch(self, exits: "queue.SimpleQueue[Child]") -> None:
        self.process.wait()
        exits.put(self)
