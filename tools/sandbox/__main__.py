"""Run the sandbox until it is stopped.

    python -m tools.sandbox --port 8090 --state-dir .local/data/carriers

It writes one JSON line when it is ready, and stops at a signal or when its standard input, if a pipe, ends.
"""

import argparse
import json
import os
import signal
import stat
import sys
import threading
from pathlib import Path
from typing import Any

from tools.sandbox.courier import Send, following, over_http
from tools.sandbox.sandbox import Sandbox, start
from tools.sandbox.tenants import AccountPlan, default_plans, plans_from

# A function that answers an event with commands may need a cold start first.
_PATIENCE_SECONDS = 3.0


def main() -> int:
    """Start, say where, and wait."""
    options = _options()
    try:
        plans = plans_from(options.tenants) if options.tenants else default_plans()
        send = following(options.receiver_urls) if options.receiver_urls else over_http
        sandbox = _started(options.port, options.state_dir, plans, send)
    except (OSError, ValueError) as error:
        _say({"status": "error", "message": f"The carrier sandbox cannot start: {error}"})
        return 1
    over = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: over.set())
    if stat.S_ISFIFO(os.fstat(sys.stdin.fileno()).st_mode):
        threading.Thread(target=_watch_input, args=(over,), daemon=True).start()
    with sandbox:
        _say(_ready(sandbox))
        over.wait()
    return 0


def _started(port: int, state_dir: Path | None, plans: list[AccountPlan], send: Send) -> Sandbox:
    """Start a sandbox on the port asked for, on the last one, so that links go on working, or on a free one."""
    file = state_dir / "port" if state_dir else None
    last = int(file.read_text()) if file and file.exists() else 0
    kept: Any = {"state_dir": state_dir, "plans": plans, "patience_seconds": _PATIENCE_SECONDS, "send": send}
    try:
        sandbox = start(port=port or last, **kept)
    except OSError:
        if port or not last:
            raise
        sandbox = start(**kept)
    if file:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(sandbox.url.rpartition(":")[2])
    return sandbox


def _options() -> Any:
    parser = argparse.ArgumentParser(prog="python -m tools.sandbox", description="Imitate three carriers on loopback.")
    parser.add_argument(
        "--port", type=int, default=0, help="the port on 127.0.0.1; the last or a free one unless given"
    )
    parser.add_argument("--state-dir", type=Path, help="where the state survives a restart")
    parser.add_argument(
        "--receiver-urls", type=Path, help="a file of base URLs that the receiver has had, the last now"
    )
    parser.add_argument("--tenants", type=Path, help="a JSON file with the accounts; the demo tenants' unless given")
    return parser.parse_args()


def _ready(sandbox: Sandbox) -> dict[str, Any]:
    """Return what the local stack reads: see tools/stack/companions.py."""
    return {
        "status": "ready",
        "stack": {"carriers": {"control_url": sandbox.control_url}},
        "parameters": {f"{carrier.title()}BaseUrl": url for carrier, url in sandbox.base_urls.items()},
    }


def _watch_input(over: threading.Event) -> None:
    # Not through the buffered reader: the interpreter cannot end while this thread holds its lock.
    while os.read(sys.stdin.fileno(), 4096):
        pass
    over.set()


def _say(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
