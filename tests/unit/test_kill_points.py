"""Whom a kill point may stop: a worker of the stack that the test has started, while it lives."""

import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.support import wire

PORT = 1


@pytest.fixture
def proxy() -> Iterator[wire.Proxy]:
    proxy = wire.Proxy("http://127.0.0.1:9", is_ours="THE_STACK=of this test")
    yield proxy
    proxy.close()


@pytest.mark.parametrize("is_waited_for", [True, False])
def test_a_worker_that_is_ending_has_given_up_its_connection(
    proxy: wire.Proxy, monkeypatch: pytest.MonkeyPatch, is_waited_for: bool
) -> None:
    with subprocess.Popen(["true"]) as worker:
        os.waitid(os.P_PID, worker.pid, os.WEXITED | os.WNOWAIT)
        if is_waited_for:
            worker.wait()
        monkeypatch.setattr(wire, "_owner_of", lambda port, target: worker.pid)
        assert proxy.worker_at(PORT) is None


def test_a_worker_of_the_stack_is_found_and_nobody_else(proxy: wire.Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    with _running(THE_STACK="of this test") as ours, _running() as another:
        monkeypatch.setattr(wire, "_owner_of", lambda port, target: ours.pid)
        assert proxy.worker_at(PORT) == ours.pid
        monkeypatch.setattr(wire, "_owner_of", lambda port, target: another.pid)
        with pytest.raises(AssertionError):
            proxy.worker_at(PORT)


@contextmanager
def _running(*handed: socket.socket, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process that has begun, which it says, and holds what it was handed."""
    with subprocess.Popen(
        ["cat"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={"PATH": os.environ["PATH"], **environment},
        pass_fds=[each.fileno() for each in handed],
    ) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(b"begun\n")
        process.stdin.flush()
        assert process.stdout.readline() == b"begun\n"
        yield process


def test_of_connections_from_one_port_that_to_the_proxy_counts() -> None:
    """Linux gives a port to several connections at once when they go to different targets."""
    with _listening() as proxy, _listening() as another, _connected(another, 0) as elsewhere:
        port = elsewhere.getsockname()[1]
        with _connected(proxy, port) as here, _running(here) as worker:
            here.close()
            assert wire._owner_of(port, proxy.getsockname()[1]) == worker.pid
            assert wire._owner_of(port, another.getsockname()[1]) == os.getpid()


def _listening() -> socket.socket:
    return socket.create_server(("127.0.0.1", 0))


def _connected(target: socket.socket, port: int) -> socket.socket:
    end = socket.socket()
    end.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    end.bind(("127.0.0.1", port))
    end.connect(target.getsockname())
    return end
