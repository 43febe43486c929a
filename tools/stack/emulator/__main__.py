"""Run the emulator: `python -m tools.stack.emulator --port N`, started by the supervisor."""

import argparse
import json
import os
import socket
import sys

HOST = "127.0.0.1"


def main() -> int:
    """Take the port, correct MiniStack, serve until told to stop."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--preferred-port", type=int, default=0)
    options = parser.parse_args()
    try:
        listener = _listen(options.port, options.preferred_port)
    except OSError:
        return _refuse(f"Port {options.port} is in use; stop its owner or choose another PORT")
    # MiniStack reads its port while it is imported, hence before the imports below.
    os.environ["GATEWAY_PORT"] = str(listener.getsockname()[1])

    from tools.stack.emulator.patches import apply_all  # noqa: PLC0415
    from tools.stack.emulator.patching import EmulatorMismatchError  # noqa: PLC0415

    try:
        apply_all()
    except EmulatorMismatchError as error:
        return _refuse(str(error))

    from tools.stack.emulator.server import serve  # noqa: PLC0415

    serve(listener)
    return 0


def _listen(port: int, preferred_port: int) -> socket.socket:
    """Return a listening socket, so that nobody can take the port between now and serving."""
    if not port and preferred_port:
        try:
            return _listen(preferred_port, 0)
        except OSError:
            pass
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
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
