"""What plain `sam local` needs of the running stack: the functions' variables, and sample events that are filled in."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tools.sam_invoke import engine
from tools.sam_invoke.plan import Case, SamInvokeError, cases, event_of
from tools.stack.aws import client

_LOOPBACK_URL = re.compile(r"http://127\.0\.0\.1:(\d+)")


def write_environment(stack: Mapping[str, Any], events: Path, folder: Path) -> str:
    """Write ``env.json`` and the events below ``folder``, for its owner only: they hold the demo tenants' tokens.

    Args:
        stack: What `.local/stack.json` says.
        events: The sample events, with placeholders.
        folder: Where to write; what an earlier run has written is replaced.

    Returns:
        The address at which containers reach the stack.

    Raises:
        SamInvokeError: Docker is missing, or a placeholder names nothing of the demo tenants.
    """
    address = engine.bridge_address()
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    variables = {
        name: {key: _LOOPBACK_URL.sub(rf"http://{address}:\1", value) for key, value in found.items()}
        for name, found in deployed_environments(stack).items()
    }
    (folder / "env.json").write_text(json.dumps(variables, indent=2))
    for case in cases(events):
        file = folder / "events" / case.folder / case.path.name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(event_of(case, stack["tenants"]), indent=2))
    return address


def deployed_environments(stack: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Return the variables of each deployed function by its logical id, and where the stack is."""
    aws = stack["aws"]
    deployed = client("lambda", aws["endpoint_url"])
    found = {}
    for folder, name in aws["functions"].items():
        configuration = deployed.get_function_configuration(FunctionName=name, Qualifier="live")
        variables = configuration["Environment"]["Variables"]
        found[Case(folder, Path()).function] = variables | {"AWS_ENDPOINT_URL": aws["endpoint_url"]}
    return found


def running_stack(stack_file: Path) -> dict[str, Any]:
    """Return what the running local stack says of itself.

    Raises:
        SamInvokeError: None runs.
    """
    try:
        found: dict[str, Any] = json.loads(stack_file.read_text())
    except FileNotFoundError:
        message = "The local stack does not run; start it with `make dev DETACH=1`"
        raise SamInvokeError(message) from None
    return found
