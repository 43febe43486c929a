"""Run schemathesis: see the package."""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tools.stack.client import StackNotRunningError, load_stack

_HERE = Path(__file__).parent
# More would be threads, in which Python 3.11's parser fails now and then (SystemError in ast.parse).
_WORKERS = 1
_PATIENCE_SECONDS = 40


def main() -> int:
    """Hand over to schemathesis, with the demo tenant's credentials."""
    options = _options()
    try:
        stack = load_stack()
    except StackNotRunningError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    acme = stack["tenants"]["acme"]
    credentials = {
        "FUZZ_TOKEN": acme["tokens"]["admin"],
        "FUZZ_QUO_KEY": acme["quoKey"],
        "FUZZ_ZUDU_KEY": acme["zudu"]["key"],
        "FUZZ_ZUDU_SECRET": acme["zudu"]["secret"],
        "FUZZ_WORKSPACE": acme["workspaceUuid"],
        "FUZZ_ACCOUNTS": json.dumps(acme["carriers"]),
    }
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(_HERE / "schemathesis.toml"), "run"]
    command += ["docs/openapi.json", "--url", stack["api_url"], "--checks", "all", "--mode", "all"]
    # A method that a path has not is a 404 of API Gateway's, which no function sees.
    command += ["--exclude-checks", "unsupported_method"]
    command += ["--max-time", str(round(options.minutes * 60)), "--workers", str(_WORKERS), "--seed", str(options.seed)]
    command += ["--generation-database", "none", "--no-color", "--continue-on-failure"]
    # How long a response takes says how busy the machine is.
    command += ["--request-timeout", str(_PATIENCE_SECONDS), "--max-response-time", str(_PATIENCE_SECONDS)]
    command += options.more
    return subprocess.run(command, env=os.environ | credentials, check=False).returncode


def _options() -> Any:
    parser = argparse.ArgumentParser(prog="make fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("more", nargs="*", help="options of schemathesis, after --")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
