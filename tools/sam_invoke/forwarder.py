"""Loopback ports of this machine for containers, while something runs and on Docker's bridge only."""

import asyncio
import contextlib
import threading
from collections.abc import Iterable, Iterator

from tools.sam_invoke.plan import SamInvokeError

_CHUNK = 65536
_LOOPBACK = "127.0.0.1"


@contextlib.contextmanager
def forwarded(address: str, ports: Iterable[int]) -> Iterator[None]:
    """Listen on these ports of an address and pass every connection on to the same port of 127.0.0.1.

    The address is that of a bridge which only containers of this machine are on; nothing else can reach it.

    Raises:
        SamInvokeError: The address is not this machine's, or a port of it is taken.
    """
    loop = asyncio.new_event_loop()
    try:
        servers = [
            loop.run_until_complete(asyncio.start_server(_passing_on_to(port), address, port)) for port in sorted(ports)
        ]
    except OSError as error:
        loop.close()
        message = f"Cannot listen on Docker's bridge at {address}: {error.strerror}; is it this machine's engine?"
        raise SamInvokeError(message) from None
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        for server in servers:
            server.close()
        for task in asyncio.all_tasks(loop):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                loop.run_until_complete(task)
        loop.close()


def _passing_on_to(port: int) -> "_Handler":
    return _Handler(port)


class _Handler:
    """Passes one connection on, in both directions until both are at their end."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there_reader, there_writer = await asyncio.open_connection(_LOOPBACK, self._port)
        except OSError:
            writer.close()
            return
        await asyncio.gather(_pump(reader, there_writer), _pump(there_reader, writer))


async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while chunk := await source.read(_CHUNK):
            sink.write(chunk)
            await sink.drain()
    with contextlib.suppress(ConnectionError, RuntimeError):
        sink.close()
