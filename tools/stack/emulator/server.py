"""Serves the corrected MiniStack application until SIGTERM or the end of standard input."""

import asyncio
import json
import os
import signal
import socket
import sys
import threading
from collections.abc import Sequence
from typing import Any

from hypercorn.asyncio import serve as hypercorn_serve
from hypercorn.config import Config
from ministack import app as ministack_app
from ministack.core import lambda_runtime

# Connections that a client keeps open must not hold up the stop.
_GRACEFUL_SECONDS = 1.0


def serve(listeners: Sequence[socket.socket]) -> None:
    """Serve on the sockets; state is saved and workers are ended before this returns."""
    asyncio.run(_serve(listeners))
    lambda_runtime.reset()


async def _serve(listeners: Sequence[socket.socket]) -> None:
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    # Standard input ends when the supervisor dies, even by SIGKILL.
    threading.Thread(target=_stop_at_end_of_input, args=(loop, stop), daemon=True).start()

    config = Config()
    config.bind = [f"fd://{listener.detach()}" for listener in listeners]
    config.graceful_timeout = _GRACEFUL_SECONDS
    config.shutdown_timeout = 60.0  # saving a big state takes a while
    config.keep_alive_timeout = 75
    config.loglevel = "WARNING"

    async def application(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await ministack_app.app(scope, receive, _announcing(send))
        else:
            await ministack_app.app(scope, receive, send)

    await hypercorn_serve(application, config, shutdown_trigger=stop.wait)


def _announcing(send: Any) -> Any:
    async def announce(message: Any) -> None:
        await send(message)
        if message["type"] == "lifespan.startup.complete":
            _report_ready()

    return announce


def _report_ready() -> None:
    port = int(os.environ["GATEWAY_PORT"])
    sys.stdout.write(json.dumps({"status": "ready", "port": port}) + "\n")
    sys.stdout.flush()
    # The supervisor reads one line only; what is printed later belongs into the log.
    os.dup2(2, 1)


def _stop_at_end_of_input(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    sys.stdin.buffer.read()
    loop.call_soon_threadsafe(stop.set)
