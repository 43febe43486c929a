"""The only place that writes to the terminal."""

import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TextIO

READY_LINE = "\x04ready"


class Console:
    """Writes lines for a person, to the terminal or to the process that waits for this one."""

    def __init__(self, report_fd: int | None = None) -> None:
        """Write to `report_fd` (of a detached start) when given, else to standard output."""
        self._report: TextIO | None = os.fdopen(report_fd, "w") if report_fd is not None else None

    def line(self, text: str = "") -> None:
        """Write one line; a closed terminal or pipe is no reason to stop."""
        try:
            print(text, file=self._report or sys.stdout, flush=True)
        except (BrokenPipeError, ValueError):
            return

    @contextmanager
    def step(self, text: str) -> Iterator[None]:
        """Say what is waited for, and then how long it took."""
        started = time.monotonic()
        self.line(f"{text} ...")
        yield
        self.line(f"  {time.monotonic() - started:.1f} s")

    def error(self, text: str) -> None:
        """Write the one line that says what went wrong and what to do."""
        if self._report is not None:
            self.line(f"Error: {text}")
        else:
            print(f"Error: {text}", file=sys.stderr, flush=True)  # noqa: T201

    def table(self, rows: Sequence[tuple[str, str]]) -> None:
        """Write two aligned columns."""
        width = max((len(label) for label, _ in rows), default=0)
        for label, value in rows:
            self.line(f"  {label:<{width}}  {value}")

    def ready(self) -> None:
        """Tell the waiting process, when there is one, that everything runs; then let it go."""
        if self._report is not None:
            self.line(READY_LINE)
            self._report.close()
            self._report = None
            # From here on there is nobody to read: the log has the rest.
            sys.stdout = sys.stderr
