"""The demo data: a program of its own puts it into the deployed table."""

import importlib.util
import itertools
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tools.stack.errors import StackError
from tools.stack.settings import (
    ACCESS_KEY_ID,
    REGION,
    REPOSITORY,
    SECRET_ACCESS_KEY,
    Settings,
)


def seed(settings: Settings, endpoint_url: str, outputs: dict[str, str], layer_paths: list[Path]) -> dict[str, Any]:
    """Return the `tenants` that the seed module prints; empty when there is no such module.

    Raises:
        StackError: it failed.
    """
    if not _exists(settings.seed_module):
        return {}
    log = settings.logs / "seed.log"
    options = {
        "--endpoint-url": endpoint_url,
        "--region": REGION,
        "--table-name": outputs["TableName"],
        "--data-dir": str(settings.data),
    }
    with log.open("w") as errors:
        finished = subprocess.run(
            [sys.executable, "-m", settings.seed_module, *itertools.chain(*options.items())],
            env=_environment(endpoint_url, layer_paths) | {"SECRETS_KEY_ID": outputs.get("SecretsKeyArn", "")},
            cwd=REPOSITORY,
            stdout=subprocess.PIPE,
            stderr=errors,
            check=False,
        )
    tenants = _parsed(finished.stdout) if finished.returncode == 0 else None
    if not isinstance(tenants, dict):
        raise StackError(f"The demo data could not be written; see {log}")
    return tenants


def _parsed(output: bytes) -> object:
    try:
        return json.loads(output)
    except ValueError:
        return None


def _environment(endpoint_url: str, layer_paths: list[Path]) -> dict[str, str]:
    """Return the developer's environment with the emulator in place of their AWS account."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return inherited | {
        "PYTHONPATH": os.pathsep.join(map(str, [REPOSITORY, *layer_paths])),
        "AWS_ACCESS_KEY_ID": ACCESS_KEY_ID,
        "AWS_SECRET_ACCESS_KEY": SECRET_ACCESS_KEY,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ENDPOINT_URL": endpoint_url,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }


def _exists(module: str) -> bool:
    try:
        return bool(module) and importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False
