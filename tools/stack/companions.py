"""Processes that run beside the emulator: the sandbox of the carriers.

A companion is started before the deployment. It follows the contract of `processes.Child`, and
its ready line may carry `"stack"`, merged into stack.json, and `"parameters"`, passed to the
template where it declares them:

    {"status": "ready", "stack": {"carriers": {"control_url": "..."}}, "parameters": {}}
"""

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from tools.stack.processes import Command
from tools.stack.settings import Settings


def companions(environment: "os._Environ[str]" = os.environ) -> Sequence[Callable[[Settings, Path], Command]]:
    """Return makers of the companions' commands; with ``CARRIERS=live`` the adapters call the real carriers."""
    return () if environment.get("CARRIERS") == "live" else (carrier_sandbox,)


def carrier_sandbox(settings: Settings, _temporary: Path) -> Command:
    """Make the command of the carriers' imitation; its state survives a restart with the other data."""
    arguments = [sys.executable, "-m", "tools.sandbox", "--state-dir", str(settings.data / "carriers")]
    arguments += ["--receiver-urls", str(settings.api_urls_file)]
    return Command("carrier sandbox", arguments, os.environ, settings.logs / "carriers.log")
