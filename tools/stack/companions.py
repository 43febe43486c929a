"""Processes that run beside the emulator, such as a sandbox of the carriers; none so far.

A companion is started before the deployment. It follows the contract of `processes.Child`, and
its ready line may carry `"stack"`, merged into stack.json, and `"parameters"`, passed to the
template:

    {"status": "ready", "stack": {"carriers": {"control_url": "..."}}, "parameters": {}}
"""

from collections.abc import Callable
from pathlib import Path

from tools.stack.processes import Command
from tools.stack.settings import Settings

# Each makes the command of one companion from the settings and the temporary folder.
COMPANIONS: list[Callable[[Settings, Path], Command]] = []
