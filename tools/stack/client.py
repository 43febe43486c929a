"""Read the description of the running stack: for tests, benchmarks and the operator's tools."""

import json
from pathlib import Path
from typing import Any

from tools.stack.settings import Settings


class StackNotRunningError(Exception):
    """There is no description, so no stack runs."""


def load_stack(path: Path | None = None) -> dict[str, Any]:
    """Return the content of `.local/stack.json`.

    Raises:
        StackNotRunningError: no stack runs.
    """
    path = path or Settings().stack_file
    try:
        return dict(json.loads(path.read_text()))
    except FileNotFoundError:
        raise StackNotRunningError("The local stack does not run; start it: make dev") from None
