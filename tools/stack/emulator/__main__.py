"""Run the emulator: `python -m tools.stack.emulator --port N`, started by the supervisor."""

import argparse
import errno
import json
import os
import socket
import sys
from collections.abc import Sequence
from contextlib import suppress

HOST = "127.0.0.1"


def main() -> int:
    """Take the port, correct MiniStack, serve until told to stop."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--preferred-ports", type=int, nargs="*", default=[])
    parser.add_argument("--also-bind", default="")
    options = parser.parse_args()
    try:
        listener = _listen([options.port] if options.port else [*options.preferred_ports, 0])
        port = listener.getsockname()[1]
        listeners = [listener, *([_bound(port, options.also_bind)] if options.also_bind else [])]
    except PermissionError:
        return _refuse(f"Port {options.port} is for the system; choose a PORT above 1023")
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            return _refuse(f"This machine has no address {options.also_bind}: see `ip address`, or leave out BIND")
        return _refuse(f"Port {options.port} is in use; stop its owner or choose another PORT")
    # MiniStack reads its port while it is imported, hence before the imports below.
    os.environ["GATEWAY_PORT"] = str(port)

    from tools.stack.emulator.patches import apply_all  # noqa: PLC0415
    from tools.stack.emulator.patching import EmulatorMismatchError  # noqa: PLC0415

    try:
        apply_all()
    except EmulatorMismatchError as error:
        return _refuse(str(error))

    from tools.stack.emulator.server import serve  # noqa: PLC0415

    serve(listeners)
    return 0


def _listen(ports: Sequence[int]) -> socket.socket:
    """Return a socket on the first port that is free, listening already: nobody can take it before it serves."""
    *preferred, last = ports
    for port in preferred:
        with suppress(OSError):
            return _bound(port)
    return _bound(last)


def _bound(port: int, host: str = HOST) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError:
        listener.close()
        raise
    listener.listen(256)
    return listener


def _refuse(message: str) -> int:
    sys.stdout.write(json.dumps({"status": "error", "message": message}) + "\n")
    sys.stdout.flush()
    return 1


if __name__ == "__main__":
    sys.exit(main())
